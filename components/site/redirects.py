"""Redirects of whole folders, and to other hosts: those that cannot be objects in the bucket."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from components.rules import Rule

SPLAT = ":splat"
"""What the target has in place of the part that "*" stands for."""

STATUSES = (301, 302, 303, 307, 308)

_PATH = re.compile(r"/(?![/\\])[^\s\\?#*]*")
_FOLDER = re.compile(r"(/(?![/\\])[^\s\\?#*]*)?/\*")
_TARGET_PATH = re.compile(r"/(?![/\\])[^\s\\]*")
_TARGET_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?/[^\s\\]*")
# Everything that may stand in a path by itself, and "%", so that what is encoded already stays as it is.
_KEPT = "/%~!$&'()*,;=:@?#"


@dataclass(frozen=True)
class Redirect:
    """One rule: a path, or a folder that ends in "/*", and where it leads to."""

    from_: str
    to: str
    status: int = 301

    def __repr__(self) -> str:
        """The rule as it is written in the configuration."""
        return f"{{from: {self.from_}, to: {self.to}, status: {self.status}}}"

    @property
    def is_loop(self) -> bool:
        """Whether the target is a path that the rule itself redirects."""
        path = self.to.replace(SPLAT, "x").partition("?")[0].partition("#")[0]
        return path.startswith("/") and matches(self.from_, path)


def matches(pattern: str, path: str) -> bool:
    """Whether a path is the one that a pattern names, or in the folder that it names with "/*" at its end.

    The same as splatOf in viewer_request.js: "/docs/*" matches "/docs" as well.
    """
    if not pattern.endswith("/*"):
        return path == pattern
    return f"{path}/".startswith(pattern[:-1])


def encoded(pattern: str) -> str:
    """The pattern as it is compared: percent-encoded like the paths of viewers, and with "%2B" for "+"."""
    return quote(pattern, safe=_KEPT)


def encoded_target(target: str) -> str:
    """The target as a header takes it: percent-encoded, but for "+", which is a space in a query string."""
    return quote(target, safe=f"{_KEPT}+")


def _holds(rule: Redirect) -> bool:
    """Whether a rule is in order. The placeholder comes after the first "/" of a path: it never names a host."""
    has_splat = SPLAT in rule.to
    starts_well = _PATH.fullmatch(rule.from_) or (_FOLDER.fullmatch(rule.from_))
    ends_well = _TARGET_PATH.fullmatch(rule.to) or _TARGET_URL.fullmatch(rule.to)
    return (
        starts_well is not None
        and ends_well is not None
        and rule.status in STATUSES
        and (not has_splat or rule.from_.endswith("/*"))
        and not rule.is_loop
    )


def _is_pattern(text: str) -> bool:
    return (_PATH.fullmatch(text) or _FOLDER.fullmatch(text)) is not None


REDIRECT = Rule(
    'a redirect {from, to, status}: "from" a path such as /old or a folder such as /old/*; "to" another path such as '
    '/new, or an address such as https://example.com/new, in which :splat stands for what "*" matched; "status" one of '
    f"{', '.join(map(str, STATUSES))}, and 301 if it is left out",
    _holds,
)
PATH_PATTERN = Rule("a path such as /about, or a folder such as /docs/*", _is_pattern)
