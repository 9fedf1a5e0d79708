"""Where a resource holds policy documents, or attaches AWS-managed ones.

Left out on purpose: what can only take permissions away, such as session policies and service control policies.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs

from policies.permissions import DATA
from policies.places import Place, places_of
from policies.statements import MalformedPolicyError

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


written = places_of(WRITTEN)
"""Every policy document that a resource holds."""

_attached = places_of(ATTACHED)


def granting(args: ResourceValidationArgs) -> Iterator[Place]:
    """Every document that a resource holds or attaches.

    An AWS-managed policy is read as those of its statements that grant by wildcard. Reading raises
    MalformedPolicyError for an ARN that is none, or names an AWS-managed policy that the table has not seen.
    """
    yield from written(args)
    for place in _attached(args):
        yield Place(place.path, lambda place=place: _managed(place.read()))


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
    return {"Statement": [{"Sid": name, **statement} for statement in statements[name]]}


@cache
def aws_managed_statements() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Name of every AWS-managed policy -> its statements that grant S3 by wildcard, reduced to those wildcards."""
    return cast(Mapping[str, Sequence[Mapping[str, Any]]], json.loads((DATA / "aws_managed.json").read_text()))
