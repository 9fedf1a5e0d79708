"""Resolves the addresses of a page as browsers do, as far as a Content-Security-Policy looks at them.

https://url.spec.whatwg.org/#concept-basic-url-parser
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_EDGES = "".join(map(chr, range(0x21)))
_REMOVED = str.maketrans("", "", "\t\n\r")
_FORBIDDEN_IN_HOSTS = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|]")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]")


class Address(NamedTuple):
    """An absolute address without its query and fragment."""

    scheme: str
    """In lower case, such as "https" or "data"."""
    host: str = ""
    """In lower case and ASCII. Empty for schemes without hosts."""
    port: int | None = None
    """None: the default port of the scheme."""
    path: str = ""
    """Percent-encoded as it was written. Empty for schemes without hosts."""

    @property
    def origin(self) -> str:
        """The beginning of the address, as a policy's source: "https://cdn.example.com:8443", "data:"."""
        if not self.host:
            return f"{self.scheme}:"
        return f"{self.scheme}://{self.host}" + ("" if self.port is None else f":{self.port}")

    def __str__(self) -> str:
        return f"{self.origin}{self.path}"


def page_address(site: Address, key: str) -> Address:
    """The address of a published file. Relative addresses on the page resolve against it."""
    return site._replace(path=f"/{quote(key)}")


def key_of(address: Address) -> str:
    """The key of the file that an address of the site leads to."""
    return unquote(address.path).lstrip("/")


def resolve(reference: str, base: Address) -> Address | None:
    """The address that `reference` leads to from `base`. None if a browser finds it invalid, and fetches nothing."""
    text = reference.strip(_EDGES)
    found = _SCHEME.match(text) or _SCHEME.match(text := text.translate(_REMOVED))
    scheme = found[1].lower() if found else base.scheme
    if scheme not in _DEFAULT_PORTS and scheme != "file":
        return Address(scheme)  # a data: address may be long
    rest = _without_query((text[found.end() :] if found else text).translate(_REMOVED)).replace("\\", "/")
    if found and (scheme != base.scheme or rest.startswith("//")):
        return _with_authority(scheme, rest.lstrip("/"))
    if rest.startswith("//"):
        return _with_authority(scheme, rest.lstrip("/"))
    if rest.startswith("/"):
        return base._replace(path=_normalized(rest))
    if not rest:
        return base
    return base._replace(path=_normalized(f"{base.path.rpartition('/')[0]}/{rest}"))


def _without_query(text: str) -> str:
    return re.split(r"[?#]", text, maxsplit=1)[0]


def _with_authority(scheme: str, rest: str) -> Address | None:
    authority, slash, path = rest.partition("/")
    host_and_port = authority.rpartition("@")[2]
    host, colon, port = host_and_port, "", ""
    if not host_and_port.endswith("]"):
        host, colon, port = host_and_port.rpartition(":") if ":" in host_and_port else (host_and_port, "", "")
    name = _host(host)
    if name is None or (colon and port and not (port.isascii() and port.isdigit() and int(port) < 65536)):
        return None
    number = int(port) if port else None
    return Address(
        scheme, name, None if number == _DEFAULT_PORTS.get(scheme) else number, _normalized(f"{slash or '/'}{path}")
    )


def _host(text: str) -> str | None:
    """The host in lower case and ASCII. None for a host that no browser accepts."""
    host = unquote(text).lower()
    if _IPV6.fullmatch(host):
        return host
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return None if not host or _FORBIDDEN_IN_HOSTS.search(host) else host


def _normalized(path: str) -> str:
    """The path without "." and ".." segments."""
    if "." not in path and "%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".")
        is_last = position == len(segments) - 1
        if plain == "..":
            if len(kept) > 1:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if is_last:
            kept.append("")
    return "/".join(kept)
