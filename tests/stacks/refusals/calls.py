"""Calls to AWS, each with the permissions that AWS demands for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from botocore.exceptions import ClientError

ACCOUNT, REGION = "123456789012", "us-east-1"
PREFIX = "secure-site-prod"
"""Of the stack whose roles are tried: prod, for it has a resource of nearly every type."""
OTHER = "secure-site-dev"
"""Of the other stack in the account."""
STRANGER = "somebody-elses-bucket"
STATE = "example-pulumi-state"
"""The bucket with the state of both stacks."""
CONTENT, ARTIFACTS, LOGS = (f"{PREFIX}-{purpose}-{ACCOUNT}" for purpose in ("content", "artifacts", "logs"))

EMPTY = '{"Version": "2012-10-17", "Statement": []}'
"""A policy that says nothing."""

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"})
"""What S3, IAM and their like, services with JSON, SNS and EC2 call a refusal."""

_WANTING = re.compile(r"not authorized to perform: (\S+)")
_ID = re.compile(r"\{(\w+)\}")

Needs = Mapping[str, str]
"""Action -> the ARN that AWS asks IAM about, or "*" where it has no resource, or one that AWS alone can name.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


@dataclass(frozen=True)
class Call:
    """One call of boto3. Needs and arguments name what AWS gives an id in braces: "{distribution}"."""

    service: str
    method: str
    needs: Needs
    arguments: Mapping[str, Any]

    def filled(self, ids: Mapping[str, str]) -> "Call":
        """The call with the ids. Raises KeyError for one that is missing."""
        return Call(self.service, self.method, _filled(self.needs, ids), _filled(self.arguments, ids))

    def refused(self, client: Any) -> str | None:
        """Makes the call, and returns the action for want of which IAM refuses it; None for any other end."""
        try:
            getattr(client, self.method)(**self.arguments)
        except ClientError as error:
            found = error.response.get("Error", {})
            wanting = _WANTING.search(found.get("Message", ""))
            return wanting[1] if wanting and found.get("Code") in DENIED else None
        return None


def call(method: str, needs: Needs, **arguments: Any) -> Call:
    """A call of "{service}.{method}" as boto3 has it."""
    service, name = method.split(".")
    return Call(service, name, needs, arguments)


def together(*tables: Mapping[str, Call]) -> Mapping[str, Call]:
    """The calls of several tables. Raises ValueError where one would hide another of the same name."""
    found: dict[str, Call] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two calls are named {sorted(twice)}")
        found |= table
    return found


def iam(resource: str) -> str:
    """ARN of something of IAM in the account: "role/build"."""
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def s3(path: str) -> str:
    """ARN of a bucket or an object."""
    return f"arn:aws:s3:::{path}"


def arn(service: str, resource: str) -> str:
    """ARN of something in the account and region."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def edge(resource: str) -> str:
    """ARN of something of CloudFront: "distribution/E123"."""
    return f"arn:aws:cloudfront::{ACCOUNT}:{resource}"


def get_object(bucket: str, key: str) -> Call:
    """Reads an object."""
    return call("s3.get_object", {"s3:GetObject": s3(f"{bucket}/{key}")}, Bucket=bucket, Key=key)


def put_object(bucket: str, key: str) -> Call:
    """Writes an empty one."""
    return call("s3.put_object", {"s3:PutObject": s3(f"{bucket}/{key}")}, Bucket=bucket, Key=key, Body=b"")


def delete_object(bucket: str, key: str) -> Call:
    """Deletes one, which S3 keeps a version of."""
    return call("s3.delete_object", {"s3:DeleteObject": s3(f"{bucket}/{key}")}, Bucket=bucket, Key=key)


def put_bucket_policy(bucket: str) -> Call:
    """Rewrites a bucket's policy."""
    return call("s3.put_bucket_policy", {"s3:PutBucketPolicy": s3(bucket)}, Bucket=bucket, Policy=EMPTY)


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _ID.sub(lambda found: ids[found[1]], value)
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {_filled(key, ids): _filled(each, ids) for key, each in members.items()}
    if isinstance(value, list):
        return [_filled(each, ids) for each in cast("list[Any]", value)]
    return value
