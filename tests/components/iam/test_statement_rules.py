"""No wildcard gets into a permission, however it is dressed up; what is legitimate passes."""

import itertools
import json
import random
from typing import Any, cast

import pulumi
import pytest

from components.iam.statements import (
    ACTIONS_WITHOUT_RESOURCES,
    PLAIN_HTTP,
    Conditions,
    ConfusedDeputyError,
    StatementError,
    WildcardError,
    allow,
    deny,
)
from tests.mock_cloud import Cloud

BUCKET = "arn:aws:s3:::site"
KEYS = f"{BUCKET}/*"
ACCOUNT = "123456789012"
PROJECT = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/publish"
DISTRIBUTIONS = f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"
FROM_PROJECT: Conditions = {"ArnLike": {"aws:SourceArn": PROJECT}}

ACTIONS = ["s3:GetObject", "s3:PutObject", "logs:PutLogEvents", "cloudfront:CreateInvalidation", "kms:Decrypt"]


def with_one_wildcard(text: str) -> list[str]:
    """Every way to put "*" or "?" into a text: before, after or instead of any of its characters."""
    inserted = [text[:at] + mark + text[at:] for at in range(len(text) + 1) for mark in "*?"]
    replaced = [text[:at] + mark + text[at + 1 :] for at in range(len(text)) for mark in "*?"]
    return inserted + replaced


@pytest.mark.parametrize("action", ACTIONS)
def test_no_position_in_an_action_of_an_allow_takes_a_wildcard(action: str) -> None:
    for widened in with_one_wildcard(action):
        with pytest.raises(WildcardError, match="name each action"):
            allow(widened, KEYS)


@pytest.mark.parametrize("others", [[], ["s3:GetObject"], ["s3:GetObject", "s3:PutObject"]])
def test_one_bad_action_among_good_ones_is_found_wherever_it_stands(others: list[str]) -> None:
    for actions in itertools.permutations([*others, "s3:*"]):
        with pytest.raises(WildcardError, match=r"'s3:\*'"):
            allow(actions, KEYS)


def test_a_random_string_of_pattern_characters_never_gets_through_as_an_action() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        action = "".join(chance.choices("s3:GetObject*?*?", k=chance.randint(1, 12)))
        try:
            statement = allow(action, KEYS)
        except StatementError:
            continue
        assert not set("*?") & set(json.dumps(statement.as_dict()["Action"])), action


@pytest.mark.parametrize(
    "action",
    [
        "",
        " ",
        ":",
        "s3:",
        ":GetObject",
        "GetObject",
        "s3.GetObject",
        "S3:GetObject",
        "s3:GetObject ",
        " s3:GetObject",
        "s3:GetObject\n",
        "s3:Get Object",
        "s3:GetObject,s3:PutObject",
        "s3:GetObject:x",
        "s3:Get\u041ebject",  # a Cyrillic O
        "s3:Get\uff0a",  # a full-width asterisk
        "s3:Get\u2217",  # an asterisk operator
        "s3:Get\u200bObject",  # a space of no width
        "\u017f3:GetObject",  # a long s, which .upper() turns into S
        "s3:\\u002a",
        "s3:%2A",
    ],
)
def test_an_action_that_is_not_exactly_service_colon_name_is_refused(action: str) -> None:
    with pytest.raises(StatementError, match="write 'service:Action'"):
        allow(action, KEYS)


@pytest.mark.parametrize("actions", [[], ()])
def test_a_statement_without_actions_is_refused(actions: Any) -> None:
    with pytest.raises(StatementError, match="without an action"):
        allow(actions, KEYS)


@pytest.mark.parametrize("action", [None, 1, b"s3:GetObject", ["s3:GetObject"]])
def test_an_action_that_is_no_string_is_refused(action: Any) -> None:
    with pytest.raises(StatementError, match="plain string"):
        allow([action], KEYS)


def test_an_action_that_only_the_cloud_can_tell_is_refused_for_it_cannot_be_judged(cloud: Cloud) -> None:
    with pytest.raises(StatementError, match="judged at preview"):
        cloud.run(lambda: allow(cast("Any", pulumi.Output.from_input("s3:*")), KEYS))


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "**",
        "?*",
        " *",
        "arn:*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::?ite",
        "arn:aws:s3:::*/*",
        "arn:aws:s3:::site*",
        "arn:aws:s3:::site-*/index.html",
        "arn:aws:s3:::${aws:username}/*",
        "arn:*:s3:::site",
        "arn:aws:*:::site",
        "arn:aws:S3:::site/*",  # no service that is known to have something inside its resources
        "arn:aws:s3:*::site/*",
        "arn:aws:s3::*:site/*",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:*",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/codebuild/*:*",
        f"arn:aws:logs:*:{ACCOUNT}:log-group:/aws/codebuild/publish:*",
        f"arn:aws:iam::{ACCOUNT}:role/*",
        f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/publish*",
        f"arn:aws:sns:eu-west-1:{ACCOUNT}:*",
        DISTRIBUTIONS,
    ],
)
def test_a_resource_of_an_allow_has_to_be_named_in_full(resource: str) -> None:
    with pytest.raises(WildcardError):
        allow("s3:GetObject", [BUCKET, resource])


@pytest.mark.parametrize(
    "resource", ["", "site", "arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::/*", "arn:aws:s3:::s\u0456te"]
)
def test_a_resource_that_names_nothing_is_refused(resource: str) -> None:
    with pytest.raises(StatementError):
        allow("s3:GetObject", resource)


def test_a_statement_without_resources_is_refused_unless_it_is_a_roles_trust() -> None:
    with pytest.raises(StatementError, match="no resource"):
        allow("s3:GetObject", [])
    with pytest.raises(StatementError, match="no resource"):
        allow("sts:AssumeRole", [])
    with pytest.raises(StatementError, match="no resource"):
        allow(["sts:AssumeRole", "s3:GetObject"], [], principals={"AWS": ACCOUNT})


@pytest.mark.parametrize(
    "resource",
    [
        BUCKET,
        KEYS,
        f"{BUCKET}/cache/*",
        f"{BUCKET}/*.html",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/codebuild/publish:*",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/codebuild/publish:log-stream:*",
        PROJECT,
    ],
)
def test_what_is_inside_a_named_resource_may_be_left_open(resource: str) -> None:
    assert allow("s3:GetObject", resource).as_dict()["Resource"] == [resource]


@pytest.mark.parametrize("action", sorted(ACTIONS_WITHOUT_RESOURCES))
def test_every_resource_is_fine_for_an_action_that_knows_no_resources(action: str) -> None:
    assert allow(action, "*").resources == ("*",)


def test_one_action_that_knows_resources_spoils_every_resource_for_the_others() -> None:
    with pytest.raises(WildcardError, match="for s3:GetObject: write the ARNs"):
        allow(["ecr:GetAuthorizationToken", "s3:GetObject"], "*")


def test_every_resource_means_one_key_in_the_policy_of_a_kms_key_only() -> None:
    administrator = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert allow("kms:Decrypt", "*", principals=administrator).resources == ("*",)
    with pytest.raises(WildcardError):
        allow("kms:Decrypt", "*")
    with pytest.raises(WildcardError):
        allow(["kms:Decrypt", "s3:GetObject"], "*", principals=administrator)


def test_a_deny_may_be_as_wide_as_it_likes() -> None:
    statement = deny("s3:*", [BUCKET, KEYS], sid="TlsOnly", principals="*", conditions=PLAIN_HTTP)
    assert statement.as_dict() == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*"],
        "Resource": [BUCKET, KEYS],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    assert deny("*", "*").resources == ("*",)


@pytest.mark.parametrize("action", ["", "s3", "s3:Get Object", "S3:*"])
def test_a_deny_that_would_deny_nothing_is_refused(action: str) -> None:
    with pytest.raises(StatementError):
        deny(action, BUCKET)


@pytest.mark.parametrize(
    "principals",
    [
        "*",
        "anybody",
        {"AWS": "*"},
        {"AWS": [ACCOUNT, "*"]},
        {"AWS": "arn:aws:iam::*:root"},
        {"Service": "*"},
        {"AWS": ""},
    ],
)
def test_an_allow_is_never_for_anybody(principals: Any) -> None:
    with pytest.raises(WildcardError):
        allow("s3:GetObject", KEYS, principals=principals, conditions=FROM_PROJECT)


@pytest.mark.parametrize("principals", [{}, {"AWS": []}, {"aws": ACCOUNT}, {"service": "codebuild.amazonaws.com"}])
def test_principals_that_iam_would_not_understand_are_refused(principals: Any) -> None:
    with pytest.raises(StatementError, match="write at least one name"):
        allow("s3:GetObject", KEYS, principals=principals)


@pytest.mark.parametrize(
    "conditions",
    [
        None,
        {},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
        {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringEquals": {"aws:SourceAccount": []}},
        {"ArnLike": {"aws:SourceArn": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"ArnLike": {"aws:SourceArn": [PROJECT, "*"]}},
        {"ArnLike": {"aws:PrincipalArn": PROJECT}},
    ],
)
def test_a_service_is_let_in_only_for_a_named_account_or_resource(conditions: Any) -> None:
    with pytest.raises(ConfusedDeputyError, match="aws:SourceArn or aws:SourceAccount"):
        allow("s3:GetObject", KEYS, principals={"Service": "cloudfront.amazonaws.com"}, conditions=conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        FROM_PROJECT,
        {"StringEquals": {"AWS:SourceAccount": ACCOUNT}},
        {"StringEquals": {"aws:SourceArn": "arn:aws:s3:::site"}},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:*"}},
    ],
)
def test_a_service_that_says_for_whom_it_acts_is_let_in(conditions: Conditions) -> None:
    assert allow("s3:GetObject", KEYS, principals={"Service": "s3.amazonaws.com"}, conditions=conditions)


@pytest.mark.parametrize("subject", [None, "*", "repo:example/*", ["repo:example/site:pull_request", "*"]])
def test_a_federated_provider_is_let_in_only_for_an_exact_subject(subject: Any) -> None:
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}
    conditions = {"StringLike": {"token.actions.githubusercontent.com:sub": subject}} if subject else None
    with pytest.raises(ConfusedDeputyError, match=":sub"):
        allow("sts:AssumeRoleWithWebIdentity", (), principals=provider, conditions=conditions)
    exact = {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/site:pull_request"}}
    assert allow("sts:AssumeRoleWithWebIdentity", (), principals=provider, conditions=exact)
