"""Publishing a folder: what is written, in which order, and what is left alone."""

import re
from typing import Any

import pytest

from tests.publish.published_site import PublishedSite, small_site

Capture = pytest.CaptureFixture[str]
_REVALIDATED = "public, max-age=0, must-revalidate, s-maxage=31536000"
_WRITES = ("PutObject", "CopyObject", "DeleteObjects", "PutObjectTagging", "CreateInvalidation")


def writes(published: PublishedSite) -> list[str]:
    return [operation for operation in published.requests if operation in _WRITES]


def test_first_publish_puts_the_whole_site_there(published: PublishedSite, capsys: Capture) -> None:
    site = small_site(1)
    published.write(site)
    run = published.deploy(capsys)
    assert run.code == 0, run.err
    assert published.served() == {key: text.encode() for key, text in site.items()}
    assert (run.json["uploaded"], run.json["deleted"]) == (len(site), 0)


def test_every_kind_of_file_gets_its_headers(published: PublishedSite, capsys: Capture) -> None:
    published.write({**small_site(1), "feed.xml": "<rss/>", "photo.jpg": b"\xff\xd8", "old.html": b"\xe9t\xe9"})
    published.deploy(capsys)
    headers = {
        key: (found["ContentType"], found["CacheControl"])
        for key in published.current_keys()
        if (found := published.head(key))
    }
    assert headers["index.html"] == ("text/html; charset=utf-8", _REVALIDATED)
    assert headers["feed.xml"] == ("application/xml", _REVALIDATED)
    assert headers["assets/app-000001a1.js"] == (
        "text/javascript; charset=utf-8",
        "public, max-age=31536000, immutable",
    )
    assert headers["photo.jpg"] == ("image/jpeg", "public, max-age=3600, s-maxage=31536000")
    assert headers["old.html"][0] == "text/html"


def test_unchanged_site_from_a_fresh_checkout_writes_nothing(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    first = published.deploy(capsys)
    published.write(small_site(1))
    second = published.deploy(capsys)
    assert second.json == {**first.json, "changed": False, "uploaded": 0, "invalidated": []}
    assert "unchanged" in second.out
    assert writes(published) == []
    assert published.requests == [
        "ListObjectsV2",
        "GetObject",
        "ListObjectsV2",
        "ListInvalidations",
        "GetInvalidation",
    ]


def test_an_upload_does_not_ask_before_it_sends(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    asked: list[str] = []

    def note(operation: str, request: Any) -> None:
        if "Expect" in request.headers:
            asked.append(operation)

    assert published.deploy(capsys, before_send=note).code == 0
    assert asked == []


def test_one_changed_file_takes_two_writes_and_one_path(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.write({**small_site(1), "about.html": "new"})
    run = published.deploy(capsys)
    assert writes(published) == ["PutObject", "PutObject", "CreateInvalidation"]
    assert (run.json["uploaded"], run.json["invalidated"]) == (1, ["/about", "/about.html"])
    assert published.invalidations()[-1] == run.json["invalidated"]
    assert published.body("about.html") == b"new"


def test_changed_headers_alone_are_published(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    (published.folder.parent / "publish.toml").write_text(
        '[[cache]]\nfiles = "logo.*"\ncache_control = "no-store"\n', encoding="utf-8"
    )
    run = published.deploy(capsys)
    assert (run.json["uploaded"], run.json["invalidated"]) == (1, ["/logo.svg"])
    assert published.head("logo.svg")["CacheControl"] == "no-store"


def test_pages_come_after_what_they_need_and_the_manifest_after_both(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys, "--keep-releases", "1", "--keep-assets-days", "0")
    published.write(small_site(2))
    sent: list[str] = []

    def note(operation: str, request: Any) -> None:
        if operation in _WRITES:
            sent.append(f"{operation} {request.url.partition(f'/{published.bucket}')[2]}".strip())

    options = ("--keep-releases", "1", "--keep-assets-days", "0")
    assert published.deploy(capsys, *options, before_send=note).code == 0
    phases = {
        "new asset": r"PutObject /assets/.*",
        "changed asset": r"PutObject /logo\.svg",
        "page": r"PutObject /.*\.html",
        "manifest": r"PutObject /\.releases/site/00000002\.json",
        "removals": r"DeleteObjects .*",
        "invalidation": "CreateInvalidation",
        "mark": r"PutObjectTagging .*",
    }
    order = [next(name for name, pattern in phases.items() if re.fullmatch(pattern, request)) for request in sent]
    assert order == ["new asset"] * 2 + ["changed asset"] + ["page"] * 5 + [
        "manifest",
        "removals",
        "invalidation",
        *["mark"] * 8,
        "removals",
    ]


def test_removed_files_stay_for_as_many_releases_as_are_kept(published: PublishedSite, capsys: Capture) -> None:
    was_there: list[bool] = []
    deleted: list[int] = []
    for version in range(1, 5):
        published.write(small_site(version))
        run = published.deploy(capsys, "--keep-releases", "3", "--keep-assets-days", "0")
        deleted.append(run.json["deleted"])
        was_there.append("assets/app-000001a1.js" in published.current_keys())
    assert was_there == [True, True, True, False]
    assert deleted == [0, 0, 0, 2]
    assert published.lost_versions() == []


def test_a_file_that_comes_back_is_not_removed_later(published: PublishedSite, capsys: Capture) -> None:
    for text in ({"a.txt": "a"}, {}, {"a.txt": "a"}, {"a.txt": "a", "b.txt": "b"}):
        published.write({"index.html": str(sorted(text)), **text})
        published.deploy(capsys, "--keep-releases", "2")
    assert published.current_keys() == {"index.html", "a.txt", "b.txt"}


def test_manifest_says_what_the_release_is_and_where_it_comes_from(
    published: PublishedSite, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEBUILD_RESOLVED_SOURCE_VERSION", "0123456789abcdef")
    published.write(small_site(1))
    release = published.deploy(capsys).json["release"]
    manifest = published.manifests()[0]
    assert re.fullmatch(r"\d{8}T\d{6}Z-01234567", release)
    assert manifest["release"]["id"] == release
    assert manifest["release"]["commit"] == "0123456789abcdef"
    assert manifest["release"]["who"].endswith(f":assumed-role/publish-{published.bucket}/build")
    record = manifest["files"]["index.html"]
    assert published.body("index.html", record["version_id"]) == small_site(1)["index.html"].encode()
    assert record["content_type"] == "text/html; charset=utf-8"


def test_release_name_can_be_chosen_but_not_twice(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys, "--release", "v1").json["release"] == "v1"
    published.write(small_site(2))
    run = published.deploy(capsys, "--release", "v1")
    assert (run.code, writes(published)) == (2, [])
    assert "--release 'v1' is the name of an earlier release" in run.err


def test_dry_run_says_what_would_be_done_and_does_nothing(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.write({**small_site(1), "about.html": "new"})
    run = published.deploy(capsys, "--dry-run")
    assert (run.json["uploaded"], run.json["invalidated"]) == (1, ["/about", "/about.html"])
    assert writes(published) == []
    assert len(published.manifests()) == 1


def test_objects_that_were_there_before_the_first_release_are_taken_over(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write({"index.html": "page", "style.css": "css"})
    published.put(
        "index.html",
        b"page",
        ContentType="text/html; charset=utf-8",
        CacheControl=_REVALIDATED,
        ChecksumAlgorithm="SHA256",
    )
    published.put("style.css", b"other")
    published.put("forgotten.html", b"x")
    published.put("forgotten.css", b"x")
    run = published.deploy(capsys)
    assert (run.json["uploaded"], run.json["deleted"]) == (1, 1)
    # It may be of a run that is not finished yet.
    assert published.current_keys() == {"index.html", "style.css", "forgotten.css"}


def test_a_bucket_without_versions_is_refused_before_any_page(published: PublishedSite, capsys: Capture) -> None:
    published.s3.put_bucket_versioning(Bucket=published.bucket, VersioningConfiguration={"Status": "Suspended"})
    published.write(small_site(1))
    run = published.deploy(capsys)
    assert run.code == 1
    assert f"bucket {published.bucket} keeps no versions" in run.err
    assert not [key for key in published.all_keys() if key.endswith((".html", ".json"))]


def test_old_manifests_go_with_the_files_that_only_they_named(published: PublishedSite, capsys: Capture) -> None:
    for version in range(1, 5):
        published.write(small_site(version))
        published.deploy(capsys, "--keep-releases", "2")
    assert [manifest["release"]["number"] for manifest in published.manifests()] == [3, 4]


def test_names_that_need_care_arrive_as_they_are(published: PublishedSite, capsys: Capture) -> None:
    longest = "/".join(["d" * 200] * 5) + "/" + "x" * 19
    names = [
        "a b.txt",
        "100%.txt",
        "a+b.txt",
        "u\u0308mlaut.txt",
        "日本.txt",
        "q?x=1&y.txt",
        "~tilde.txt",
        "it's.txt",
        longest,
    ]
    published.write(
        {"index.html": "page", ".well-known/security.txt": "s", ".env": "secret", **{name: name for name in names}}
    )
    assert published.deploy(capsys).code == 0
    published.write({"index.html": "page", ".well-known/security.txt": "s", **{name: f"{name}!" for name in names}})
    run = published.deploy(capsys)
    assert run.code == 0, run.err
    expected = {name.replace("u\u0308", "ü") for name in names}
    assert published.current_keys() == {"index.html", ".well-known/security.txt", *expected}
    assert {"/a%20b.txt", "/100%25.txt", "/a+b.txt", "/%C3%BCmlaut.txt", "/q%3Fx=1&y.txt", "/%7Etilde.txt"} <= set(
        run.json["invalidated"]
    )
    assert published.deploy(capsys).json["changed"] is False


def test_empty_and_large_files_are_published_in_little_memory(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "page", "empty.txt": ""})
    with (published.folder / "film.mp4").open("wb") as film:
        film.truncate(200 * 1024**2)
    # Not ru_maxrss, which begins with what the parent of a process has used.
    script = (
        "import re, sys; from publish.cli import main; code = main(sys.argv[1:]);"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024); sys.exit(code)"
    )
    output, _ = published.start(script).communicate()
    peak_mb = int(output.splitlines()[-1])
    assert (published.head("film.mp4")["ContentLength"], published.body("empty.txt")) == (200 * 1024**2, b"")
    assert peak_mb < 150
    assert published.deploy(capsys).json["changed"] is False
