"""The security headers that a response headers policy must set, and the faults in their values.

https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secure_site_policies.subjects.csp import csp_faults

_SECONDS_A_DAY = 86_400
_REFERRERS = ("None", "", "unsafe-url", "no-referrer-when-downgrade")
"""Values that send other sites the full address of a page, its query included."""


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
        found = _whole(setting.get("accessControlMaxAgeSec"))
        if found < seconds:
            yield "accessControlMaxAgeSec", f"'accessControlMaxAgeSec' is {found}, less than {hsts_days} days"

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
            lambda setting: csp_faults(str(setting.get("contentSecurityPolicy") or "")),
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


def _whole(number: object) -> int:
    """A number, or the text of one, as configuration holds it; 0 for anything else."""
    try:
        return int(float(number)) if isinstance(number, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0


def _frames(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = str(setting.get("frameOption"))
    if found not in ("DENY", "SAMEORIGIN"):
        yield found, f"X-Frame-Options {found!r} lets any site frame a page"


def _referrer(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = str(setting.get("referrerPolicy"))
    if found in _REFERRERS:
        yield (
            found,
            f"Referrer-Policy {found!r} sends every other site the full address of the page that a visitor came from",
        )
