"""Bringing a release back: from the versions that it recorded, without uploading anything."""

import pytest

from tests.publish.published_site import PublishedSite, small_site

Capture = pytest.CaptureFixture[str]


def publish(published: PublishedSite, capsys: Capture, *versions: int) -> list[str]:
    """Ids of the releases that were made of these versions of the site."""
    ids: list[str] = []
    for version in versions:
        published.write(small_site(version))
        run = published.deploy(capsys)
        assert run.code == 0, run.err
        ids.append(run.json["release"])
    return ids


def served(published: PublishedSite, version: int) -> bool:
    site = {key: text.encode() for key, text in small_site(version).items()}
    return site.items() <= published.served().items()


def test_without_a_name_the_release_before_comes_back(published: PublishedSite, capsys: Capture) -> None:
    first, _ = publish(published, capsys, 1, 2)
    headers = published.head("index.html")["ContentType"], published.head("index.html")["CacheControl"]
    run = published.rollback(capsys)
    assert run.code == 0, run.err
    assert served(published, 1)
    assert (run.json["restores"], run.json["uploaded"], run.json["copied"]) == (first, 0, 6)
    assert "/about" in run.json["invalidated"]
    assert "PutObject" in published.requests  # the manifest: a rollback is a release itself
    assert published.requests.count("PutObject") == 1
    assert (published.head("index.html")["ContentType"], published.head("index.html")["CacheControl"]) == headers
    assert published.lost_versions() == []


def test_any_kept_release_can_be_named_and_no_other(published: PublishedSite, capsys: Capture) -> None:
    first, second, _ = publish(published, capsys, 1, 2, 3)
    assert published.rollback(capsys, first).json["restores"] == first
    assert served(published, 1)
    run = published.rollback(capsys, "v0")
    assert run.code == 2
    assert "release 'v0' is not kept; the kept releases are " in run.err
    assert second in run.err


def test_files_that_were_deleted_since_come_back(published: PublishedSite, capsys: Capture) -> None:
    first, _ = publish(published, capsys, 1, 2)
    for key in ("assets/app-000001a1.js", "robots.txt"):
        published.s3.delete_object(Bucket=published.bucket, Key=key)
    assert published.rollback(capsys, first).code == 0
    assert served(published, 1)
    assert published.missing_assets(published.objects()) == []


def test_rolling_back_to_what_is_published_undoes_what_was_done_by_hand(
    published: PublishedSite, capsys: Capture
) -> None:
    only = publish(published, capsys, 1)[0]
    assert published.rollback(capsys, only).json["changed"] is False
    published.put("index.html", b"somebody else's")
    assert published.rollback(capsys, only).json["copied"] == 1
    assert served(published, 1)


def test_nothing_is_touched_if_a_version_is_gone(published: PublishedSite, capsys: Capture) -> None:
    first, _ = publish(published, capsys, 1, 2)
    version = published.manifests()[0]["files"]["index.html"]["version_id"]
    published.s3.delete_object(Bucket=published.bucket, Key="index.html", VersionId=version)
    run = published.rollback(capsys)
    assert run.code == 1
    assert f"release {first} cannot be restored: the bucket lacks 1 of its versions, such as 'index.html'" in run.err
    assert served(published, 2)
    assert not {"CopyObject", "PutObject"} & set(published.requests)


def test_the_first_release_has_none_before_it(published: PublishedSite, capsys: Capture) -> None:
    only = publish(published, capsys, 1)[0]
    run = published.rollback(capsys)
    assert (run.code, run.err) == (
        2,
        f"error: release {only} is the oldest that is kept: there is no release before it\n",
    )


def test_an_empty_bucket_has_nothing_to_roll_back(published: PublishedSite, capsys: Capture) -> None:
    run = published.rollback(capsys)
    assert (run.code, run.err) == (1, f"error: bucket {published.bucket} holds no release: deploy one\n")


def test_releases_are_listed_newest_first(published: PublishedSite, capsys: Capture) -> None:
    first, second = publish(published, capsys, 1, 2)
    published.rollback(capsys)
    run = published.run(capsys, "releases", "--bucket", published.bucket)
    listed = run.json["releases"]
    assert [release["restores"] for release in listed] == [first, None, None]
    assert [release["id"] for release in listed[1:]] == [second, first]
    lines = run.out.splitlines()
    assert lines[0].split() == ["RELEASE", "TIME", "COMMIT", "FILES", "SIZE", "WHO", "RESTORES"]
    assert lines[2].split()[0] == second


def test_diff_says_which_files_differ(published: PublishedSite, capsys: Capture) -> None:
    first, second = publish(published, capsys, 2, 3)
    run = published.run(capsys, "diff", first, second, "--bucket", published.bucket)
    assert run.json == {
        "added": ["assets/app-000003a1.js", "assets/site-000003b2.css"],
        "changed": ["404.html", "about.html", "docs/a.html", "docs/b.html", "index.html"],
        "removed": ["assets/app-000002a1.js", "assets/site-000002b2.css"],
    }
    assert run.out.splitlines()[:3] == ["~ 404.html", "~ about.html", "- assets/app-000002a1.js"]
    same = published.run(capsys, "diff", first, first, "--bucket", published.bucket)
    assert same.out.startswith("no difference\n")
