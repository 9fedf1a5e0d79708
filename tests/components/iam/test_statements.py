"""A judged statement stays what it was judged as, all the way into the document."""

import dataclasses
import json
from typing import Any, cast

import pulumi
import pytest

from components.iam.statements import (
    Statement,
    StatementError,
    WildcardError,
    allow,
    at_most,
    deny,
    document,
    service_trust,
)
from tests.mock_cloud import Cloud

BUCKET = "arn:aws:s3:::site"
KEYS = f"{BUCKET}/*"
ACCOUNT = "123456789012"
PROJECT = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/publish"
DISTRIBUTIONS = f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"


@pytest.mark.parametrize("effect", ["ALLOW", "allow", "Allow ", "", None])
def test_an_effect_in_other_letters_does_not_slip_past_the_rules(effect: Any) -> None:
    with pytest.raises(StatementError, match="'Allow' or 'Deny'"):
        Statement(effect, ("s3:*",), ("*",))


def test_the_class_itself_and_replace_are_no_way_around_the_builders() -> None:
    with pytest.raises(WildcardError):
        Statement("Allow", ("s3:*",), (BUCKET,))
    with pytest.raises(WildcardError):
        dataclasses.replace(deny("s3:*", BUCKET), effect="Allow")


@pytest.mark.parametrize("resource", ["*", "arn:aws:s3:::*", "site"])
def test_a_resource_that_only_the_cloud_can_tell_is_judged_when_it_does(cloud: Cloud, resource: str) -> None:
    def program() -> None:
        pulumi.export("policy", document(allow("s3:GetObject", pulumi.Output.from_input(resource))))

    with pytest.raises(StatementError):
        cloud.run(program)


def test_an_exact_resource_from_the_cloud_ends_up_in_the_document(cloud: Cloud) -> None:
    policy = cloud.run(lambda: document(allow("s3:GetObject", pulumi.Output.from_input(KEYS))))
    assert json.loads(cloud.value(policy))["Statement"][0]["Resource"] == [KEYS]


def test_a_document_is_a_plain_string_unless_it_holds_something_unknown(cloud: Cloud) -> None:
    known, unknown = allow("s3:GetObject", KEYS), allow("s3:GetObject", cloud.unknown())
    assert isinstance(document(known), str)
    assert isinstance(document(known, unknown), pulumi.Output)


def test_a_condition_from_the_cloud_ends_up_in_the_document(cloud: Cloud) -> None:
    def program() -> Any:
        condition = {"StringEquals": {"aws:SourceArn": pulumi.Output.from_input(PROJECT)}}
        return document(allow("s3:GetObject", KEYS, principals={"Service": "x.amazonaws.com"}, conditions=condition))

    (statement,) = json.loads(cloud.value(cloud.run(program)))["Statement"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceArn": PROJECT}}


def test_what_was_judged_cannot_be_changed_afterwards() -> None:
    principals: dict[str, Any] = {"AWS": [ACCOUNT]}
    actions = ["s3:GetObject"]
    statement = allow(actions, KEYS, principals=principals)
    principals["AWS"].append("*")
    principals["AWS"] = "*"
    actions.append("s3:*")
    assert statement.as_dict()["Principal"] == {"AWS": [ACCOUNT]}
    assert statement.as_dict()["Action"] == ["s3:GetObject"]
    with pytest.raises(TypeError):
        cast("Any", statement.principals)["AWS"] = "*"


@pytest.mark.parametrize("key", ["NotAction", "NotResource", "NotPrincipal", "notaction"])
def test_everything_but_cannot_be_said(key: str) -> None:
    with pytest.raises(WildcardError, match=f"{key} means everything but"):
        document(cast("Any", {"Effect": "Allow", key: "s3:GetObject"}))


@pytest.mark.parametrize("handwritten", [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, "{}", None])
def test_a_document_takes_nothing_that_was_not_judged(handwritten: Any) -> None:
    with pytest.raises(StatementError, match="not a judged statement"):
        document(handwritten)


def test_a_document_needs_a_statement_and_each_sid_once() -> None:
    with pytest.raises(StatementError, match="at least one statement"):
        document()
    with pytest.raises(StatementError, match="'Read' is used twice"):
        document(allow("s3:GetObject", KEYS, sid="Read"), allow("s3:PutObject", KEYS, sid="Read"))


@pytest.mark.parametrize("sid", ["", "read-site", "read site", "Read\u0456"])
def test_a_sid_that_iam_would_not_take_is_refused(sid: str) -> None:
    with pytest.raises(StatementError, match="letters and digits"):
        allow("s3:GetObject", KEYS, sid=sid)


def test_a_boundary_may_leave_open_only_an_id_that_aws_chooses() -> None:
    assert at_most("cloudfront:CreateInvalidation", DISTRIBUTIONS).is_ceiling
    for resource in (
        f"arn:aws:iam::{ACCOUNT}:role/*",
        "arn:aws:cloudfront::*:distribution/*",
        f"{DISTRIBUTIONS}x",
        "*",
    ):
        with pytest.raises(WildcardError):
            at_most("cloudfront:CreateInvalidation", resource)


def test_a_trust_names_the_service_the_account_and_each_resource() -> None:
    assert service_trust("codebuild.amazonaws.com", ACCOUNT, [PROJECT]).as_dict() == {
        "Effect": "Allow",
        "Principal": {"Service": "codebuild.amazonaws.com"},
        "Action": ["sts:AssumeRole"],
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": [PROJECT]}},
    }


@pytest.mark.parametrize("source", ["*", "", "publish", f"{PROJECT}*", [PROJECT, f"{PROJECT}?"], [], None])
def test_a_trust_in_anything_but_exact_resources_is_refused(source: Any) -> None:
    with pytest.raises(StatementError, match="source_arn"):
        service_trust("codebuild.amazonaws.com", ACCOUNT, source)


def test_an_error_shows_the_offending_text_and_what_to_write() -> None:
    with pytest.raises(WildcardError) as caught:
        allow("s3:GetObject", "arn:aws:s3:::site*")
    assert "'arn:aws:s3:::site*' of s3:GetObject" in str(caught.value)
    assert "name the resource in full" in str(caught.value)
