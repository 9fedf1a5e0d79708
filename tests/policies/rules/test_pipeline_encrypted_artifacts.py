"""Rule pipeline-encrypted-artifacts: where artifacts, logs and reports go, and how."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.pipeline_encrypted_artifacts import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource

PIPELINE, PROJECT = "aws:codepipeline/pipeline:Pipeline", "aws:codebuild/project:Project"
REPORTS = "aws:codebuild/reportGroup:ReportGroup"
OWN = resource("aws:s3/bucket:Bucket", {"bucket": "own-artifacts", "id": UNKNOWN}, name="artifacts")
KEY = {"type": "KMS", "id": UNKNOWN}


def pipeline(*stores: Any, refers: bool = False) -> PolicyResource:
    return resource(PIPELINE, {"artifactStores": [*stores]}, refers={"artifactStores": [OWN]} if refers else None)


@pytest.mark.parametrize("bucket_type", ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"])
def test_a_bucket_of_the_stack_passes(bucket_type: str):
    bucket = resource(bucket_type, {"bucket": "own-artifacts"}, name="artifacts")
    assert judge_stack(policy, bucket, pipeline({"type": "S3", "location": "own-artifacts"})).violations == []


def test_a_key_passes_in_any_bucket():
    assert judge_stack(policy, pipeline({"location": "foreign", "encryptionKey": KEY})).violations == []
    assert judge_stack(policy, pipeline({"location": UNKNOWN, "encryptionKey": UNKNOWN})).violations == []


@pytest.mark.parametrize("key", [{}, {"encryptionKey": None}])
def test_a_foreign_bucket_without_a_key_is_blocked(key: dict[str, Any]):
    own, foreign = {"location": "own-artifacts"}, {"location": "foreign", **key}
    (message,) = judge_stack(policy, OWN, pipeline(own, foreign)).violations
    assert message.startswith("it: artifacts go to 'foreign', which is not a bucket of this stack")
    assert 'Write instead: "encryption_key": {"type": "KMS"' in message


@pytest.mark.parametrize("location", [None, {}, ["own-artifacts"]])
def test_a_store_that_is_nowhere_is_blocked(location: Any):
    assert len(judge_stack(policy, OWN, pipeline({"location": location})).violations) == 1


def test_a_bucket_that_is_not_known_yet_is_known_by_the_reference():
    assert judge_stack(policy, OWN, pipeline({"location": UNKNOWN}, refers=True)).violations == []
    (message,) = judge_stack(policy, OWN, pipeline({"location": UNKNOWN})).violations
    assert "cannot be decided at preview" in message


def test_a_reference_to_one_bucket_does_not_excuse_another():
    stores = {"location": UNKNOWN}, {"location": "foreign"}
    assert len(judge_stack(policy, OWN, pipeline(*stores, refers=True)).violations) == 1


SWITCHES: list[tuple[str, str, dict[str, Any]]] = [
    (PROJECT, "artifacts.encryptionDisabled", {"artifacts": {"encryptionDisabled": True}}),
    (PROJECT, "secondaryArtifacts[1].encryptionDisabled", {"secondaryArtifacts": [{}, {"encryptionDisabled": True}]}),
    (PROJECT, "logsConfig.s3Logs.encryptionDisabled", {"logsConfig": {"s3Logs": {"encryptionDisabled": True}}}),
    (
        REPORTS,
        "exportConfig.s3Destination.encryptionDisabled",
        {"exportConfig": {"s3Destination": {"encryptionDisabled": True}}},
    ),
]


@pytest.mark.parametrize(("resource_type", "path", "properties"), SWITCHES)
def test_a_build_that_turns_encryption_off_is_blocked(resource_type: str, path: str, properties: dict[str, Any]):
    (message,) = judge_stack(policy, resource(resource_type, properties)).violations
    assert message.startswith(f"it: '{path}' is true.\nWrite instead: ")


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"artifacts": {"type": "CODEPIPELINE"}, "logsConfig": {"cloudwatchLogs": {"status": "ENABLED"}}},
        {"artifacts": {"encryptionDisabled": False}, "secondaryArtifacts": None, "logsConfig": None},
    ],
)
def test_a_build_that_leaves_it_on_passes(properties: dict[str, Any]):
    assert judge_stack(policy, resource(PROJECT, properties)).violations == []


def test_an_unknown_switch_fails_closed():
    (message,) = judge_stack(policy, resource(PROJECT, {"artifacts": {"encryptionDisabled": UNKNOWN}})).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("properties", [{}, {"artifactStores": None}, {"artifactStores": []}, {"artifactStores": [5]}])
def test_a_pipeline_without_stores_passes(properties: dict[str, Any]):
    assert judge_stack(policy, resource(PIPELINE, properties)).violations == []
