"""The policies of the roles have no slack: without any one action something of the life fails.

Every call of the life is made again. Asked with no permission at all, each says which action it needs; asked without
that action alone, it is denied again. Nothing is done twice, for IAM decides before anything happens.

What no call of the sandbox needs is listed here, with where it is known from: a new action of the table is either
needed by a call, or somebody has to put it there.
"""

from collections.abc import Mapping, Sequence

import pytest

from foundation.permissions.grants import grants
from foundation.permissions.observed import OBSERVED
from foundation.permissions.program import run
from sandbox.emulator.cloud import ACCOUNT_ID
from tests.stacks.life import READING, Life
from tests.stacks.recorded_calls import Call, Caller
from tests.stacks.roles import Role

Demanded = Mapping[str, Sequence[Call]]

_SECOND = {
    "cloudfront:AllowVendedLogDeliveryForResource": "PutDeliverySource",
    "iam:PassRole": "CreateProject",
    "s3:DeleteObjectVersion": "DeleteObjects",
}
"""Actions that a call needs after its first -> the operation."""

_RECORDED = {
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "route53:GetChange",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketWebsite",
    "s3:GetReplicationConfiguration",
}
"""The official provider was seen to call these; the sandbox's has no use for them."""

_NO_EMULATOR = {
    "codeconnections": "CreateConnection DeleteConnection GetConnection ListTagsForResource PassConnection TagResource "
    "UntagResource",
    "codepipeline": "CreatePipeline DeletePipeline DeleteWebhook GetPipeline ListTagsForResource ListWebhooks "
    "PutWebhook TagResource UntagResource UpdatePipeline",
}
"""Service -> actions: connections and webhooks are only recorded, and the pipeline's emulator does not ask IAM."""

_BEYOND_THE_EMULATOR = {
    # S3 asks for it where the check of the pages reads what is encrypted.
    "kms:Decrypt",
    # S3 asks for it where it encrypts what is written.
    "kms:GenerateDataKey",
    # The emulator has no such operation.
    "logs:UpdateDeliveryConfiguration",
    # S3 asks for it where an object is put with its tags; the emulator does not.
    "s3:PutObjectTagging",
    # Newer operations for the tags of buckets, which the sandbox's provider reads and writes with the older ones.
    "s3:ListTagsForResource",
    "s3:TagResource",
    "s3:UntagResource",
}
PROVIDER_ONLY = (
    _RECORDED
    | {f"{service}:{name}" for service, names in _NO_EMULATOR.items() for name in names.split()}
    | _BEYOND_THE_EMULATOR
)


@pytest.fixture(scope="module")
def demanded(life: Life) -> Demanded:
    """Action -> the calls of the life that need it."""
    account, found = life.account, dict[str, list[Call]]()
    nobody = Caller(account.cloud, account.session("deploy"))
    _make_buckets(life)
    with account.stripped("deploy"):
        for call in life.recorder.calls:
            if action := nobody.lacks_for(call):
                found.setdefault(action, []).append(call)
    for action, operation in _SECOND.items():
        if calls := [call for call in life.recorder.calls if call.operation == operation]:
            found[action] = calls
    return found


def test_each_action_is_needed_by_a_call_or_known_from_the_official_provider(life: Life, demanded: Demanded) -> None:
    granted = _actions(life, "deploy")
    assert granted - demanded.keys() == PROVIDER_ONLY & granted
    assert demanded.keys() <= granted


def test_each_action_of_the_roles_that_read_is_needed_to_read(life: Life, demanded: Demanded) -> None:
    granted, read = _actions(life, "drift"), _while_reading(demanded).keys()
    assert granted - read == PROVIDER_ONLY & granted
    assert read <= granted


def test_without_any_one_action_a_call_of_the_deploy_role_is_denied(life: Life, demanded: Demanded) -> None:
    assert _not_missed(life, "deploy", demanded) == []


def test_without_any_one_action_a_call_of_a_role_that_reads_is_denied(life: Life, demanded: Demanded) -> None:
    assert _not_missed(life, "drift", _while_reading(demanded)) == []


def test_what_only_the_official_provider_calls_was_seen_or_has_a_page_and_is_granted_at_all() -> None:
    evidence: dict[str, set[str]] = {}
    for stack in ("dev", "prod"):
        for grant in grants(run(stack, ACCOUNT_ID)):
            evidence.setdefault(grant.action, set()).add(grant.evidence)
    assert evidence.keys() >= PROVIDER_ONLY
    assert {action for action in _RECORDED if OBSERVED not in evidence[action]} == set()
    assert all(why == OBSERVED or why.startswith("https://") for one in PROVIDER_ONLY for why in evidence[one])


def _actions(life: Life, role: Role) -> set[str]:
    return {
        action
        for policy in life.policies[role].values()
        for statement in policy["Statement"]
        for action in statement["Action"]
    }


def _while_reading(demanded: Demanded) -> Demanded:
    read = {action: [call for call in calls if call.phase in READING] for action, calls in demanded.items()}
    return {action: calls for action, calls in read.items() if calls}


def _not_missed(life: Life, role: Role, demanded: Demanded) -> list[str]:
    """The actions without which the role makes their calls all the same."""
    account, policies, found = life.account, life.policies[role], list[str]()
    account.rewrite(policies)
    caller = Caller(account.cloud, account.session(role))
    for action, calls in demanded.items():
        with account.without(policies, action):
            if caller.lacks_for(calls[0]) != action:
                found.append(action)
    return found


def _make_buckets(life: Life) -> None:
    """S3 says that a bucket is missing before it asks who wants to know."""
    s3 = life.account.cloud.client("s3")
    for name in {call.arguments["Bucket"] for call in life.recorder.calls if "Bucket" in call.arguments}:
        s3.create_bucket(Bucket=name)
