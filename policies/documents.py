"""Where a resource holds policy documents, or attaches AWS-managed ones.

Left out on purpose: what can only take permissions away, such as session policies and service control policies.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

from policies.permissions import DATA, MalformedPolicyError

WRITTEN: Mapping[str, str] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "policy",
    "aws:iam/groupPolicy:GroupPolicy": "policy",
    "aws:iam/policy:Policy": "policy",
    "aws:iam/role:Role": "inlinePolicies.*.policy",
    "aws:iam/rolePolicy:RolePolicy": "policy",
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws:odb/network:Network": "s3PolicyDocument",
    "aws:s3/accessPoint:AccessPoint": "policy",
    "aws:s3/bucket:Bucket": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:s3/bucketV2:BucketV2": "policy",
    "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
    "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": "details.policy",
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
}
"""Resource type -> path of the property with a document; `*` stands for every item of a list."""

ATTACHED: Mapping[str, str] = {
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns.*",
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:iam/role:Role": "managedPolicyArns.*",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns.*",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns.*",
    "aws:quicksight/iamPolicyAssignment:IamPolicyAssignment": "policyArn",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": "managedPolicyArns.*",
}
"""Resource type -> path of the property with the ARN of a managed policy."""

_AWS_MANAGED = re.compile(r"arn:[^:]+:iam::aws:policy/(?:.+/)?(?P<name>[^/]+)")
_NOTHING: Mapping[str, Any] = {"Statement": []}


@dataclass(frozen=True, slots=True)
class Place:
    """A property that holds a document, or the ARN of one. Nothing is read before `document` is called."""

    path: str
    """For messages: "inlinePolicies[0].policy"."""
    holder: Any
    key: str | int
    is_attached: bool = False

    def document(self) -> object:
        """The document, or of an AWS-managed one the statements that grant S3 by wildcard.

        Raises UnknownValueError at preview for what only the update can tell, and MalformedPolicyError for an ARN that
        is none, or names an AWS-managed policy that the table has not seen.
        """
        value = self.holder[self.key]
        return _managed(value) if self.is_attached else value


def places(resource_type: str, properties: Mapping[str, Any]) -> Iterator[Place]:
    """Every place of a resource that holds something. What is unknown counts as something."""
    for table, is_attached in ((WRITTEN, False), (ATTACHED, True)):
        if path := table.get(resource_type):
            yield from _walk(properties, path.split("."), is_attached)


def _walk(holder: Any, steps: Sequence[str], is_attached: bool, above: str = "") -> Iterator[Place]:
    step, *rest = steps
    keys: Sequence[str | int] = range(len(holder)) if step == "*" else [step] if step in list(holder) else []
    for key in keys:
        path = f"{above}[{key}]" if step == "*" else f"{above}.{key}".removeprefix(".")
        place = Place(path, holder, key, is_attached)
        try:
            value = holder[key]
        except UnknownValueError:
            yield place
            continue
        if value is None:
            continue
        if rest and isinstance(value, Sequence if rest[0] == "*" else Mapping) and not isinstance(value, str):
            yield from _walk(value, rest, is_attached, path)
        else:
            yield place


def _managed(arn: object) -> Mapping[str, Any]:
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        raise MalformedPolicyError("this is not the ARN of a policy")
    aws_managed = _AWS_MANAGED.fullmatch(arn)
    # A customer-managed policy is judged where it is written.
    if not aws_managed:
        return _NOTHING
    name, statements = aws_managed["name"], aws_managed_statements()
    if name not in statements:
        raise MalformedPolicyError(
            f"AWS-managed policy {name!r} is not in the table of policies/data; run policies.generate_aws_managed"
        )
    return {"Statement": statements[name]}


@cache
def aws_managed_statements() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Name of every AWS-managed policy -> its statements that grant S3 by wildcard, reduced to those wildcards."""
    return cast(Mapping[str, Sequence[Mapping[str, Any]]], json.loads((DATA / "aws_managed.json").read_text()))
