"""Credentials in a text, by their form."""

import re
from functools import lru_cache

from secure_site_policies.subjects.cloud_forms import FORTY
from secure_site_policies.subjects.placeholders import is_one_letter, is_placeholder
from secure_site_policies.subjects.secret_forms import SHAPES

_SHORTEST = 20
"""No credential of a known form is shorter, except a password in a URL."""
_HINTS = tuple((hint, kind, shape.form) for kind, shape in SHAPES.items() for hint in shape.hints)
_LONE_SECRET_KEY = re.compile(FORTY)
_URL = "url-password"
_MARK = re.compile(r".*[_.:-]", re.DOTALL)


def kinds_in(text: str) -> set[str]:
    """The kinds of credential in a text, by their names in SHAPES. Linear in the length of the text."""
    return set() if len(text) < _SHORTEST and "://" not in text else set(_kinds_in(text))


@lru_cache(maxsize=1024)  # the same text is read in two passes, and in every site of a program
def _kinds_in(text: str) -> frozenset[str]:
    hinted = {kind: form for hint, kind, form in _HINTS if hint in text}
    found = {kind for kind, form in hinted.items() if any(_is_real(match[0]) for match in form.finditer(text))}
    return frozenset(found - {_URL} or found)  # the password has a name of its own


def could_be_secret_key(text: str) -> bool:
    """Whether a text contains the form of an AWS secret access key.

    Forty letters and digits can be anything: call this only near an access key id, or where a name indicates a key.
    """
    return bool(_LONE_SECRET_KEY.search(text))


def _is_real(found: str) -> bool:
    """Whether a credential is more than its form: "ghp_" and one letter over and over is an example."""
    secret = _MARK.sub("", found)
    return not is_placeholder(found) and not (len(secret) > 1 and is_one_letter(secret))
