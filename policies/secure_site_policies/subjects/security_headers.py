"""The security headers that a response headers policy must set, and the faults in their values.

https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SECONDS_A_DAY = 86_400
_SCRIPTS = ("script-src-elem", "script-src-attr")
_UNSAFE = {
    "'unsafe-inline'": "runs any script that an attacker injects into a page",
    "'unsafe-eval'": "runs text as a script",
    "*": "runs scripts of any site",
    "http:": "runs scripts of any site",
    "https:": "runs scripts of any site",
    "data:": "runs scripts that are part of a link",
}
_IGNORED_BESIDE_A_HASH = frozenset({"'unsafe-inline'"})
_IGNORED_BESIDE_STRICT_DYNAMIC = frozenset({"'unsafe-inline'", "*", "http:", "https:", "data:"})


@dataclass(frozen=True, slots=True)
class Header:
    """A required header."""

    name: str
    """Name of the HTTP header."""
    key: str
    """The property of securityHeadersConfig with the header's setting."""
    faults: Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]
    """Returns pattern and sentence for each fault in a setting."""
    instead: str
    """The setting to write, as a Python argument."""


def required(hsts_days: int) -> Sequence[Header]:
    """All required headers. hsts_days: the shortest time for which a browser must insist on HTTPS."""
    seconds = hsts_days * _SECONDS_A_DAY

    def hsts(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        found = setting.get("accessControlMaxAgeSec") or 0
        if found < seconds:
            yield "accessControlMaxAgeSec", f"'accessControlMaxAgeSec' is {found:.0f}, less than {hsts_days} days"

    return (
        Header(
            "Strict-Transport-Security",
            "strictTransportSecurity",
            hsts,
            f'strict_transport_security={{"access_control_max_age_sec": {seconds}, "override": True}}',
        ),
        Header(
            "Content-Security-Policy",
            "contentSecurityPolicy",
            lambda setting: script_faults(str(setting.get("contentSecurityPolicy") or "")),
            """content_security_policy={"content_security_policy": "default-src 'self'", "override": True}""",
        ),
        Header(
            "X-Content-Type-Options",
            "contentTypeOptions",
            lambda _setting: iter(()),
            'content_type_options={"override": True}',
        ),
        Header("X-Frame-Options", "frameOptions", _frames, 'frame_options={"frame_option": "DENY", "override": True}'),
        Header(
            "Referrer-Policy",
            "referrerPolicy",
            _referrer,
            'referrer_policy={"referrer_policy": "strict-origin-when-cross-origin", "override": True}',
        ),
    )


def _frames(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = str(setting.get("frameOption"))
    if found not in ("DENY", "SAMEORIGIN"):
        yield found, f"X-Frame-Options {found!r} lets any site frame a page"


def _referrer(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = str(setting.get("referrerPolicy"))
    if found in ("None", "", "unsafe-url"):
        yield (
            found,
            f"Referrer-Policy {found!r} sends every other site the full address of the page that a visitor came from",
        )


def script_faults(content_security_policy: str) -> Iterator[tuple[str, str]]:
    """Pattern and sentence for each source of scripts that makes a content security policy useless against injection.

    A source that browsers ignore beside a hash or 'strict-dynamic' is no fault.
    https://www.w3.org/TR/CSP3/
    """
    directives: dict[str, list[str]] = {}
    for text in content_security_policy.lower().split(";"):
        name, *sources = text.split() or [""]
        directives.setdefault(name, sources)  # a browser uses the first of two
    scripts = directives.get("script-src", directives.get("default-src"))
    if scripts is None:
        yield "script-src", "Content-Security-Policy has no 'script-src' and no default-src: it runs any script"
    limits = [scripts or [], *(directives.get(name, []) for name in _SCRIPTS)]
    for source in dict.fromkeys(source for sources in limits for source in _unsafe(sources)):
        yield source, f"Content-Security-Policy has {source!r}, which {_UNSAFE[source]}"


def _unsafe(sources: Sequence[str]) -> Iterator[str]:
    ignored: frozenset[str] = frozenset()
    if any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for source in sources):
        ignored |= _IGNORED_BESIDE_A_HASH
    if "'strict-dynamic'" in sources:
        ignored |= _IGNORED_BESIDE_STRICT_DYNAMIC
    return (source for source in sources if source in _UNSAFE and source not in ignored)
