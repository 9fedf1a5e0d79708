"""Rule stack-outputs: outputs as the engine sends them, secrets with their marks."""

from collections.abc import Mapping
from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as pulumi_policy

from secure_site_policies.rules.stack_outputs import policy
from secure_site_policies.subjects.secretness import note_outputs
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.passes import secret

STACK = "pulumi:pulumi:Stack"
TOKEN = "ghp_" + "x1Y2" * 9
PLAIN = "correct-horse-battery"


# There is no public way to ask a pack as the engine does.
SERVICER: Any = pulumi_policy._PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage]


def analyzed(outputs: Mapping[str, Any], kind: str = STACK, provider: str = "") -> list[str]:
    """The messages about a resource with these outputs, by pulumi-policy's own servicer."""
    servicer = SERVICER("pack", "1.0.0", [policy], EnforcementLevel.MANDATORY)
    by = analyzer_pb2.AnalyzerProviderResource(type=provider, urn=f"urn:pulumi:dev::site::{provider}::it", name="it")
    sent = analyzer_pb2.AnalyzerResource(
        type=kind,
        urn=f"urn:pulumi:dev::site::{kind}::site-dev",
        name="site-dev",
        properties=json_format.ParseDict(dict(outputs), struct_pb2.Struct()),
        provider=by if provider else None,
    )
    found = servicer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=[sent]), None)
    return [one.message for one in found.diagnostics]


@pytest.mark.parametrize(
    ("outputs", "pattern"),
    [
        ({"deploy": TOKEN}, "github-token@deploy"),
        ({"token": PLAIN}, "named-credential@token"),
        ({"dbPassword": PLAIN}, "named-credential@dbPassword"),
        ({"database": {"password": PLAIN, "host": "db"}}, "named-credential@database.password"),
        ({"url": f"postgres://app:{PLAIN}@db/app"}, "url-password@url"),
        ({"token": UNKNOWN}, "named-credential@token"),
        ({"nested": {"open": TOKEN, "closed": secret(TOKEN)}}, "github-token@nested.open"),
    ],
)
def test_a_credential_in_plain_is_blocked_and_not_repeated(outputs: dict[str, Any], pattern: str):
    (message,) = analyzed(outputs)
    assert f"site-dev: '{pattern}' is a" in message
    assert "Write instead: pulumi.export(name, pulumi.Output.secret(value))" in message
    assert PLAIN not in message
    assert TOKEN[4:12] not in message


@pytest.mark.parametrize(
    "outputs",
    [
        {},
        {"token": secret(PLAIN), "deploy": secret(TOKEN), "password": secret(UNKNOWN)},
        {"database": secret({"password": PLAIN})},
        {"database": {"password": secret(PLAIN)}},
        {"siteUrl": "https://example.com/", "siteId": UNKNOWN, "tokenUrl": "https://example.com/token"},
        {"secretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "dbSecret": "arn:aws:ssm:x"},
    ],
)
def test_secrets_and_what_is_no_credential_pass(outputs: dict[str, Any]):
    assert analyzed(outputs) == []


def test_without_marks_every_credential_counts_as_plain():
    (message,) = judge_stack(policy, resource(STACK, {"token": PLAIN}, name="site-dev")).violations
    assert message.startswith("site-dev: 'named-credential@token'")


def test_the_marks_are_read_once_however_often_the_pack_is_loaded():
    note_outputs()
    assert not hasattr(SERVICER.AnalyzeStack.__wrapped__, "__wrapped__")


COMPONENT = "acme:shop:Database"


def test_outputs_that_a_component_registers_are_judged_as_well():
    (message,) = analyzed({"deploy": TOKEN, "host": "db"}, COMPONENT)
    assert "site-dev: 'github-token@deploy' is a GitHub token in plain text among the outputs." in message
    assert "\nWrite instead: self.register_outputs({name: pulumi.Output.secret(value)}), or leave" in message
    assert len(analyzed({"password": PLAIN}, COMPONENT)) == len(analyzed({"password": UNKNOWN}, COMPONENT)) == 1
    assert analyzed({"deploy": secret(TOKEN), "password": secret(UNKNOWN)}, COMPONENT) == []


def test_what_a_provider_manages_and_what_pulumi_registers_are_no_components():
    assert analyzed({"password": PLAIN}, "aws:rds/instance:Instance", "pulumi:providers:aws") == []
    assert analyzed({"password": PLAIN}, "acme:shop:Database", "pulumi:providers:acme") == []
    for kind in ("pulumi:providers:github", "aws:rds/instance:Instance", "aws-native:rds:DbInstance"):
        assert analyzed({"password": PLAIN}, kind) == []


def test_secrets_of_an_earlier_stack_are_forgotten():
    assert analyzed({"deploy": secret(TOKEN)}, COMPONENT) == []
    assert len(analyzed({"deploy": TOKEN}, COMPONENT)) == 1
