"""The addresses in the attributes of an element, by the name of the element.

https://html.spec.whatwg.org/multipage/indices.html#attributes-3
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple


class Reference(NamedTuple):
    """An address as it is written in an attribute."""

    directive: str
    reference: str
    attribute: str


Attributes = Callable[[str], str | None]
"""Attribute -> its value. None for an attribute that the element lacks."""

_PRELOADS: Mapping[str, str] = {
    "fetch": "connect-src",
    "font": "font-src",
    "image": "img-src",
    "script": "script-src-elem",
    "style": "style-src-elem",
    "track": "media-src",
}
"""The kinds that browsers preload."""
_ICONS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed"})
_IMAGES = (".apng", ".avif", ".bmp", ".gif", ".ico", ".jfif", ".jpeg", ".jpg", ".png", ".webp")
_SPACE = " \t\n\f\r"
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*(?:\)|\Z))*")


def references(tag: str, parent: str, get: Attributes) -> Iterator[Reference]:
    """The addresses of an HTML element.

    parent: the name of the element around it.
    get: returns the value of an attribute.
    """
    for attribute, directive in _SIMPLE.get(tag, ()):
        if value := get(attribute):
            yield Reference(directive, value, attribute)
    if special := _SPECIAL.get(tag):
        yield from special(parent, get)


def svg_references(tag: str, href: str | None) -> Iterator[Reference]:
    """The addresses of an SVG element: images, and drawings that are reused from another file."""
    if tag in ("image", "feImage", "use") and href and not href.startswith("#"):
        yield Reference("img-src", href, "href")


def link_words(get: Attributes) -> set[str]:
    """The relations of a <link>, in lower case."""
    return set((get("rel") or "").lower().split())


def candidates(srcset: str) -> Iterator[str]:
    """The addresses of a srcset attribute: https://html.spec.whatwg.org/#parse-a-srcset-attribute"""
    if "," not in srcset:
        yield from srcset.split()[:1]
        return
    position = 0
    while position < len(srcset):
        while position < len(srcset) and srcset[position] in f"{_SPACE},":
            position += 1
        start = position
        while position < len(srcset) and srcset[position] not in _SPACE:
            position += 1
        found = srcset[start:position]
        if found.endswith(","):
            found = found.rstrip(",")
        elif (descriptors := _DESCRIPTORS.match(srcset, position)) is not None:
            position = descriptors.end() + 1
        if found:
            yield found


def _link(_parent: str, get: Attributes) -> Iterator[Reference]:
    words, href = link_words(get), get("href") or ""
    if "preload" in words:
        kind = (get("as") or "").lower()
        if kind == "image" and (srcset := get("imagesrcset")):
            yield from (Reference("img-src", each, "imagesrcset") for each in candidates(srcset))
        elif kind in _PRELOADS and href:
            yield Reference(_PRELOADS[kind], href, "href")
    if not href:
        return
    if "stylesheet" in words and _is_css(get("type")) and get("disabled") is None:
        yield Reference("style-src-elem", href, "href")
    if "modulepreload" in words:
        yield Reference("script-src-elem", href, "href")
    if words & _ICONS:
        yield Reference("img-src", href, "href")
    if "manifest" in words:
        yield Reference("manifest-src", href, "href")


def _is_css(media_type: str | None) -> bool:
    return (media_type or "").partition(";")[0].strip(_SPACE).lower() in ("", "text/css")


def _img(_parent: str, get: Attributes) -> Iterator[Reference]:
    yield from (Reference("img-src", each, "srcset") for each in candidates(get("srcset") or ""))


def _source(parent: str, get: Attributes) -> Iterator[Reference]:
    if parent == "picture":
        yield from _img(parent, get)
    elif parent in ("audio", "video") and (src := get("src")):
        yield Reference("media-src", src, "src")


def _input(_parent: str, get: Attributes) -> Iterator[Reference]:
    kind = (get("type") or "").lower()
    if kind == "image" and (src := get("src")):
        yield Reference("img-src", src, "src")
    if kind in ("image", "submit") and (action := get("formaction")):
        yield Reference("form-action", action, "formaction")


def _button(_parent: str, get: Attributes) -> Iterator[Reference]:
    kind = (get("type") or "").lower()
    if kind not in ("button", "reset") and (action := get("formaction")):
        yield Reference("form-action", action, "formaction")


def _form(_parent: str, get: Attributes) -> Iterator[Reference]:
    if (get("method") or "").lower() != "dialog" and (action := get("action")):
        yield Reference("form-action", action, "action")


def _ping(_parent: str, get: Attributes) -> Iterator[Reference]:
    if get("href") is not None:
        yield from (Reference("connect-src", each, "ping") for each in (get("ping") or "").split())


def _iframe(_parent: str, get: Attributes) -> Iterator[Reference]:
    if get("srcdoc") is None and (src := get("src")):
        yield Reference("frame-src", src, "src")


def _embed(_parent: str, get: Attributes) -> Iterator[Reference]:
    yield from _embedded("src", get)


def _object(_parent: str, get: Attributes) -> Iterator[Reference]:
    yield from _embedded("data", get)


def _embedded(attribute: str, get: Attributes) -> Iterator[Reference]:
    """Browsers show anything but an image in a frame of its own, so a policy has to allow both."""
    if address := get(attribute):
        yield Reference("object-src", address, attribute)
        media = (get("type") or "").lower()
        is_image = media.startswith("image/") if media else address.partition("?")[0].lower().endswith(_IMAGES)
        if not is_image or media == "image/svg+xml":
            yield Reference("frame-src", address, attribute)


def _base(_parent: str, get: Attributes) -> Iterator[Reference]:
    if href := get("href"):
        yield Reference("base-uri", href, "href")


_BACKGROUND = (("background", "img-src"),)
_SIMPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "audio": (("src", "media-src"),),
    "body": _BACKGROUND,
    "frame": (("src", "frame-src"),),
    "img": (("src", "img-src"),),
    "table": _BACKGROUND,
    "tbody": _BACKGROUND,
    "td": _BACKGROUND,
    "tfoot": _BACKGROUND,
    "th": _BACKGROUND,
    "thead": _BACKGROUND,
    "tr": _BACKGROUND,
    "track": (("src", "media-src"),),
    "video": (("src", "media-src"), ("poster", "img-src")),
}
_SPECIAL: Mapping[str, Callable[[str, Attributes], Iterator[Reference]]] = {
    "a": _ping,
    "area": _ping,
    "base": _base,
    "button": _button,
    "embed": _embed,
    "form": _form,
    "iframe": _iframe,
    "img": _img,
    "input": _input,
    "link": _link,
    "object": _object,
    "source": _source,
}
TAGS = frozenset({*_SIMPLE, *_SPECIAL, "script", "style", "meta", "noscript"})
"""The HTML elements that are looked at for more than the attributes that every element may have."""

SVG_TAGS = frozenset({"a", "feImage", "image", "script", "style", "use"})
"""The SVG elements that are looked at."""
PAINTS = frozenset({"clip-path", "cursor", "fill", "marker-end", "marker-mid", "marker-start", "mask", "stroke"})
"""The attributes of an SVG element that are styles, and may name a drawing in another file."""
