"""Rule required-tags: what is tagged, what is not, and what it adds at the level remediate."""

import json
from typing import Any

import pytest

from secure_site_policies.data.tables import DATA
from secure_site_policies.generate import taggable
from secure_site_policies.rules.required_tags import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.passes import Passes, secret

BUCKET, GROUP = "aws:s3/bucket:Bucket", "aws:autoscaling/group:Group"
OWN = {"Project": "secure-site", "Stack": "dev", "ManagedBy": "Pulumi"}


def missing(properties: dict[str, Any], resource_type: str = BUCKET, **given: Any) -> list[str]:
    judgement = Passes(policy, resource_type, properties, **given).judge()
    assert judgement.advice is None
    assert all(message.startswith("it: tags: '") for message in judgement.violations)
    return [key for message in judgement.violations for key in message.split("'")[1].split(", ")]


def test_the_table_is_that_of_the_sdk():
    assert (DATA / "taggable.json").read_text() == taggable.taggable()


def test_the_table_holds_what_this_stack_tags_and_nothing_without_tags():
    table = set(json.loads((DATA / "taggable.json").read_text()))
    assert {BUCKET, "aws:iam/role:Role", "aws:codepipeline/webhook:Webhook", "aws:kms/key:Key"} <= table
    assert not table & {
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:inspector/resourceGroup:ResourceGroup",  # its tags select instances
        "aws:devopsguru/resourceCollection:ResourceCollection",
        GROUP,
    }


@pytest.mark.parametrize("tags", [OWN, {**OWN, "team": "edge"}, {**OWN, "Stack": UNKNOWN}])
def test_a_tagged_resource_passes(tags: dict[str, str]):
    assert missing({"bucket": UNKNOWN, "tags": tags}) == []


@pytest.mark.parametrize("tags", [None, {}, 5, [5], {"team": "edge"}, {"project": "p", "stack": "s", "managedby": "m"}])
def test_a_resource_without_the_tags_is_told_each(tags: Any):
    assert missing({"tags": tags}) == ["Project", "Stack", "ManagedBy"]
    assert missing({}) == ["Project", "Stack", "ManagedBy"]


@pytest.mark.parametrize("value", ["", None])
def test_a_tag_without_a_value_is_none(value: Any):
    assert missing({"tags": {**OWN, "Stack": value}}) == ["Stack"]


def test_one_message_names_all_that_is_missing():
    assert judge(policy, BUCKET, {"tags": {"Project": "secure-site", "Stack": ""}}).violations == [
        "it: tags: 'Stack, ManagedBy' is missing or empty among the tags.\n"
        "Write instead: tags={..} with each of these keys, or default_tags of the provider."
    ]


@pytest.mark.parametrize(
    "resource_type",
    ["aws:s3/bucketPolicy:BucketPolicy", "github:index/repository:Repository", "pulumi:providers:aws", "component:x:Y"],
)
def test_what_takes_no_tags_passes(resource_type: str):
    assert missing({}, resource_type) == []


@pytest.mark.parametrize("defaults", [{"tags": OWN}, json.dumps({"tags": OWN})])
def test_default_tags_of_the_provider_count(defaults: Any):
    assert missing({}, provider={"defaultTags": defaults}) == []
    assert missing({"tags": {"team": "edge"}}, provider={"defaultTags": defaults}) == []


@pytest.mark.parametrize("defaults", [None, {}, 5, "{", "[]", {"tags": None}, {"tags": {"Stack": "dev"}}])
def test_default_tags_count_for_what_they_hold(defaults: Any):
    found = missing({}, provider={"defaultTags": defaults, "region": "eu-west-1"})
    assert set(found) >= {"Project", "ManagedBy"}


def test_other_keys_can_be_asked_for():
    assert missing({"tags": OWN}, config={"keys": ["Project", "Owner"]}) == ["Owner"]


def test_an_autoscaling_group_has_a_list_of_tags():
    tags = [{"key": key, "value": value, "propagateAtLaunch": True} for key, value in OWN.items()]
    assert missing({"tags": tags}, GROUP) == []
    assert missing({"tags": [*tags[:2], {"key": "ManagedBy", "value": ""}]}, GROUP) == ["ManagedBy"]
    assert missing({}, GROUP) == ["Project", "Stack", "ManagedBy"]


def test_unknown_tags_fail_closed():
    (message,) = judge(policy, BUCKET, {"tags": UNKNOWN}).violations
    assert "it: tags: this cannot be decided at preview" in message


def test_unknown_default_tags_fail_closed_only_where_they_are_needed():
    assert missing({"tags": OWN}, provider={"defaultTags": UNKNOWN}) == []
    (message,) = Passes(policy, BUCKET, {}, provider={"defaultTags": UNKNOWN}).judge().violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("tags", [{}, {"tags": None}, {"tags": {}}, {"tags": {"Stack": ""}}])
def test_remediation_adds_what_the_urn_tells(tags: dict[str, Any]):
    passes = Passes(policy, BUCKET, {"bucket": "b", **tags})
    assert passes.remediate() == {"bucket": "b", "tags": OWN}
    assert passes.judge().violations == []


def test_remediation_keeps_what_is_there_with_secrets_and_unknowns():
    wire = {"bucket": UNKNOWN, "policy": secret("p"), "tags": {"Stack": "prod", "team": secret("edge"), "id": UNKNOWN}}
    passes = Passes(policy, BUCKET, wire)
    assert passes.remediate() == {
        "bucket": UNKNOWN,
        "policy": secret("p"),
        "tags": {**OWN, "Stack": "prod", "team": secret("edge"), "id": UNKNOWN},
    }


def test_remediation_keeps_tags_that_are_secret_secret():
    passes = Passes(policy, BUCKET, {"tags": secret({"team": "edge"})})
    assert passes.remediate() == {"tags": secret({"team": "edge", **OWN})}


@pytest.mark.parametrize(
    ("resource_type", "wire"),
    [
        (BUCKET, {"tags": OWN}),
        (BUCKET, {"tags": UNKNOWN}),
        (GROUP, {"tags": []}),
        ("aws:s3/bucketPolicy:BucketPolicy", {}),
        ("github:index/repository:Repository", {}),
    ],
)
def test_remediation_leaves_the_rest_alone(resource_type: str, wire: dict[str, Any]):
    assert Passes(policy, resource_type, wire).remediate() is None


def test_remediation_respects_default_tags_and_knows_no_other_keys():
    given = {"provider": {"defaultTags": {"tags": {"Project": "p", "Stack": "s"}}}, "config": {"keys": [*OWN, "Owner"]}}
    passes = Passes(policy, BUCKET, {}, **given)
    assert passes.remediate() == {"tags": {"ManagedBy": "Pulumi"}}
    assert "'Owner' is missing or empty among the tags" in passes.judge().violations[0]
