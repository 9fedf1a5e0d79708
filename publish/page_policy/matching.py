"""Whether a policy allows an address or inline code, by the rules that browsers follow.

https://www.w3.org/TR/CSP3/#match-url-to-source-list and #match-element-to-source-list
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from publish.page_policy.address import Address
from publish.page_policy.asked import Algorithm, Inline, Request
from publish.page_policy.policy import Policy

_HOST_SOURCE = re.compile(
    r"(?:([a-z][a-z0-9+.\-]*)://)?(\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?)(?::(\d+|\*))?(/[^?#]*)?",
    re.IGNORECASE | re.ASCII,
)
_SCHEME_SOURCE = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_HASH = re.compile(r"'?(sha256|sha384|sha512)-([\w+/=-]+)'?", re.IGNORECASE)
_INVALIDATES_UNSAFE_INLINE = re.compile(r"'(?:nonce|sha256|sha384|sha512)-[\w+/=-]+'", re.IGNORECASE)
_UPGRADES = {"http": {"https"}, "ws": {"wss", "http", "https"}, "wss": {"https"}}
_WEB = {"http", "https", "ws", "wss"}
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_ALGORITHMS: dict[str, Algorithm] = {"sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}


def allows_request(policy: Policy, request: Request, site: Address) -> bool:
    """Whether a policy allows a request of a page of the site."""
    sources = policy.sources(request.directive)
    if sources is None:
        return True
    if request.directive in ("script-src-elem", "style-src-elem") and _has_nonce(sources, request.nonce):
        return True
    if request.directive == "script-src-elem":
        if _has_integrity(sources, request.integrity):
            return True
        if _has(sources, "'strict-dynamic'"):  # then no address counts for a script that the page itself names
            return False
    return allows_address(sources, request.address, site)


def allows_address(sources: Sequence[str], address: Address, site: Address) -> bool:
    """Whether one of the sources matches an address."""
    return any(_matches(source, address, site) for source in sources)


def allows_inline(policy: Policy, code: Inline) -> bool:
    """Whether a policy allows inline code, or a javascript: address."""
    sources = policy.sources(code.directive)
    if sources is None:
        return True
    is_element = code.directive.endswith("-elem") and not code.is_link
    if is_element and _has_nonce(sources, code.nonce):
        return True
    if code.is_speculation and _has(sources, "'inline-speculation-rules'"):
        return True
    if (is_element or _has(sources, "'unsafe-hashes'")) and _has_hash(sources, code):
        return True
    return allows_all_inline(sources, is_script=code.directive.startswith("script"))


def allows_all_inline(sources: Sequence[str], *, is_script: bool) -> bool:
    """Whether 'unsafe-inline' counts: browsers ignore it beside a nonce, a hash, or (for scripts) 'strict-dynamic'."""
    if not _has(sources, "'unsafe-inline'"):
        return False
    ignored = any(_INVALIDATES_UNSAFE_INLINE.fullmatch(source) for source in sources)
    return not ignored and not (is_script and _has(sources, "'strict-dynamic'"))


def _has(sources: Sequence[str], keyword: str) -> bool:
    return any(source.lower() == keyword for source in sources)


def _has_nonce(sources: Sequence[str], nonce: str) -> bool:
    return bool(nonce) and any(source[:7].lower() == "'nonce-" and source[7:] == f"{nonce}'" for source in sources)


def _has_hash(sources: Sequence[str], code: Inline) -> bool:
    for source in sources:
        found = _HASH.fullmatch(source)
        if found and source[0] == "'" and code.digest(_ALGORITHMS[found[1].lower()]) == _plain(found[2]):
            return True
    return False


def _has_integrity(sources: Sequence[str], integrity: str) -> bool:
    """Whether the hashes of an integrity attribute are all among the sources: a policy can name a file by them."""
    listed = {(found[1].lower(), _plain(found[2])) for source in sources if (found := _HASH.fullmatch(source))}
    named = [(found[1].lower(), _plain(found[2])) for word in integrity.split() if (found := _HASH.match(word))]
    return bool(named) and all(each in listed for each in named)


def _plain(digest: str) -> str:
    return digest.replace("-", "+").replace("_", "/")


class _HostSource(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str


@lru_cache(maxsize=1024)
def _host_source(source: str) -> _HostSource | None:
    found = _HOST_SOURCE.fullmatch(source)
    return _HostSource(*((part or "") for part in found.groups())) if found else None


def _matches(source: str, address: Address, site: Address) -> bool:
    if source == "*":
        return address.scheme in _WEB or address.scheme == site.scheme
    if source[0] == "'":
        return source.lower() == "'self'" and _is_own(address, site)
    if found := _SCHEME_SOURCE.fullmatch(source):
        return _scheme_matches(found[1].lower(), address.scheme)
    wanted = _host_source(source)
    if wanted is None or not address.host:
        return False
    return (
        _scheme_matches(wanted.scheme.lower() or site.scheme, address.scheme)
        and _host_matches(wanted.host.lower(), address.host)
        and _port_matches(wanted.port, address)
        and _path_matches(wanted.path, address.path)
    )


def _is_own(address: Address, site: Address) -> bool:
    if address.host != site.host:
        return False
    if address.scheme == site.scheme:
        return address.port == site.port
    if address.scheme not in ("https", "wss") and not (site.scheme == "http" and address.scheme == "ws"):
        return False
    return address.port == site.port or (address.port is None and site.port is None)


def _scheme_matches(wanted: str, found: str) -> bool:
    return wanted == found or found in _UPGRADES.get(wanted, ())


def _host_matches(wanted: str, found: str) -> bool:
    if wanted == "*":
        return True
    return found.endswith(wanted[1:]) if wanted.startswith("*.") else found == wanted


def _port_matches(wanted: str, address: Address) -> bool:
    if wanted == "*":
        return True
    default = _PORTS.get(address.scheme)
    found = address.port or default
    if not wanted:
        return found == default
    return int(wanted) == found or (int(wanted) == 80 and found == 443 and address.scheme in ("https", "wss"))


def _path_matches(wanted: str, found: str) -> bool:
    if not wanted or (wanted == "/" and not found):
        return True
    parts, others = wanted.split("/"), found.split("/")
    if wanted.endswith("/"):
        parts = parts[:-1]
        if len(others) <= len(parts):
            return False
    elif len(parts) != len(others):
        return False
    return all(unquote(one) == unquote(other) for one, other in zip(parts, others, strict=False))
