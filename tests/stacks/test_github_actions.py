"""The identity of a job of GitHub Actions."""

import base64
import json
from typing import Any

from tests.stacks.github_actions import identity_token


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_a_token_says_who_made_it_for_whom_and_which_job_it_is() -> None:
    found = claims(identity_token("repo:example/site:environment:prod"))
    assert found["iss"] == "https://token.actions.githubusercontent.com"
    assert found["aud"] == "sts.amazonaws.com"
    assert found["sub"] == "repo:example/site:environment:prod"
    assert (found["repository"], found["repository_owner"]) == ("example/site", "example")


def test_a_token_is_good_for_minutes() -> None:
    found = claims(identity_token("repo:example/site:pull_request"))
    assert 0 < found["exp"] - found["iat"] <= 600


def test_no_two_tokens_are_the_same_and_none_is_signed() -> None:
    one, other = (identity_token("repo:example/site:pull_request") for _ in range(2))
    assert claims(one)["jti"] != claims(other)["jti"]
    assert one.endswith(".")
    assert other.endswith(".")
