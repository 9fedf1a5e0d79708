"""Headers travel with the object: through releases, rollbacks and runs by other hands; and a cache can tell."""

from itertools import pairwise
from typing import Any

import pytest

from publish.cloud.multipart import PART_BYTES
from tests.publish.published_site import PublishedSite

Capture = pytest.CaptureFixture[str]


def rules(published: PublishedSite, cache_control: str) -> None:
    text = f'[[cache]]\nfiles = "data.json"\ncache_control = "{cache_control}"\n'
    (published.folder.parent / "publish.toml").write_text(text, encoding="utf-8")


def test_a_change_of_headers_alone_changes_the_etag(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "x", "data.json": "{}"})
    published.deploy(capsys)
    etags = [published.head("data.json")["ETag"]]
    for cache_control in ("no-store", "max-age=1", "no-store"):
        rules(published, cache_control)
        assert published.deploy(capsys).json["uploaded"] == 1
        found = published.head("data.json")
        assert found["CacheControl"] == cache_control
        etags.append(found["ETag"])
        assert published.deploy(capsys).json["changed"] is False
    published.rollback(capsys)
    etags.append(published.head("data.json")["ETag"])
    assert all(before != after for before, after in pairwise(etags)), etags
    assert published.lost_versions() == []


@pytest.mark.parametrize("name", ["data.json", "film.mp4"])
def test_a_file_that_changes_while_it_is_published_is_not_recorded_as_another(
    published: PublishedSite, capsys: Capture, name: str
) -> None:
    published.write({"index.html": "x", "data.json": "{}", "film.mp4": bytes(PART_BYTES + 1)})

    def change(operation: str, request: Any) -> None:
        if operation in ("PutObject", "CreateMultipartUpload"):
            path = published.folder / name
            with path.open("r+b") as file:  # in place, as a build does that is still running
                file.write(b"x" * path.stat().st_size)

    run = published.deploy(capsys, before_send=change)
    assert run.code == 1
    assert f"'{name}' has changed since it was read: publish again" in run.err
    assert published.manifests() == []


def test_an_interrupted_publication_does_not_upload_large_files_again(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write({"index.html": "x", "film.mp4": bytes(PART_BYTES + 1)})
    published.deny("s3:PutObject", "index.html")
    assert published.deploy(capsys).code == 1
    published.allow()
    assert published.deploy(capsys).code == 0
    assert published.requests.count("UploadPart") == 0


def test_a_release_is_brought_back_by_its_commit(
    published: PublishedSite, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for letter in "abc":
        monkeypatch.setenv("CODEBUILD_RESOLVED_SOURCE_VERSION", letter * 40)
        published.write({"index.html": letter})
        published.deploy(capsys)
    assert published.rollback(capsys, "aaaaaaaaaaaa").code == 0
    assert published.body("index.html") == b"a"
