"""A bucket and the resources around it, as the stack rules of the pack see them."""

from typing import Any

from pulumi_policy import PolicyResource

from tests.policies.judge import resource

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_V2 = "aws:s3/bucketV2:BucketV2"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def bucket(name: str = "content", resource_type: str = BUCKET) -> PolicyResource:
    """A bucket whose logical name is its name."""
    return resource(resource_type, {"bucket": name, "id": name, "arn": f"arn:aws:s3:::{name}"}, name=name)


def setting(kind: str, properties: dict[str, Any], of: str = "content", name: str = "setting") -> PolicyResource:
    """One setting of a bucket, such as BucketVersioning."""
    return resource(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}", {"bucket": of, **properties}, name=name)


def logging(of: str, into: str) -> PolicyResource:
    """The access logs of one bucket, written into another."""
    return setting("BucketLogging", {"targetBucket": into, "targetPrefix": "s3/"}, of, name=f"{of}-logging")
