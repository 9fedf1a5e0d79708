"""Access as the local cloud's IAM enforces it: each common weakness of CI/CD set-ups is tried."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from ssl import create_default_context
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.rehearsal.roles import AssumedRole, assume
from tests.stacks.conftest import Sandbox

STRANGER = "somebody-elses-bucket"

ROLES = {
    "pipeline": ("codepipeline.amazonaws.com", "arn:aws:codepipeline:us-east-1:123456789012:secure-site-dev"),
    "publish": ("codebuild.amazonaws.com", "arn:aws:codebuild:us-east-1:123456789012:project/secure-site-dev-publish"),
}
"""The stack's roles: the service that assumes each, and on behalf of what."""


@pytest.fixture(scope="module")
def elsewhere(sandbox: Sandbox) -> Iterator[str]:
    s3 = sandbox.cloud.client("s3")
    s3.create_bucket(Bucket=STRANGER)
    s3.put_object(Bucket=STRANGER, Key="page.html", Body=b"theirs")
    yield STRANGER
    s3.delete_object(Bucket=STRANGER, Key="page.html")
    s3.delete_bucket(Bucket=STRANGER)


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest, sandbox: Sandbox) -> AssumedRole:
    service, source_arn = ROLES[request.param]
    arn = f"arn:aws:iam::123456789012:role/secure-site-dev-{request.param}"
    return assume(sandbox.cloud, arn, service, source_arn)


def refused(call: Callable[[], Any]) -> bool:
    """Whether IAM refuses a call. Any other error is the test's."""
    try:
        call()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code not in ("AccessDenied", "403"):
            raise
        return True
    return False


def test_an_object_cannot_be_read_past_cloudfront(sandbox: Sandbox) -> None:
    direct = f"{sandbox.cloud.aws_url}/{sandbox.outputs['contentBucket']}/index.html"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(direct, context=create_default_context(cafile=sandbox.cloud.ca))  # noqa: S310
    with urllib.request.urlopen(f"{sandbox.site}/", context=create_default_context(cafile=sandbox.ca)) as page:  # noqa: S310
        assert page.status == 200


def test_no_role_reads_or_writes_in_any_other_bucket(role: AssumedRole, elsewhere: str) -> None:
    s3 = role.client("s3")
    assert refused(lambda: s3.get_object(Bucket=elsewhere, Key="page.html"))
    assert refused(lambda: s3.put_object(Bucket=elsewhere, Key="page.html", Body=b"ours"))
    assert refused(lambda: s3.list_objects_v2(Bucket=elsewhere))
    assert refused(lambda: s3.list_buckets())


def test_no_role_touches_the_logs_or_opens_a_bucket(role: AssumedRole, sandbox: Sandbox) -> None:
    s3, content = role.client("s3"), sandbox.outputs["contentBucket"]
    logs = content.replace("-content-", "-logs-")
    assert refused(lambda: s3.put_object(Bucket=logs, Key="forged", Body=b""))
    assert refused(lambda: s3.delete_public_access_block(Bucket=content))
    assert refused(lambda: s3.put_bucket_policy(Bucket=content, Policy="{}"))
    assert refused(lambda: s3.put_bucket_versioning(Bucket=content, VersioningConfiguration={"Status": "Suspended"}))


def test_no_role_makes_itself_stronger(role: AssumedRole) -> None:
    iam, name = role.client("iam"), role.role
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert refused(lambda: iam.attach_role_policy(RoleName=name, PolicyArn=administrator))
    assert refused(lambda: iam.delete_role_permissions_boundary(RoleName=name))
    assert refused(lambda: iam.create_access_key(UserName="anybody"))


def test_the_build_publishes_and_cannot_destroy_what_was_published(sandbox: Sandbox) -> None:
    service, source_arn = ROLES["publish"]
    role = assume(sandbox.cloud, "arn:aws:iam::123456789012:role/secure-site-dev-publish", service, source_arn)
    s3, content = role.client("s3"), sandbox.outputs["contentBucket"]
    made = s3.put_object(Bucket=content, Key="probe.txt", Body=b"probe")
    s3.delete_object(Bucket=content, Key="probe.txt")
    assert refused(lambda: s3.delete_object(Bucket=content, Key="probe.txt", VersionId=made["VersionId"]))


def test_there_is_no_user_and_no_standing_key(sandbox: Sandbox) -> None:
    assert sandbox.cloud.client("iam").list_users()["Users"] == []
