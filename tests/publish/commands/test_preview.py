"""Previews lie in a bucket beside each other, leave each other alone, and go without a trace."""

import json

import pytest

from publish.permissions import PREVIEW_BUCKET_ACTIONS, PREVIEW_OBJECT_ACTIONS
from tests.publish.published_site import PublishedSite, small_site

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _discards(published: PublishedSite) -> None:  # pyright: ignore[reportUnusedFunction]
    """The publisher may also do what previews need, and no more."""
    arn = f"arn:aws:s3:::{published.bucket}"
    statements = [
        {"Effect": "Allow", "Action": list(PREVIEW_BUCKET_ACTIONS), "Resource": arn},
        {"Effect": "Allow", "Action": list(PREVIEW_OBJECT_ACTIONS), "Resource": f"{arn}/*"},
    ]
    published.cloud.client("iam").put_role_policy(
        RoleName=published.role.rpartition("/")[2],
        PolicyName="previews",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )


def test_previews_and_a_site_do_not_touch_each_other(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.write({"index.html": "preview"})
    published.deploy(capsys, "--preview", "pr-12")
    assert published.body(".previews/pr-12/index.html") == b"preview"
    assert published.current_keys() == small_site(1).keys()
    published.write(small_site(2))
    assert published.deploy(capsys, "--keep-releases", "1").code == 0
    assert published.body(".previews/pr-12/index.html") == b"preview"
    assert len([key for key in published.all_keys() if key.startswith(".releases/preview/pr-12/")]) == 1


def test_a_preview_asks_nothing_of_a_distribution(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "preview"})
    run = published.run(capsys, "deploy", str(published.folder), "--bucket", published.bucket, "--preview", "pr-12")
    assert (run.code, run.json["invalidated"]) == (0, []), run.err
    published.write({"index.html": "another"})
    for is_new in (True, False):
        run = published.run(capsys, "deploy", str(published.folder), "--bucket", published.bucket, "--preview", "pr-12")
        assert (run.json["changed"], run.json["invalidated"]) == (is_new, [])
    assert published.invalidations() == []
    run = published.run(capsys, "deploy", str(published.folder), "--bucket", published.bucket)
    assert run.code == 2
    assert "--distribution is missing" in run.err


def test_a_preview_has_releases_of_its_own(published: PublishedSite, capsys: Capture) -> None:
    for text in ("one", "two"):
        published.write({"index.html": text})
        published.deploy(capsys, "--preview", "pr-12", "--release", text)
    assert published.deploy(capsys, "--preview", "pr-12").json["changed"] is False
    published.rollback(capsys, "--preview", "pr-12")
    assert published.body(".previews/pr-12/index.html") == b"one"
    run = published.run(capsys, "releases", "--bucket", published.bucket)
    assert run.code == 1
    assert "holds no release under .releases/site/" in run.err


def test_links_of_a_preview_are_those_of_the_site(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "x", "docs/index.html": "y"})
    published.deploy(capsys, "--preview", "pr-12")
    stub = published.s3.head_object(Bucket=published.bucket, Key=".previews/pr-12/docs.html")
    assert stub["Metadata"]["location"] == "/docs/"


@pytest.mark.parametrize("name", ["", "PR", "a/b", "a-", "a" * 41, "."])
def test_a_name_that_could_be_no_address_is_refused(published: PublishedSite, capsys: Capture, name: str) -> None:
    published.write({"index.html": "x"})
    run = published.deploy(capsys, "--preview", name)
    assert (run.code, published.all_keys()) == (2, set())
    assert published.run(capsys, "discard", name, "--bucket", published.bucket).code == 2


def test_nothing_of_a_discarded_preview_is_left_and_its_neighbour_stays(
    published: PublishedSite, capsys: Capture
) -> None:
    for text in ("one", "two"):
        published.write({"index.html": text, f"{text}.css": text})
        for name in ("pr-1", "pr-12"):
            published.deploy(capsys, "--preview", name, "--keep-releases", "1", "--keep-assets-days", "0")
    published.s3.create_multipart_upload(Bucket=published.bucket, Key=".previews/pr-1/film.mp4")
    before = published.body(".previews/pr-12/index.html")
    assert names(published, capsys) == ["pr-1", "pr-12"]
    run = published.run(capsys, "discard", "pr-1", "--bucket", published.bucket)
    assert (run.code, run.json["deleted"].keys()) == (0, {"pr-1"}), run.err
    assert run.json["deleted"]["pr-1"] > 5
    assert versions(published, ".previews/pr-1/") == versions(published, ".releases/preview/pr-1/") == []
    assert published.s3.list_multipart_uploads(Bucket=published.bucket).get("Uploads", []) == []
    assert names(published, capsys) == ["pr-12"]
    assert published.body(".previews/pr-12/index.html") == before


def test_a_preview_of_which_only_old_versions_are_left_is_still_listed(
    published: PublishedSite, capsys: Capture
) -> None:
    published.s3.put_object(Bucket=published.bucket, Key=".previews/pr-3/a", Body=b"x")
    published.s3.delete_object(Bucket=published.bucket, Key=".previews/pr-3/a")
    assert names(published, capsys) == ["pr-3"]
    published.run(capsys, "discard", "pr-3", "--bucket", published.bucket)
    assert names(published, capsys) == []


def names(published: PublishedSite, capsys: Capture) -> list[str]:
    return published.run(capsys, "previews", "--bucket", published.bucket).json["previews"]


def versions(published: PublishedSite, prefix: str) -> list[object]:
    page = published.s3.list_object_versions(Bucket=published.bucket, Prefix=prefix)
    return [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
