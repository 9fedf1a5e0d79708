"""Cleans the text of events for a terminal, a browser and XML."""

import re
import unicodedata

from secure_site_policies.frame.wording import counted

_MARKUP = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
# Controls, invisible format characters (those that reverse the reading direction among them) and half characters.
_UNFIT = frozenset({"Cc", "Cf", "Cs"})


def clean(text: str) -> str:
    """`text` without colours (the engine's `<{%reset%}>` or a terminal's) and without invisible characters.

    The result is well-formed UTF-8 and XML 1.0: https://www.w3.org/TR/xml/#charsets
    """
    return "".join(letter for letter in _MARKUP.sub("", text) if letter in "\n\t" or _is_fit(letter))


def _is_fit(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNFIT and letter not in "\ufffe\uffff"


def shortened(text: str, most: int) -> str:
    """The first `most` characters of `text`, and the number of the rest."""
    return text if len(text) <= most else f"{text[:most]} .. and {counted(len(text) - most, 'character')} more"
