"""The permissions of whoever publishes have no slack: without any one of them, some part of the work fails."""

from collections.abc import Iterator

import pytest

from publish.permissions import BUCKET_ACTIONS, DISTRIBUTION_ACTIONS, OBJECT_ACTIONS
from tests.publish.published_site import PublishedSite, Run

ONLY_AFTER_A_FAILURE = {"cloudfront:GetDistributionConfig", "s3:AbortMultipartUpload"}
"""Asked for when the site does not answer, and when the upload of a large file fails half-way, so that its parts do not
stay behind."""


def life(published: PublishedSite, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Everything that a build does in its time, step by step."""
    published.write({"index.html": "one", "old.html": "old"})
    yield published.deploy(capsys)
    yield published.deploy(capsys)
    published.write({"index.html": "two"})
    yield published.deploy(capsys, "--keep-releases", "2")
    yield published.rollback(capsys)
    published.write({"index.html": "three"})
    yield published.deploy(capsys, "--keep-releases", "1")


def test_with_all_of_them_nothing_is_denied(published: PublishedSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run.code for run in life(published, capsys)] == [0] * 5


@pytest.mark.parametrize(
    "action", sorted({*BUCKET_ACTIONS, *OBJECT_ACTIONS, *DISTRIBUTION_ACTIONS} - ONLY_AFTER_A_FAILURE)
)
def test_without_one_of_them_the_work_cannot_be_done(
    published: PublishedSite, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    published.deny(action)
    failed = next(run for run in life(published, capsys) if run.code)
    assert failed.code == 1
    assert action in failed.err
