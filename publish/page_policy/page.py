"""Reads a page as a browser with scripts does, and returns what it asks for."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from publish.page_policy.address import Address, resolve
from publish.page_policy.asked import Asked, Inline, Request, Unknown
from publish.page_policy.css import named_in
from publish.page_policy.elements import PAINTS, SVG_TAGS, TAGS, Attributes, link_words, references, svg_references
from publish.page_policy.handlers import HANDLERS, SVG_HANDLERS, WINDOW_HANDLERS
from publish.page_policy.script_elements import ScriptKind, script_kind
from publish.page_policy.scripts import unknowns
from publish.page_policy.tree import nested_elements, own_text, page_elements, styles_without_scripts

if TYPE_CHECKING:
    from turbohtml import Element

_SPACE = " \t\n\f\r"
_EDGES = "".join(map(chr, range(0x21)))
_LINKS = {
    "a": "href",
    "area": "href",
    "button": "formaction",
    "form": "action",
    "frame": "src",
    "iframe": "src",
    "input": "formaction",
}
"""The attribute of an element that a browser runs if it is a javascript: address."""
_DOES_NOTHING = re.compile(r"(?:\s*(?:void\s*\(?\s*0\s*\)?|undefined|null|false|true)?\s*;?)*\s*(?://.*)?", re.DOTALL)
_CODE_ATTRIBUTES = HANDLERS | WINDOW_HANDLERS | SVG_HANDLERS | PAINTS | {"style"}
_ALL_TAGS = TAGS | SVG_TAGS
_NOT_FETCHED = frozenset({"about", "javascript"})
FOLLOW_UPS = {"fonts.googleapis.com": Request("font-src", Address("https", "fonts.gstatic.com", path="/"), "", 0)}
"""Host of style sheets -> what these are known to ask for in turn."""


def read_page(content: bytes, address: Address) -> Asked:
    """What a page asks for.

    address: that of the page, against which its own addresses resolve.
    """
    return _Reader(address, Asked()).read(page_elements(content))


class _Reader:
    """Reads one document, and the documents within it."""

    def __init__(self, base: Address, asked: Asked, *, scripting: bool = True, line: int | None = None) -> None:
        self._page = self._base = base
        self._asked = asked
        self._scripting = scripting
        self._line = line
        self._is_inert = False
        self._resolved: dict[str, Address | None] = {}

    def read(self, elements: "Sequence[tuple[Element, bool]]") -> Asked:
        self._find_base(elements)
        for element, is_inert in elements:
            self._read(element, is_inert=is_inert)
        return self._asked

    def _find_base(self, elements: "Sequence[tuple[Element, bool]]") -> None:
        """Only the first <base> with an address counts."""
        for element, is_inert in elements:
            if element.tag == "base" and not is_inert and (href := element.attr("href")) is not None:
                found = resolve(href, self._base)
                if found and found.scheme not in ("data", "javascript"):
                    self._asked.requests.append(Request("base-uri", found, "<base href>", self._line_of(element)))
                    self._base = found
                return

    def _read(self, element: "Element", *, is_inert: bool) -> None:
        """Reads an element.

        is_inert: whether it is within a <template>. Its addresses are not fetched. Its code counts: it runs when a
            script clones the template, and browsers check its attributes at once.
        """
        tag = element.tag
        self._is_inert = is_inert
        for name in element.attrs:
            if name in _CODE_ATTRIBUTES:
                self._attribute(element, tag, name)
        if tag in _ALL_TAGS:
            space = element.namespace.value
            if space == "html" and tag in TAGS:
                self._html(element, tag)
            elif space == "svg":
                self._svg(element, tag)

    def _attribute(self, element: "Element", tag: str, name: str) -> None:
        value, line = element.attr(name) or "", self._line_of(element)
        if name == "style":
            self._asked.inline.append(Inline("style-src-attr", value, f"style of <{tag}>", line))
            self._style(value, f"style of <{tag}>", line)
            return
        is_svg = element.namespace.value == "svg"
        if name in PAINTS:
            if is_svg:
                self._style(value, f"{name} of <{tag}>", line)
            return
        known = name in HANDLERS or (name in WINDOW_HANDLERS and tag in ("body", "frameset"))
        if self._scripting and (known or (name in SVG_HANDLERS and is_svg)):
            self._asked.inline.append(Inline("script-src-attr", value, f"{name} of <{tag}>", line))

    def _html(self, element: "Element", tag: str) -> None:
        get, line = element.attr, self._line_of(element)
        if tag == "script":
            self._script(get, get("src"), element.text, line)
        elif tag == "style":
            self._style_element(get, element.text, line)
        elif tag == "noscript":
            if self._scripting:  # the hashes of its styles open nothing to browsers that run scripts
                for css in styles_without_scripts(element.text):
                    self._asked.inline.append(Inline("style-src-elem", css, "<style> of <noscript>", line))
        elif tag == "meta":
            if (get("http-equiv") or "").strip(_SPACE).lower() == "content-security-policy":
                self._asked.unknown.append(Unknown("meta", "<meta http-equiv>", line))
        else:
            self._references(element, tag, get, line)

    def _references(self, element: "Element", tag: str, get: Attributes, line: int) -> None:
        document = get("srcdoc") if tag == "iframe" else None
        link = get(_LINKS[tag]) if tag in _LINKS and document is None else None
        if link is not None and self._is_javascript(link, f"<{tag} {_LINKS[tag]}>", line):
            return
        around = getattr(element.parent, "tag", "") if tag == "source" else ""
        for directive, reference, attribute in references(tag, around, get):
            self._request(directive, reference, f"<{tag} {attribute}>", line, get)
        if document is not None and not self._is_inert:
            self._nested(document, get("sandbox"), line)
        if tag == "link" and "prefetch" in link_words(get) and (found := self._resolve(get("href") or "")):
            request = Request("default-src", found, "<link rel=prefetch>", line)
            self._asked.unknown.append(Unknown("prefetch", request.what, line, request))

    def _svg(self, element: "Element", tag: str) -> None:
        get, line = element.attr, self._line_of(element)
        href = get("href") if get("href") is not None else get("xlink:href")
        if tag == "script":
            self._script(get, href, own_text(element), line)
        elif tag == "style":
            self._style_element(get, own_text(element), line)
        elif tag == "a" and href is not None:
            self._is_javascript(href, "<a href> of an SVG", line)
        for directive, reference, attribute in svg_references(tag, href):
            # Browsers reuse drawings of the same origin only, under any policy.
            found = self._resolve(reference)
            if tag != "use" or (found and found.origin == self._page.origin):
                self._request(directive, reference, f"<{tag} {attribute}>", line, get)

    def _script(self, get: Attributes, src: str | None, code: str, line: int) -> None:
        """A script with an address does not run its text, even if the address fails."""
        kind: ScriptKind | None = script_kind(get) if self._scripting else None
        if kind is None:
            return
        runs = kind in ("classic", "module")
        if src is not None:
            if src and runs:
                self._request("script-src-elem", src, "<script src>", line, get)
        elif code:
            what = "<script>" if runs else f"<script type={kind}>"
            is_speculation = kind == "speculationrules"
            self._asked.inline.append(
                Inline("script-src-elem", code, what, line, get("nonce") or "", is_speculation=is_speculation)
            )
            if runs and not self._is_inert:
                self._asked.unknown.extend(unknowns(code, self._base, line))

    def _style_element(self, get: Attributes, css: str, line: int) -> None:
        """Browsers check a style of any type, and apply none but CSS."""
        self._asked.inline.append(Inline("style-src-elem", css, "<style>", line, get("nonce") or ""))
        if (get("type") or "").lower() in ("", "text/css"):
            self._style(css, "<style>", line)

    def _style(self, css: str, what: str, line: int) -> None:
        for directive, reference, offset in named_in(css):
            at = line + css.count("\n", 0, offset) if what == "<style>" else line
            self._request(directive, reference, f"url in {what}", at, None)

    def _request(self, directive: str, reference: str, what: str, line: int, get: Attributes | None) -> None:
        found = None if self._is_inert or directive == "base-uri" else self._resolve(reference)
        if not found or found.scheme in _NOT_FETCHED:
            return
        nonce, integrity = (get("nonce") or "", get("integrity") or "") if get else ("", "")
        self._asked.requests.append(Request(directive, found, what, line, nonce, integrity))
        if directive == "style-src-elem" and (more := FOLLOW_UPS.get(found.host)):
            self._asked.requests.append(more._replace(what=f"style sheet of {found.host}:", line=line))

    def _resolve(self, reference: str) -> Address | None:
        """Pages repeat addresses: resolving one is most of the work of reading an image."""
        if reference not in self._resolved:
            self._resolved[reference] = resolve(reference, self._base)
        return self._resolved[reference]

    def _is_javascript(self, reference: str, what: str, line: int) -> bool:
        """Whether an address is code. Code that does nothing is not missed if a policy blocks it."""
        if ":" not in reference:
            return False
        text = reference.strip(_EDGES).replace("\t", "").replace("\n", "").replace("\r", "")
        if text[:11].lower() != "javascript:":
            return False
        if self._scripting and not self._is_inert:
            if _DOES_NOTHING.fullmatch(text[11:]):
                self._asked.unknown.append(Unknown("idle link", what, line))
            else:
                self._asked.links.append(Inline("script-src-elem", text, what, line, is_link=True))
        return True

    def _nested(self, document: str, sandbox: str | None, line: int) -> None:
        """The document of a srcdoc attribute, which has the policy and the base of the page."""
        runs = self._scripting and (sandbox is None or "allow-scripts" in sandbox.lower().split())
        reader = _Reader(self._base, self._asked, scripting=runs, line=line)
        reader.read(nested_elements(document, scripting=runs))

    def _line_of(self, element: "Element") -> int:
        return self._line or element.source_line or 1
