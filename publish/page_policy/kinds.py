"""The words for what a policy forbids: what it is called, what allowing it opens, and what is noted without refusal."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.page_policy.policy import SELF


class Kind(NamedTuple):
    """What a directive is about."""

    plural: str
    opens: str
    """What allowing a foreign host opens; {hosts} are the hosts."""


_VISITS = "whose owner learns of each visit"

KINDS: Mapping[str, Kind] = {
    "script-src-elem": Kind(
        "scripts", "lets {hosts} run any code in the pages, which sees all that a visitor sees and types there"
    ),
    "style-src-elem": Kind(
        "style sheets", f"lets style sheets come from {{hosts}}, {_VISITS} and can change how the pages look"
    ),
    "img-src": Kind("images", f"lets images come from {{hosts}}, {_VISITS}"),
    "font-src": Kind("fonts", f"lets fonts come from {{hosts}}, {_VISITS}"),
    "media-src": Kind("sound and video", f"lets sound and video come from {{hosts}}, {_VISITS}"),
    "frame-src": Kind("frames", f"lets pages of {{hosts}} appear within the site's, {_VISITS}"),
    "object-src": Kind("embedded objects", f"lets embedded objects come from {{hosts}}, {_VISITS}"),
    "connect-src": Kind("connections", "lets pages and scripts send data to {hosts}"),
    "manifest-src": Kind("manifests", f"lets the manifest come from {{hosts}}, {_VISITS}"),
    "worker-src": Kind("workers", "lets {hosts} run any code in the background of the pages"),
    "form-action": Kind("forms", "lets forms send what visitors type to {hosts}"),
    "base-uri": Kind("base addresses", "lets the relative addresses of a page lead to {hosts}"),
}
"""Directive -> what it is about. The order of the messages."""

NOTES: Mapping[str, str] = {
    "connect": "scripts name addresses for connections that the policy forbids, {where}. Whether they are called, and "
    "which others, cannot be known.",
    "module": "scripts import modules from addresses that the policy forbids, {where}. Whether these run cannot be "
    "known.",
    "eval": "scripts make code of text, {where}. Whether it runs cannot be known; if it does, the policy blocks it. "
    "Use a build of the library that does without, because 'unsafe-eval' runs what an attacker injects.",
    "style": "scripts add styles whose text cannot be known, {where}. If they do, the policy blocks these: styles run "
    "nothing, but with 'unsafe-inline' for them, anyone who can write into a page can also change how it looks.",
    "wasm": "scripts compile WebAssembly, {where}. Whether it runs cannot be known; if it does, add 'wasm-unsafe-eval' "
    "to script-src.",
    "foreign style sheet": "pages use style sheets of other hosts, {where}. What these load in turn cannot be known: a "
    "browser's console shows it.",
    "unused style sheet": "style sheets that no page names ask for addresses that the policy forbids, {where}. Whether "
    "a script loads them cannot be known.",
    "prefetch": "pages hint at addresses that the policy forbids, {where}. Browsers ignore such hints, and nothing is "
    "lost.",
    "meta": "pages carry a policy of their own, {where}. Browsers apply it beside the site's, and it is not checked "
    "here.",
    "idle link": "links have a javascript: address that does nothing, {where}. The policy blocks it, and a click still "
    "does nothing, but browsers log an error: write a <button>.",
    "error page": "the page for missing addresses has inline code, {where}. It does not run there, because an error is "
    "answered with the stack's policy alone: move the code into files.",
}
"""Kind -> what is said about it. {where} are the files."""


_SCHEMES: Mapping[str, str] = {
    "blob:": "be made by scripts (blob:)",
    "data:": "be part of pages and style sheets (data:)",
    "mailto:": "open the visitor's mail program (mailto:)",
}


def opened(directive: str, sources: Sequence[str]) -> str:
    """What allowing the sources opens, as a sentence."""
    kind = KINDS[directive]
    hosts = [source.partition("://")[2] or source for source in sources if "://" in source or source == "https:"]
    said = [kind.opens.format(hosts=listed(hosts))] if hosts else []
    if SELF in sources:
        said.append(f"lets {kind.plural} be the site's own")
    said.extend(f"lets {kind.plural} {_SCHEMES[source]}" for source in sources if source in _SCHEMES)
    return f"Allowing this {', and '.join(said)}."


def listed(words: Sequence[str], most: int = 10) -> str:
    """The words as an enumeration. Of more than `most` words, the others are counted."""
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
