"""S3: buckets, and the settings of a bucket or of the account that are resources of their own.

The settings of the account are an API of their own, S3 Control, which no emulator has.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.table import AwsEntry, Call, Entry, Item, RecordedEntry
from sandbox.providers.values import Props

_BUCKET = frozenset({"bucket"})


def _setting(put: str, get: str, delete: str, inside: str = "") -> AwsEntry:
    """Returns the entry of one setting of a bucket: put whole, read whole, with the bucket's name as its id."""
    return AwsEntry(
        service="s3",
        id="{bucket}",
        create=[Call(put, inside=inside)],
        read=[Call(get, inside=inside)],
        delete=[Call(delete)],
        replace_on=_BUCKET,
        identity=("bucket",),
    )


def _place(item: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    # us-east-1 is the one region that must not be named.
    if item.region != "us-east-1":
        arguments["CreateBucketConfiguration"] = {"LocationConstraint": item.region}
    return arguments


def _tag(clients: AwsClients, item: Item) -> None:
    client, bucket = clients.client("s3", item.region), item.inputs["bucket"]
    tags: Props = item.inputs.get("tags") or {}
    if tags:
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        invoke(client, "put_bucket_tagging", {"Bucket": bucket, "Tagging": {"TagSet": pairs}})
    else:
        invoke(client, "delete_bucket_tagging", {"Bucket": bucket})


def _empty(clients: AwsClients, item: Item) -> None:
    """Deletes every version of every object, if the program allows it."""
    if not item.state.get("forceDestroy"):
        return
    client = clients.client("s3", item.region)
    while True:
        found = invoke(client, "list_object_versions", {"Bucket": item.id, "MaxKeys": 1000})
        versions = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        if not versions:
            return
        objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        invoke(client, "delete_objects", {"Bucket": item.id, "Delete": {"Objects": objects, "Quiet": True}})


def _versioning_off(clients: AwsClients, item: Item) -> None:
    client = clients.client("s3", item.region)
    suspended = {"Bucket": item.state["bucket"], "VersioningConfiguration": {"Status": "Suspended"}}
    invoke(client, "put_bucket_versioning", suspended)


def _logging_off(clients: AwsClients, item: Item) -> None:
    client = clients.client("s3", item.region)
    invoke(client, "put_bucket_logging", {"Bucket": item.state["bucket"], "BucketLoggingStatus": {}})


def _put_object(clients: AwsClients, item: Item) -> Props:
    given = item.inputs
    arguments: dict[str, Any] = {
        "Bucket": given["bucket"],
        "Key": given["key"],
        "Body": base64.b64decode(given["contentBase64"]),
        "Tagging": urlencode(given.get("tags") or {}),
    }
    if "contentType" in given:
        arguments["ContentType"] = given["contentType"]
    found = invoke(clients.client("s3", item.region), "put_object", arguments)
    return {"etag": found["ETag"].strip('"'), "versionId": found.get("VersionId", "")}


def _read_object(clients: AwsClients, item: Item) -> Props:
    client, place = clients.client("s3", item.region), {"Bucket": item.state["bucket"], "Key": item.state["key"]}
    found = invoke(client, "get_object", place)
    tags = invoke(client, "get_object_tagging", place)["TagSet"]
    return {
        "contentBase64": base64.b64encode(found["Body"].read()).decode(),
        "contentType": found["ContentType"],
        "tags": {tag["Key"]: tag["Value"] for tag in tags},
        "etag": found["ETag"].strip('"'),
        "versionId": found.get("VersionId", ""),
    }


def _regional_domain(properties: Props) -> str:
    return f"{properties['bucket']}.s3.{properties['region']}.amazonaws.com"


TABLE: Mapping[str, Entry] = {
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": RecordedEntry(
        id="{accountId}",
        replace_on=frozenset({"accountId"}),
        identity=("accountId",),
    ),
    "aws:s3/bucket:Bucket": AwsEntry(
        service="s3",
        id="{bucket}",
        create=[Call("create_bucket", only=("bucket",), prepare=_place), _tag],
        read=[Call("head_bucket"), Call("get_bucket_tagging", rename={"tags": "TagSet"}, optional=True)],
        update=[_tag],
        delete=[_empty, Call("delete_bucket")],
        outputs={
            "arn": "arn:aws:s3:::{bucket}",
            "bucketDomainName": "{bucket}.s3.amazonaws.com",
            "bucketRegion": "{region}",
            "bucketRegionalDomainName": _regional_domain,
            "hostedZoneId": lambda _: "Z3AQBSTGFYJSTF",
        },
        replace_on=_BUCKET,
        identity=("bucket",),
        auto_name="bucket",
        defaults={"forceDestroy": False},
        handled=frozenset({"tags", "forceDestroy"}),
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting(
        "put_bucket_lifecycle_configuration",
        "get_bucket_lifecycle_configuration",
        "delete_bucket_lifecycle",
        inside="LifecycleConfiguration",
    ),
    "aws:s3/bucketLogging:BucketLogging": AwsEntry(
        service="s3",
        id="{bucket}",
        create=[Call("put_bucket_logging", inside="BucketLoggingStatus.LoggingEnabled")],
        read=[Call("get_bucket_logging", result="LoggingEnabled")],
        delete=[_logging_off],
        replace_on=_BUCKET,
        identity=("bucket",),
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": AwsEntry(
        service="s3",
        id="{bucket}/{key}",
        create=[_put_object],
        read=[_read_object],
        delete=[Call("delete_object")],
        modelled_by=[Call("put_object", rename={"kmsKeyId": "SSEKMSKeyId"})],
        outputs={"arn": "arn:aws:s3:::{bucket}/{key}", "etag": "", "versionId": ""},
        replace_on=frozenset({"bucket", "key"}),
        identity=("bucket", "key"),
        handled=frozenset({"bucket", "contentBase64", "contentType", "key", "tags"}),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
        "put_bucket_ownership_controls",
        "get_bucket_ownership_controls",
        "delete_bucket_ownership_controls",
        inside="OwnershipControls",
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting("put_bucket_policy", "get_bucket_policy", "delete_bucket_policy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        "put_public_access_block",
        "get_public_access_block",
        "delete_public_access_block",
        inside="PublicAccessBlockConfiguration",
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
        "put_bucket_encryption",
        "get_bucket_encryption",
        "delete_bucket_encryption",
        inside="ServerSideEncryptionConfiguration",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": AwsEntry(
        service="s3",
        id="{bucket}",
        create=[Call("put_bucket_versioning")],
        read=[Call("get_bucket_versioning", rename={"versioningConfiguration": "."})],
        delete=[_versioning_off],
        replace_on=_BUCKET,
        identity=("bucket",),
    ),
}
"""Entry by type token."""
