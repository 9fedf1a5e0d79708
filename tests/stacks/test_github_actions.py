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


def test_the_ids_in_a_subject_are_those_of_the_claims() -> None:
    found = claims(identity_token("repo:octo-org@65/my-site@74:ref:refs/heads/main"))
    assert (found["repository"], found["repository_id"]) == ("octo-org/my-site", "74")
    assert (found["repository_owner"], found["repository_owner_id"]) == ("octo-org", "65")


def test_a_job_of_an_environment_runs_on_a_branch_too() -> None:
    subject = "repo:octo-org@65/my-site@74:environment:prod"
    assert claims(identity_token(subject))["ref"] == "refs/heads/main"
    found = claims(identity_token(subject, ref="refs/heads/change"))
    assert (found["environment"], found["ref"]) == ("prod", "refs/heads/change")


def test_a_token_is_good_for_minutes() -> None:
    found = claims(identity_token("repo:example/site:pull_request"))
    assert 0 < found["exp"] - found["iat"] <= 600


def test_no_two_tokens_are_the_same_and_none_is_signed() -> None:
    one, other = (identity_token("repo:example/site:pull_request") for _ in range(2))
    assert claims(one)["jti"] != claims(other)["jti"]
    assert one.endswith(".")
    assert other.endswith(".")
