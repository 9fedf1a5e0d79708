"""How messages count."""

import pytest

from secure_site_policies.frame.wording import counted


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "violation", "0 violations"),
        (1, "policy", "1 policy"),
        (2, "policy", "2 policies"),
        (3, "other way", "3 other ways"),
        (20_455, "action", "20,455 actions"),
    ],
)
def test_a_noun_is_in_the_plural_that_english_has(number: int, noun: str, text: str):
    assert counted(number, noun) == text
