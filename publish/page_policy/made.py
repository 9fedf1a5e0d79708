"""The styles that scripts add to a page: a policy checks them as it checks those of the page itself.

A theme switch adds a style element whose text is a constant; an application shows the HTML of another page, with its
style attributes. Both are the site's own code, so pages that run scripts of the site are allowed them: a style by its
hash, style attributes as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publish.page_policy.asked import Inline

_MOST_STYLES = 8
"""More would fill the policies of all pages: then the styles are treated as unknown."""

_STRING = r"""(?:"(?:[^"\\\n]++|\\[\s\S])*+"|'(?:[^'\\\n]++|\\[\s\S])*+'|`(?:[^`\\$]++|\\[\s\S]|\$(?!\{))*+`)"""
_ELEMENT = re.compile(r"""createElement\(\s*["'`]style["'`]""")
_FILLED = re.compile(
    rf"(?:createTextNode\(|(?:textContent|innerHTML|innerText)\s*=(?!=))\s*(?:(?P<text>{_STRING})|(?P<name>[\w$]+)|\S)"
    rf"|\.append\(\s*(?P<appended>{_STRING})"
)
_REACH = 400
"""Characters after the element within which its text is given."""
_ATTRIBUTE = re.compile(r"<[a-zA-Z][\w-]*(?:\s[^<>]{0,300}?)?\sstyle=\\?[\"']")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|([\s\S]))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@dataclass(slots=True)
class Made:
    """The styles that the scripts of a site add."""

    styles: set[str] = field(default_factory=set[str])
    """The texts of style elements."""
    has_attributes: bool = False

    def add(self, script: str) -> bool:
        """Adds what a script makes. Returns whether it makes a style whose text cannot be known."""
        texts = list(_styles(script))
        self.styles.update(text for text in texts if text is not None)
        self.has_attributes = self.has_attributes or ("style=" in script and bool(_ATTRIBUTE.search(script)))
        return None in texts

    def inline(self) -> list[Inline]:
        """What a policy has to allow to pages that run the scripts."""
        known = sorted(self.styles) if len(self.styles) <= _MOST_STYLES else []
        styles = [Inline("style-src-elem", text, "style of a script", 1) for text in known]
        attributes = [Inline("style-src-attr", "", "style attribute of a script", 1)]
        return [*styles, *(attributes if self.has_attributes else [])]


def _styles(script: str) -> Iterator[str | None]:
    """The text of each style element that a script makes. None for one that is put together while the script runs."""
    for element in _ELEMENT.finditer(script):
        filled = _FILLED.search(script, element.end(), element.end() + _REACH)
        if filled is None:
            # The rules of an empty one are added one by one, which no policy forbids.
            yield ""
            yield None
        elif literal := filled["text"] or filled["appended"]:
            yield _value(literal)
        else:
            yield from _constants(script, filled["name"]) if filled["name"] else [None]


def _constants(script: str, name: str) -> Iterator[str | None]:
    """The texts of a variable, if they are constants that look like CSS."""
    found = re.findall(rf"(?<![\w$.]){re.escape(name)}\s*=\s*({_STRING})\s*[,;\n)}}]", script)
    texts = [text for text in map(_value, found) if "{" in text]
    yield from texts or [None]


def _value(literal: str) -> str:
    return _ESCAPE.sub(_character, literal[1:-1]) if "\\" in literal else literal[1:-1]


def _character(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2] or escape[3]
    if number:
        return chr(int(number, 16)) if int(number, 16) < 0x110000 else "\ufffd"
    return "" if escape[4] else _CONTROLS.get(escape[5], escape[5])
