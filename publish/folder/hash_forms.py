"""The forms in which bundlers write a hash into a name, told apart from the words and numbers that people write.

A name is looked at without what bundlers put behind the hash, such as ".min.js.map" (`core_of`). The hash is then the
last part of it.
"""

import re
from enum import Enum

from publish.folder.suffixes import KNOWN_SUFFIXES

_BEHIND_THE_HASH = {*KNOWN_SUFFIXES, "chunk", "lean", "legacy", "license", "min", "module"}
_NEXT_FONT = re.compile(r"-s(\.p)?$")

_ONSET = (
    r"(?:bl|br|ch|chr|cl|cr|dr|dw|fl|fr|gh|gl|gn|gr|kn|ph|pl|pr|ps|qu|sc|sch|scr|sh|shr|sk|sl|sm|sn|sp|spl|spr|st|str|"
    r"sw|th|thr|tr|tw|wh|wr|[b-df-hj-np-tv-z])?"
)
_WORD = re.compile(rf"{_ONSET}(?:[aeiouy]{{1,3}}[b-df-hj-np-tv-xz]{{0,3}})+")
_CAPITALISED = re.compile(r"[A-Z]?[a-z]+")
_LOWER_RUN = re.compile(r"[A-Za-z][a-z]{3,}")

_PLAIN = re.compile(
    r"[a-z]+|[A-Z][a-z]+|[A-Z]+|\d+"  # a word, an acronym, a number
    r"|[A-Za-z][a-z]{3,}\d+|[A-Z]{2,}[-_]?\d{2,}"  # Version2, IMG_1234
    r"|(?:19|20)\d{6}|\d{4}[-_]\d{2}[-_]?\w?"  # a date
    r"|(?:[A-Z]?[a-z]{2,}|\d+)(?:[-_](?:[A-Z]?[a-z]{2,}|\d+))+"  # big-cats
)
_PART = (
    r"(?:[A-Za-z]?[a-z]*\d*|[A-Z]+\d*|\d+(?:[a-z]+|[A-Z]+)|(?:[A-Z]?[a-z]{2,})(?:[A-Z][a-z]{2,})+\d*"
    r"|[a-z]?(?:[A-Z][a-z]{2,})+\d*|[A-Z]{2,}[a-z]{2,}|[A-Za-z]\d+[A-Za-z]\d+)"
)
_WORDS_AND_NUMBERS = re.compile(rf"{_PART}(?:[-_]{_PART})*")
_FOUR_DIGITS = re.compile(r"\d{4}|\d{2,}x\d{2,}")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}")
_LETTERS_THEN_DIGITS = re.compile(r"[a-f]{4,}\d+")


class Form(Enum):
    """The form of a hash; the value is a pattern for the whole hash."""

    HEX_7 = r"[0-9a-f]{7}"
    HEX_8 = r"[0-9a-f]{8}"
    HEX_10 = r"[0-9a-f]{10}"
    HEX_16 = r"[0-9a-f]{16}"
    HEX_20 = r"[0-9a-f]{20}"
    HEX_32 = r"[0-9a-f]{32}"
    BASE64URL_8 = r"[A-Za-z0-9_-]{8}"
    BASE32_8 = r"[A-Z2-7]{8}"
    BASE36_10 = r"[0-9a-z]{10}"
    BASE38_13 = r"[0-9a-z_-]{13}"


def core_of(name: str) -> str:
    """The name without the suffixes that follow the hash."""
    core, _, last = name.rpartition(".")
    while core and last.lower() in _BEHIND_THE_HASH:
        name = core
        core, _, last = name.rpartition(".")
    return _NEXT_FONT.sub("", name)


def hash_in(core: str, form: Form, *, may_be_whole: bool, separators: str) -> str | None:
    """The last part of a core, if it has this form. None if it has not.

    may_be_whole: whether the core may be nothing but the hash.
    separators: the characters that may precede the hash.
    """
    first = "^|" if may_be_whole else ""
    # Astro puts a second hash, of how an image was changed, behind the first.
    found = re.search(rf"(?:{first}[{re.escape(separators)}])({form.value})(?:_[A-Za-z0-9]{{1,8}})?$", core)
    return found.group(1) if found else None


def is_plain(text: str) -> bool:
    """Whether a short text may be words or numbers that a person wrote, in a folder where people seldom write."""
    if _PLAIN.fullmatch(text) or _LETTERS_THEN_DIGITS.fullmatch(text):
        return True
    words = _CAPITALISED.findall(text)
    return "".join(words) == text and all(len(word) > 2 and _WORD.fullmatch(word.lower()) for word in words)


def may_be_a_picture(text: str) -> bool:
    """Whether a short text may be what people, cameras and databases write into the name of a picture."""
    if is_plain(text) or _IDENTIFIER.fullmatch(text) or _WORDS_AND_NUMBERS.fullmatch(text) or _FOUR_DIGITS.search(text):
        return True
    return any(_WORD.search(run.lower()[1:]) and len(run) > 4 for run in _LOWER_RUN.findall(text))
