"""The elements of a page, as the parser of a browser with scripts makes them.

turbohtml is the parser because it has the scripting flag of the HTML standard, without which the content of <noscript>
is taken for elements, and declared shadow roots, whose scripts run.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbohtml import Document, Element, Node

_TEMPLATE = re.compile(rb"<template", re.IGNORECASE)


def page_elements(content: bytes) -> "Sequence[tuple[Element, bool]]":
    """The elements of a page, in order, each with whether it is within a <template>.

    A page that is not UTF-8 is decoded as a browser does that is not told the encoding.
    """
    from turbohtml import parse  # only publishing pages needs it, and it takes 40 ms

    try:
        content.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    document = parse(content, encoding=encoding, scripting=True)
    if _TEMPLATE.search(content):
        return list(_placed(document))
    return [(element, False) for element in document.find_all()]


def nested_elements(markup: str, *, scripting: bool) -> "Sequence[tuple[Element, bool]]":
    """The elements of a document that is written in an attribute."""
    return list(_placed(_parse(markup, scripting=scripting)))


def styles_without_scripts(markup: str) -> Iterator[str]:
    """The style elements in the content of a <noscript>, as a browser without scripts reads it."""
    if "<style" in markup.lower():
        yield from (element.text for element in _parse(markup, scripting=False).find_all("style"))


def own_text(element: "Element") -> str:
    """The text of the element itself: an SVG's script may hold elements, which are no part of its code."""
    from turbohtml import Text

    return "".join(child.data for child in element.children if isinstance(child, Text))


def _parse(markup: str, *, scripting: bool) -> "Document":
    from turbohtml import parse

    return parse(markup, scripting=scripting)


def _placed(node: "Node") -> "Iterator[tuple[Element, bool]]":
    """A declared shadow root is no template."""
    from turbohtml import Element

    waiting = [(node, False)]
    while waiting:
        current, is_inert = waiting.pop()
        children = list(current.children)
        if isinstance(current, Element):
            yield current, is_inert
            if current.shadow_root is not None:
                children = [*current.shadow_root.children, *children]
            is_inert = is_inert or (current.tag == "template" and current.namespace.value == "html")
        waiting.extend((child, is_inert) for child in reversed(children))
