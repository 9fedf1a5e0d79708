"""Names and ARNs follow from project, stack, account and region, and from nothing else."""

from dataclasses import replace

import pytest

from components.context import Context
from tests import examples

CONTEXT = replace(examples.CONTEXT, stack="dev", tags={})


def test_a_bucket_name_ends_in_the_account_so_that_no_stranger_can_hold_it() -> None:
    assert CONTEXT.bucket_name("content") == "secure-site-dev-content-123456789012"


def test_a_bucket_name_may_have_63_characters_and_not_one_more() -> None:
    stack = "s" * (63 - len("secure-site--content-123456789012"))
    assert len(replace(CONTEXT, stack=stack).bucket_name("content")) == 63
    with pytest.raises(ValueError, match=r"64 characters, S3 allows 63: take 1 from"):
        replace(CONTEXT, stack=stack + "s").bucket_name("content")


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (CONTEXT.arn("sns", "topic"), "arn:aws:sns:eu-west-1:123456789012:topic"),
        (CONTEXT.arn("sns", "topic", region="us-east-1"), "arn:aws:sns:us-east-1:123456789012:topic"),
        (CONTEXT.arn("iam", "role/build", region=""), "arn:aws:iam::123456789012:role/build"),
        (CONTEXT.arn("s3", "bucket", region="", account=False), "arn:aws:s3:::bucket"),
    ],
)
def test_an_arn_has_the_form_of_its_service(arn: str, expected: str) -> None:
    assert arn == expected


def test_tags_are_not_shared_between_contexts() -> None:
    other = Context("secure-site", "dev", "123456789012", "eu-west-1")
    assert CONTEXT.tags == {}
    assert other.tags is not CONTEXT.tags
