"""Rule pipeline-encrypted-artifacts: the output of a pipeline and its builds is encrypted under this stack's control.

Artifacts hold the whole source. Rule bucket-encryption judges the buckets of this stack. This rule judges artifact
stores in other buckets, which need a key, and builds that turn encryption off.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import PolicyResource, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import is_set, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, known

_PIPELINE = "aws:codepipeline/pipeline:Pipeline"
_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_SWITCHES: Mapping[str, tuple[str, ...]] = {
    "aws:codebuild/project:Project": (
        "artifacts.encryptionDisabled",
        "secondaryArtifacts.*.encryptionDisabled",
        "logsConfig.s3Logs.encryptionDisabled",
    ),
    "aws:codebuild/reportGroup:ReportGroup": ("exportConfig.s3Destination.encryptionDisabled",),
}
"""Resource type -> the paths of the properties that turn encryption off."""


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    if subject.resource_type == _PIPELINE:
        yield from _stores(subject, stack)
    for switch in _SWITCHES.get(subject.resource_type, ()):
        for place in walk(subject.props, switch.split(".")):
            if place.read() in (True, "true"):
                yield Objection(
                    place.path, f"{place.path!r} is true.\nWrite instead: nothing; encryption is on by default."
                )


def _stores(pipeline: PolicyResource, stack: Stack) -> Iterator[Objection]:
    for store in objects(pipeline.props.get("artifactStores")):
        if not is_set(store, "encryptionKey") and not _is_of_the_stack(store, pipeline, stack):
            location = str(store.get("location"))
            yield Objection(
                location,
                f"artifacts go to {location!r}, which is not a bucket of this stack, without an encryption key.\n"
                'Write instead: "encryption_key": {"type": "KMS", "id": the key\'s ARN} in this artifact store, or a '
                "bucket of this stack.",
            )


def _is_of_the_stack(store: Mapping[str, Any], pipeline: PolicyResource, stack: Stack) -> bool:
    try:
        location = str(store.get("location"))
    except UnknownValueError:
        # The reference identifies the bucket. Without a reference to a bucket, naming the store raises the error again.
        referred = pipeline.property_dependencies.get("artifactStores", ())
        return any(other.resource_type in _BUCKETS for other in referred)
    return any(location in known(bucket, "bucket", "id") for bucket in stack.all(*_BUCKETS))


policy = stack_rule(
    About(
        name="pipeline-encrypted-artifacts",
        risk="Artifacts hold the whole source: anyone who can read the other bucket or its disk can read it.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("CodeBuild.3", "CodeBuild S3 logs should be encrypted"),
            fsbp("CodeBuild.7", "CodeBuild report group exports should be encrypted at rest"),
            well_architected("SEC08-BP02", "Enforce encryption at rest"),
        ),
        fix="Keep artifacts in a bucket of this stack, or give the store a key; leave the encryption of builds on.",
        url="https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
    ),
    [_PIPELINE, *_SWITCHES],
    _judge,
)
"""Judges artifacts, secondary artifacts, logs and exported reports."""
