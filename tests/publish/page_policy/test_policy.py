"""A policy is read as browsers read it, and what is wrong with its text is said."""

import pytest

from publish.page_policy.policy import doubts, faults, parse, write
from tests.publish.page_policy.examples import DEFAULT


def test_the_text_of_a_policy_survives_reading_and_writing() -> None:
    assert write(parse(DEFAULT)) == DEFAULT
    assert write(parse(f"  {DEFAULT} ; ,, img-src *;;")) == f"{DEFAULT}, img-src *"


def test_the_default_policy_is_without_fault() -> None:
    assert list(faults(DEFAULT)) == []
    assert list(doubts(DEFAULT)) == []


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("img-src https://bücher.example", "write printable ASCII, and host names in punycode"),
        ("img-src 'self'\n", "contains '\\n'"),
        (f"img-src {'https://a.example ' * 100}", "CloudFront sends at most 1783"),
    ],
)
def test_a_policy_that_cannot_be_sent_is_refused(policy: str, said: str) -> None:
    (found,) = faults(policy)
    assert said in found


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("default-src self", "default-src takes self for a host: write 'self' in single quotes"),
        ("script-src unsafe-inline", "takes unsafe-inline for a host"),
        ("img-src 'self'; IMG-SRC *", "has img-src twice"),
        ("image-src 'self'", "image-src is no directive that browsers know"),
        ("img-src 'none' 'self'", "'none' beside other sources"),
    ],
)
def test_what_browsers_ignore_is_noted(policy: str, said: str) -> None:
    (found,) = doubts(policy)
    assert said in found
