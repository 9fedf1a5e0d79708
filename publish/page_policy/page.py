"""Reads a page as a browser with scripts does, and returns what it asks for."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from publish.page_policy.address import Address, resolve
from publish.page_policy.asked import Asked, Inline, Request, Unknown
from publish.page_policy.css import named_in
from publish.page_policy.elements import TAGS, Attributes, link_words, references, svg_references
from publish.page_policy.handlers import HANDLERS, SVG_HANDLERS, WINDOW_HANDLERS
from publish.page_policy.script_elements import ScriptKind, script_kind
from publish.page_policy.scripts import unknowns

if TYPE_CHECKING:
    from turbohtml import Document, Element, Node

_ROOT_TEMPLATE = re.compile(rb"<template", re.IGNORECASE)
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
_DOES_NOTHING = re.compile(r"\s*(?:(?:void\s*\(?\s*0\s*\)?|undefined|null|false|true|//.*)?\s*;?\s*)*", re.DOTALL)
_NO_FETCH = frozenset({"about", "javascript"})
_FOLLOW_UPS = {"fonts.googleapis.com": Request("font-src", Address("https", "fonts.gstatic.com", path="/"), "", 0)}
"""Services whose style sheets load from another host, which is known. """


def read_page(content: bytes, address: Address) -> Asked:
    """What a page asks for.

    address: that of the page, against which its own addresses resolve.
    A page that is not UTF-8 is decoded as a browser does that is not told the encoding.
    """
    from turbohtml import parse  # only publishing pages needs it, and it takes 40 ms

    try:
        content.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    document = parse(content, encoding=encoding, scripting=True)
    return _Reader(address).read(document, may_be_inert=bool(_ROOT_TEMPLATE.search(content)))


class _Reader:
    """Reads one document, and the documents within it."""

    def __init__(self, base: Address, asked: Asked | None = None, *, scripting: bool = True, line: int | None = None):
        self._base = base
        self._asked = Asked() if asked is None else asked
        self._scripting = scripting
        self._line = line

    def read(self, document: "Document", *, may_be_inert: bool) -> Asked:
        elements: Iterable[Element] = _live(document) if may_be_inert else document.find_all()
        elements = list(elements)
        self._find_base(elements)
        for element in elements:
            self._read(element)
        return self._asked

    def _find_base(self, elements: "Iterable[Element]") -> None:
        """Only the first <base> with an address counts."""
        for element in elements:
            if element.tag == "base" and (href := element.attr("href")) is not None:
                found = resolve(href, self._base)
                if found and found.scheme not in ("data", "javascript"):
                    line = self._line_of(element)
                    self._asked.requests.append(Request("base-uri", found, "<base href>", line))
                    self._base = found
                return

    def _read(self, element: "Element") -> None:
        tag, attributes = element.tag, element.attrs
        space = element.namespace.value
        if attributes:
            for name in attributes:
                if name == "style" or name.startswith("on"):
                    self._attribute(element, tag, name)
        if space == "html":
            if tag in TAGS:
                self._html(element, tag)
        elif space == "svg":
            self._svg(element, tag)

    def _attribute(self, element: "Element", tag: str, name: str) -> None:
        value, line = element.attr(name) or "", self._line_of(element)
        if name == "style":
            if value.strip(_SPACE):
                self._asked.inline.append(Inline("style-src-attr", value, f"style of <{tag}>", line))
                self._style(value, f"style of <{tag}>", line)
            return
        known = name in HANDLERS or (name in WINDOW_HANDLERS and tag in ("body", "frameset"))
        if self._scripting and (known or (name in SVG_HANDLERS and element.namespace.value == "svg")):
            self._asked.inline.append(Inline("script-src-attr", value, f"{name} of <{tag}>", line))

    def _html(self, element: "Element", tag: str) -> None:
        get, line = element.attr, self._line_of(element)
        if tag == "script":
            self._script(element, script_kind(get), get("src"), element.text, line)
        elif tag == "style":
            self._style_element(element, element.text, line)
        elif tag == "noscript":
            self._noscript(element.text, line)
        elif tag == "meta":
            if (get("http-equiv") or "").strip(_SPACE).lower() == "content-security-policy":
                self._asked.unknown.append(Unknown("meta", "<meta http-equiv>", line))
        else:
            self._references(element, tag, get, line)

    def _references(self, element: "Element", tag: str, get: Attributes, line: int) -> None:
        if self._link(tag, get, line):
            return
        parent = element.parent
        around = getattr(parent, "tag", "") if tag == "source" else ""
        for directive, reference, attribute in references(tag, around, get):
            if directive != "base-uri":
                self._request(directive, reference, f"<{tag} {attribute}>", line, get)
        if tag == "iframe" and (document := get("srcdoc")) is not None:
            self._nested(document, get("sandbox"), line)
        if tag == "link" and "prefetch" in link_words(get) and (href := get("href")):
            found = resolve(href, self._base)
            if found:
                request = Request("default-src", found, "<link rel=prefetch>", line)
                self._asked.unknown.append(Unknown("prefetch", request.what, line, request))

    def _svg(self, element: "Element", tag: str) -> None:
        get, line = element.attr, self._line_of(element)
        href = get("href") if get("href") is not None else get("xlink:href")
        if tag == "script":
            self._script(element, script_kind(get), href, _own_text(element), line)
        elif tag == "style":
            self._style_element(element, _own_text(element), line)
        elif tag == "a" and href is not None:
            self._javascript(href, "<a href> of an SVG", line)
        for directive, reference, attribute in svg_references(tag, get):
            self._request(directive, reference, f"<{tag} {attribute}>", line, get)

    def _script(self, element: "Element", kind: ScriptKind | None, src: str | None, code: str, line: int) -> None:
        """A script with an address does not run its text, whatever becomes of the address."""
        if kind is None or not self._scripting:
            return
        get = element.attr
        if src is not None:
            if src and kind in ("classic", "module"):
                self._request("script-src-elem", src, "<script src>", line, get)
        elif code:
            what = "<script>" if kind in ("classic", "module") else f"<script type={kind}>"
            nonce = get("nonce") or ""
            is_speculation = kind == "speculationrules"
            self._asked.inline.append(Inline("script-src-elem", code, what, line, nonce, is_speculation))
            if kind in ("classic", "module"):
                self._asked.unknown.extend(unknowns(code, self._base, line))

    def _style_element(self, element: "Element", css: str, line: int) -> None:
        """A style of any other type is data."""
        if (element.attr("type") or "").lower() not in ("", "text/css") or not css:
            return
        self._asked.inline.append(Inline("style-src-elem", css, "<style>", line, element.attr("nonce") or ""))
        self._style(css, "<style>", line)

    def _style(self, css: str, what: str, line: int) -> None:
        for directive, reference, offset in named_in(css):
            at = line + css.count("\n", 0, offset) if what == "<style>" else line
            self._request(directive, reference, f"url of {what}", at, None)

    def _request(self, directive: str, reference: str, what: str, line: int, get: Attributes | None) -> None:
        found = resolve(reference, self._base)
        if not found or found.scheme in _NO_FETCH:
            return
        nonce = (get("nonce") or "") if get else ""
        integrity = (get("integrity") or "") if get else ""
        self._asked.requests.append(Request(directive, found, what, line, nonce, integrity))
        if directive == "style-src-elem" and found.host in _FOLLOW_UPS:
            more = _FOLLOW_UPS[found.host]
            self._asked.requests.append(more._replace(what=f"the style sheet of {found.host}", line=line))

    def _link(self, tag: str, get: Attributes, line: int) -> bool:
        """Whether the element has an address that is code."""
        attribute = None if tag == "iframe" and get("srcdoc") is not None else _LINKS.get(tag)
        value = get(attribute) if attribute else None
        return value is not None and self._javascript(value, f"<{tag} {attribute}>", line)

    def _javascript(self, reference: str, what: str, line: int) -> bool:
        text = reference.strip(_EDGES).replace("\t", "").replace("\n", "").replace("\r", "")
        if text[:11].lower() != "javascript:":
            return False
        if not self._scripting:
            return True
        if _DOES_NOTHING.fullmatch(text[11:]):
            self._asked.unknown.append(Unknown("idle link", what, line))
        else:
            self._asked.links.append(Inline("script-src-elem", text, what, line, is_link=True))
        return True

    def _nested(self, document: str, sandbox: str | None, line: int) -> None:
        """The document of a srcdoc attribute, which has the policy and the base of the page."""
        from turbohtml import parse

        runs = self._scripting and (sandbox is None or "allow-scripts" in sandbox.lower().split())
        reader = _Reader(self._base, self._asked, scripting=runs, line=line)
        reader.read(parse(document, scripting=runs), may_be_inert=True)

    def _noscript(self, markup: str, line: int) -> None:
        """A browser without scripts applies the styles: their hashes open nothing to the others."""
        from turbohtml import parse

        if self._scripting and "<style" in markup.lower():
            for element in _live(parse(markup)):
                if element.tag == "style" and element.text:
                    self._asked.inline.append(Inline("style-src-elem", element.text, "<style> of <noscript>", line))

    def _line_of(self, element: "Element") -> int:
        return self._line or element.source_line or 1


def _live(node: "Node") -> "Iterator[Element]":
    """The elements that a page shows: not those of a template, but those of a declared shadow root."""
    from turbohtml import Element

    waiting = [node]
    while waiting:
        current = waiting.pop()
        children = list(current.children)
        if isinstance(current, Element):
            yield current
            if current.tag == "template" and current.namespace.value == "html":
                continue
            if current.shadow_root is not None:
                children = [*current.shadow_root.children, *children]
        waiting.extend(reversed(children))


def _own_text(element: "Element") -> str:
    """The text of the element itself: an SVG's script may hold elements, which are no part of its code."""
    from turbohtml import Text

    return "".join(child.data for child in element.children if isinstance(child, Text))
