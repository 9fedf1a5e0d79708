"""Which targets of a redirect are safe, and how they are written into the Location header.

A target stays on the site, or leads to the host that the rule spells out. So a visitor can never choose the host: no
placeholder may stand in it, and a path may not begin with "//" or "/\\", which browsers take for another host.
"""

import re
from urllib.parse import quote

_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#\\]*)(?P<rest>[/?#\\].*)?", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::\d{1,5})?"
)
_KEPT = "!#$%&'()*+,-./:;=?@[]_~"
_OTHER_HOST = "a path may not begin with // or /\\, which browsers take for another host; write the URL in full"


def problem_with_target(target: str) -> str | None:
    """Why a target cannot be a Location. None if it can.

    target: a path or URL, with placeholders or without.
    """
    if any(ord(character) < ord(" ") or character == "\x7f" for character in target):
        return "a target may not hold a control character"
    if target.startswith("/"):
        return _OTHER_HOST if target[1:2] in ("/", "\\") or target.startswith("/:splat//") else None
    found = _URL.fullmatch(target)
    if found is None:
        return "a target is a path such as /new, or a URL that begins with http:// or https://"
    if not _HOST.fullmatch(found["authority"]):
        return "the host of a target must be spelled out, without placeholders, user names or passwords"
    if (found["rest"] or "").startswith("\\"):
        return "a URL may not hold a backslash behind its host"
    return None


def is_elsewhere(target: str) -> bool:
    """Whether a target is on another host, or names its host."""
    return not target.startswith("/")


def location(target: str) -> str:
    """The target as it is written into the header: what is not ASCII, spaces and the like percent-encoded."""
    return quote(target, safe=_KEPT)


def split(target: str) -> tuple[str, str]:
    """The path of a target, and its query and fragment."""
    found = re.match(r"[^?#]*", target)
    end = found.end() if found else 0
    return target[:end], target[end:]
