"""Rule bucket-public-acl: wherever an ACL can be written."""

from collections.abc import Mapping
from typing import Any

import pytest

from secure_site_policies.data.tables import entry, keys
from secure_site_policies.rules.bucket_public_acl import OBJECT_ACLS, policy
from tests.policies.bucket import BUCKET, BUCKET_V2
from tests.policies.judge import UNKNOWN, Judgement, judge
from tests.policies.policy_examples import put

FINE = Judgement([], None)
GROUPS = "http://acs.amazonaws.com/groups"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
COPY = "aws:s3/objectCopy:ObjectCopy"


@pytest.mark.parametrize(
    "resource_type",
    [
        *(BUCKET, BUCKET_V2, COPY),
        *("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"),
        *("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"),
    ],
)
@pytest.mark.parametrize("acl", ["public-read", "public-read-write", "authenticated-read"])
def test_a_canned_acl_must_not_name_everybody(resource_type: str, acl: str):
    assert judge(policy, resource_type, {"acl": "private"}) == FINE
    assert judge(policy, resource_type, {"acl": "bucket-owner-full-control"}) == FINE
    (message,) = judge(policy, resource_type, {"acl": acl}).violations
    assert message.startswith(f"it: acl: {acl!r} opens it to ")


def grants(path: str, uri: str) -> Mapping[str, Any]:
    """Properties with a grant at a path, after one to the owner."""
    owner, group = {"type": "CanonicalUser", "id": "75aa57f09aa0c8caeab4f8c24e99d10f"}, {"type": "Group", "uri": uri}
    if path == "grants":
        return {"grants": [owner, group]}
    listed = [{"permission": "READ", "grantee": owner}, {"permission": "READ", "grantee": group}]
    return {"targetGrants": listed} if path == "targetGrants" else {"accessControlPolicy": {"grants": listed}}


@pytest.mark.parametrize(
    ("resource_type", "path"),
    [
        *((BUCKET, "grants"), (BUCKET_V2, "grants"), (COPY, "grants")),
        *(("aws:s3/bucketAcl:BucketAcl", "policy"), ("aws:s3/bucketAclV2:BucketAclV2", "policy")),
        *(
            ("aws:s3/bucketLogging:BucketLogging", "targetGrants"),
            ("aws:s3/bucketLoggingV2:BucketLoggingV2", "targetGrants"),
        ),
    ],
)
@pytest.mark.parametrize("group", ["AllUsers", "AuthenticatedUsers"])
def test_a_grant_must_not_name_everybody(resource_type: str, path: str, group: str):
    assert judge(policy, resource_type, grants(path, f"{GROUPS}/s3/LogDelivery")) == FINE
    (message,) = judge(policy, resource_type, grants(path, f"{GROUPS}/global/{group}")).violations
    assert f"rants[1].{'uri' if path == 'grants' else 'grantee.uri'}: {group!r} opens it to " in message


@pytest.mark.parametrize("ownership", ["ObjectWriter", "BucketOwnerPreferred"])
def test_acls_stay_off(ownership: str):
    assert judge(policy, OWNERSHIP, {"rule": {"objectOwnership": "BucketOwnerEnforced"}}) == FINE
    (message,) = judge(policy, OWNERSHIP, {"rule": {"objectOwnership": ownership}}).violations
    assert message == (
        f"it: rule.objectOwnership: {ownership!r} enables ACLs, and an object belongs to the account that writes it.\n"
        'Write instead: "BucketOwnerEnforced"'
    )


OF_SERVICES = [(kind, path) for kind in keys(OBJECT_ACLS) for path in entry(OBJECT_ACLS, kind)]


@pytest.mark.parametrize(("kind", "path"), OF_SERVICES)
@pytest.mark.parametrize("acl", ["public-read", "PUBLIC_READ", "AllUsers"])
def test_a_service_must_not_open_the_objects_that_it_writes(kind: str, path: str, acl: str):
    assert judge(policy, kind, put(path, "private")) == FINE
    assert judge(policy, kind, put(path, "BUCKET_OWNER_FULL_CONTROL")) == FINE
    (message,) = judge(policy, kind, put(path, acl)).violations
    assert message.startswith(f"it: {path.replace('.*', '[0]')}: ")
    assert " opens it to the whole internet" in message


def test_what_is_not_known_yet_is_a_violation_and_hides_nothing_else():
    said = judge(policy, BUCKET, {"acl": UNKNOWN, "grants": [{"uri": f"{GROUPS}/global/AllUsers"}]}).violations
    assert said[0].startswith("it: grants[0].uri: 'AllUsers'")
    assert said[1].startswith("it: acl: this cannot be decided at preview")


ODD: list[dict[str, Any]] = [{}, {"acl": None}, {"acl": 5}, {"grants": None}, {"grants": [{}]}, {"grants": [None]}]


@pytest.mark.parametrize("properties", ODD)
def test_a_bucket_without_acls_passes(properties: dict[str, Any]):
    assert judge(policy, BUCKET, properties) == FINE
