"""What somebody may do to the resources of `delivery_program` behind Pulumi's back, by logical name."""

import json
from collections.abc import Callable, Mapping

from sandbox.emulator.cloud import ACCOUNT_ID, Cloud
from sandbox.providers.plugin.records import Records
from tests.stacks.delivery_program import document

_BUCKET = "delivery-content"
_EVERYTHING = json.dumps(document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
Change = Callable[[Cloud, Records], object]


def _change_pipeline(cloud: Cloud, records: Records) -> None:
    del records
    client = cloud.client("codepipeline")
    found = client.get_pipeline(name="delivery")["pipeline"]
    found["stages"][1]["actions"][0]["configuration"]["ProjectName"] = "another"
    client.update_pipeline(pipeline=found)


def _change_github_webhook(cloud: Cloud, records: Records) -> None:
    del cloud
    record = next(record for record in records.all() if record["type"].startswith("github:"))
    changed = {**record["properties"], "events": ["push", "pull_request"]}
    records.put(record["type"], record["name"], record["id"], changed)


CHANGES: Mapping[str, Change] = {
    "access-logs": lambda cloud, _: cloud.client("s3").put_bucket_logging(
        Bucket=_BUCKET,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "delivery-logs", "TargetPrefix": "elsewhere/"}},
    ),
    "boundary": lambda cloud, _: cloud.client("iam").create_policy_version(
        PolicyArn=f"arn:aws:iam::{ACCOUNT_ID}:policy/delivery-boundary",
        PolicyDocument=_EVERYTHING,
        SetAsDefault=True,
    ),
    "bucket": lambda cloud, _: cloud.client("s3").put_bucket_tagging(
        Bucket=_BUCKET, Tagging={"TagSet": [{"Key": "Stack", "Value": "another"}]}
    ),
    "bucket-policy": lambda cloud, _: cloud.client("s3").put_bucket_policy(
        Bucket=_BUCKET,
        Policy=json.dumps(
            document(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{_BUCKET}/*",
                }
            )
        ),
    ),
    "encryption": lambda cloud, _: cloud.client("s3").put_bucket_encryption(
        Bucket=_BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]
        },
    ),
    "github-webhook": _change_github_webhook,
    "inline": lambda cloud, _: cloud.client("iam").put_role_policy(
        RoleName="delivery", PolicyName="read", PolicyDocument=_EVERYTHING
    ),
    "lifecycle": lambda cloud, _: cloud.client("s3").put_bucket_lifecycle_configuration(
        Bucket=_BUCKET,
        LifecycleConfiguration={
            "Rules": [{"ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
        },
    ),
    "log-group": lambda cloud, _: cloud.client("logs").put_retention_policy(
        logGroupName="/aws/codebuild/delivery", retentionInDays=1
    ),
    "ownership": lambda cloud, _: cloud.client("s3").put_bucket_ownership_controls(
        Bucket=_BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    ),
    "pipeline": _change_pipeline,
    "project": lambda cloud, _: cloud.client("codebuild").update_project(
        name="delivery-publish", source={"type": "CODEPIPELINE", "buildspec": "version: 0.1"}
    ),
    "public-access": lambda cloud, _: cloud.client("s3").put_public_access_block(
        Bucket=_BUCKET,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False},
    ),
    "role": lambda cloud, _: cloud.client("iam").tag_role(
        RoleName="delivery", Tags=[{"Key": "Stack", "Value": "another"}]
    ),
    "rule": lambda cloud, _: cloud.client("events").disable_rule(Name="delivery-failed"),
    "target": lambda cloud, _: cloud.client("events").put_targets(
        Rule="delivery-failed",
        Targets=[{"Id": "topic", "Arn": f"arn:aws:sns:eu-west-1:{ACCOUNT_ID}:another"}],
    ),
    "topic": lambda cloud, _: cloud.client("sns").set_topic_attributes(
        TopicArn=f"arn:aws:sns:eu-west-1:{ACCOUNT_ID}:delivery-first",
        AttributeName="KmsMasterKeyId",
        AttributeValue="",
    ),
    "versioning": lambda cloud, _: cloud.client("s3").put_bucket_versioning(
        Bucket=_BUCKET, VersioningConfiguration={"Status": "Suspended"}
    ),
}
"""A change that a refresh must find, for every type that can be changed in place."""
