"""No input stops a rule: some of the inputs of `python -m tests.policies.fuzz`, and what the engine gets of them."""

from typing import Any, cast

import pytest
from google.protobuf import json_format, struct_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, PolicyResource
from pulumi_policy.policy import _PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage]

from secure_site_policies.frame.places import the_resource
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.rules import ALL
from tests.policies.fuzz import judging
from tests.policies.fuzz.judging import fuzz
from tests.policies.fuzz.shapes import shape_of, tokens
from tests.policies.fuzz.values import Dice

TOKENS = [
    "aws:cloudfront/distribution:Distribution",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "aws:codebuild/project:Project",
    "aws:codepipeline/pipeline:Pipeline",
    "aws:codepipeline/webhook:Webhook",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:lambda/permission:Permission",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:cloudwatch/eventPermission:EventPermission",
    "github:index/repositoryRuleset:RepositoryRuleset",
    "github:index/repositoryWebhook:RepositoryWebhook",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
CONTROL = well_architected("SEC03-BP02", "Grant least privilege access")


@pytest.fixture(scope="module")
def servicer() -> Any:
    return _PolicyAnalyzerServicer("secure-site", "0.0.1", list(ALL), EnforcementLevel.MANDATORY)


def test_thousands_of_random_resources_stop_no_rule():
    outcome = fuzz(TOKENS, seed=7, inputs=2_000)
    assert outcome.inputs >= 2_000
    assert outcome.violations > 2_000
    assert outcome.uncaught == {}


def test_the_same_seed_makes_the_same_inputs():
    first, second = (fuzz(TOKENS[5:8], seed=3, inputs=50) for _ in range(2))
    assert first == second


def test_the_inputs_have_the_properties_of_the_sdk():
    assert {"origins", "viewerCertificate"} <= set(shape_of(TOKENS[0]).properties)
    assert "viewerProtocolPolicy" in shape_of(TOKENS[0]).properties["defaultCacheBehavior"].properties
    assert set(TOKENS) <= set(tokens())


def test_an_error_that_got_out_of_a_rule_would_be_seen(monkeypatch: pytest.MonkeyPatch):
    class Broken:
        name = "broken"

        def validate(self, args: Any, report: Any) -> None:
            raise ZeroDivisionError

    monkeypatch.setattr(judging, "_STACK_RULES", [Broken()])
    assert fuzz(TOKENS[:1], seed=1, inputs=1).uncaught == {"broken: ZeroDivisionError: ": 1}


def test_an_error_that_a_rule_reports_is_counted(monkeypatch: pytest.MonkeyPatch):
    def judge(value: Any, args: Any) -> list[Objection]:
        raise ZeroDivisionError

    about = About("fragile", "Risk.", ALL[0].severity, (CONTROL,), "Fix.", "https://example.com")  # pyright: ignore[reportArgumentType]
    monkeypatch.setattr(judging, "_RESOURCE_RULES", [resource_rule(about, the_resource(TOKENS[0]), judge)])
    monkeypatch.setattr(judging, "_STACK_RULES", [])
    outcome = fuzz(TOKENS[:1], seed=1, inputs=1)
    (kind,) = outcome.reported
    assert kind.startswith("rule 'fragile' did not judge this: ZeroDivisionError")


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.sampled_from(TOKENS), st.dictionaries(st.text(min_size=1), JSON, max_size=4), JSON)
def test_the_engine_gets_an_answer_to_any_json(servicer: Any, token: str, properties: dict[str, Any], value: Any):
    for name in Dice(1).properties(shape_of(token)):
        properties[name] = value
    assert answered(servicer, token, properties)


def test_the_engine_gets_an_answer_to_random_resources(servicer: Any):
    dice = Dice(11)
    for _ in range(150):
        token = dice.one(TOKENS)
        assert answered(servicer, token, dice.properties(shape_of(token)))


def answered(servicer: Any, token: str, properties: dict[str, Any]) -> bool:
    """Whether the engine's three calls about a resource return what gRPC can send."""
    wire = json_format.ParseDict(sendable(properties), struct_pb2.Struct())
    common: dict[str, Any] = {
        "type": token,
        "properties": wire,
        "urn": f"urn:pulumi:dev::shop::{token}::it",
        "name": "it",
    }
    resource = analyzer_pb2.AnalyzerResource(**common)
    stack = analyzer_pb2.AnalyzeStackRequest(resources=[resource])
    answers = [
        servicer.Remediate(analyzer_pb2.AnalyzeRequest(**common), None),
        servicer.Analyze(analyzer_pb2.AnalyzeRequest(**common), None),
        servicer.AnalyzeStack(stack, None),
    ]
    return all(answer.SerializeToString() is not None for answer in answers)


def sendable(value: Any) -> Any:
    """The value without what the engine itself cannot send: half a surrogate pair in a text of its own."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {sendable(key): sendable(item) for key, item in cast("dict[str, Any]", value).items()}
    return [sendable(item) for item in cast("list[Any]", value)] if isinstance(value, list) else value


def test_resources_of_one_stack_refer_to_each_other():
    seen: list[PolicyResource] = []

    class Spy:
        name = "spy"

        def validate(self, args: Any, report: Any) -> None:
            seen.extend(args.resources)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "_STACK_RULES", [Spy()])
        fuzz(TOKENS[:4], seed=2, inputs=20)
    assert any(other for one in seen for other in one.property_dependencies.values())
