"""The list of rules: every module of the folder once, under the name of its rule, in the written order."""

import random
from pathlib import Path

from secure_site_policies import rules
from secure_site_policies.rules import ALL, LAST, ORDER, bucket_public_access
from tests.policies.judge import judge_stack, resource

BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def test_every_module_of_the_folder_is_listed_once():
    modules = {file.stem for file in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert sorted(ORDER) == sorted(modules)


def test_the_rules_have_the_names_of_their_modules_and_their_order():
    assert [rule.name for rule in ALL] == [module.replace("_", "-") for module in ORDER]
    assert ORDER[-len(LAST) :] == LAST


def test_messages_do_not_depend_on_the_order_of_registration():
    bucket = resource(BUCKET, {"bucket": "content"}, name="content")
    blocks = [
        resource(BLOCK, {"bucket": "content", **dict.fromkeys(FLAGS, number != 3)}, name=f"block-{number}")
        for number in range(8)
    ]
    first = judge_stack(bucket_public_access.policy, bucket, *blocks).violations
    assert "(block-0, block-1, block-2, " in first[0]
    dice = random.Random(1)
    for _ in range(20):
        shuffled = dice.sample([bucket, *blocks], 9)
        assert judge_stack(bucket_public_access.policy, *shuffled).violations == first
