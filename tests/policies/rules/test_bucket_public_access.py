"""Rule bucket-public-access: all four, once, on every bucket."""

from typing import Any

import pytest

from secure_site_policies.rules.bucket_public_access import policy
from tests.policies.bucket import BUCKET, BUCKET_V2, bucket, setting
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource

FINE = Judgement([], None)
BLOCK = "BucketPublicAccessBlock"
ON = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}


@pytest.mark.parametrize("resource_type", [BUCKET, BUCKET_V2])
def test_a_bucket_needs_a_block_of_its_own(resource_type: str):
    one = bucket(resource_type=resource_type)
    assert judge_stack(policy, one, setting(BLOCK, ON)) == FINE
    (message,) = judge_stack(policy, one, setting(BLOCK, ON, of="another")).violations
    assert message.startswith("content: a 'public access block' is missing")
    assert message.endswith(
        "Write instead: BucketPublicAccessBlock(.., bucket=.., block_public_acls=True, block_public_policy=True, "
        "ignore_public_acls=True, restrict_public_buckets=True)"
    )


@pytest.mark.parametrize("flag", ON)
@pytest.mark.parametrize("value", [False, None, "false"])
def test_each_of_the_four_has_to_be_on(flag: str, value: Any):
    (message,) = judge_stack(policy, bucket(), setting(BLOCK, {**ON, flag: value}, name="block")).violations
    assert message.startswith(f"content: {flag!r} of block is not true.\nWrite instead: ")


def test_what_is_left_out_is_off():
    said = judge_stack(policy, bucket(), setting(BLOCK, {}))
    assert [message.split("'")[1] for message in said.violations] == list(ON)


def test_two_blocks_overwrite_each_other():
    said = judge_stack(policy, bucket(), setting(BLOCK, ON, name="one"), setting(BLOCK, ON, name="two"))
    assert [message.split(".\n")[0] for message in said.violations] == [
        "content: 2 'public access blocks' (one, two) overwrite each other"
    ]


def test_a_block_is_found_by_reference_while_the_buckets_name_is_not_known():
    named_by_aws = resource(BUCKET, {"bucket": UNKNOWN, "id": UNKNOWN}, name="late")
    block = resource(
        f"aws:s3/bucketPublicAccessBlock:{BLOCK}", {**ON, "bucket": UNKNOWN}, refers={"bucket": [named_by_aws]}
    )
    assert judge_stack(policy, named_by_aws, block) == FINE
    assert judge_stack(policy, named_by_aws, setting(BLOCK, {**ON, "bucket": UNKNOWN})).violations


def test_an_unknown_flag_fails_closed_where_it_is():
    (message,) = judge_stack(policy, bucket(), setting(BLOCK, {**ON, "blockPublicAcls": UNKNOWN}, name="b")).violations
    assert message.startswith("b: blockPublicAcls: this cannot be decided at preview")


def test_the_block_of_a_bucket_outside_the_stack_is_judged_alone():
    assert judge_stack(policy, setting(BLOCK, ON, of="another")) == FINE
    (message,) = judge_stack(policy, setting(BLOCK, {**ON, "blockPublicPolicy": False}, of="another")).violations
    assert "'blockPublicPolicy' of " in message
    assert len(judge_stack(policy, bucket(), setting(BLOCK, {**ON, "blockPublicPolicy": False})).violations) == 1
