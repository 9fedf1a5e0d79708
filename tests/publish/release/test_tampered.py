"""Hands in the bucket: what they did is noticed and undone by the next publish."""

import time

import pytest

from publish.folder.kinds import Kind
from tests.publish.published_site import PublishedSite, small_site
from tests.publish.soundness import assert_is

Capture = pytest.CaptureFixture[str]


def test_hands_in_the_bucket_are_noticed_and_undone(published: PublishedSite, capsys: Capture) -> None:
    site = small_site(1)
    published.write(site)
    published.deploy(capsys)
    time.sleep(0.01)  # a listing tells what came after the manifest by its time
    page = {
        "ContentType": "text/html; charset=utf-8",
        "CacheControl": Kind.REVALIDATED.value,
        "ChecksumAlgorithm": "SHA256",
    }
    published.put("index.html", b"<title>x</title>")
    published.put("docs/a.html", b"x" * len(site["docs/a.html"]), **page)
    published.put("docs/b.html", site["docs/b.html"].encode(), **page)
    published.put("404.html", site["404.html"].encode(), **{**page, "ContentType": "text/plain"})
    published.put("about.html", site["about.html"].encode(), **{**page, "CacheControl": "max-age=9"})
    published.s3.delete_object(Bucket=published.bucket, Key="robots.txt")
    published.put("phishing.html", b"x")
    run = published.deploy(capsys)
    assert (run.json["uploaded"], run.json["deleted"]) == (5, 1)
    assert {"/", "/404.html", "/docs/b.html", "/robots.txt", "/phishing.html"} <= set(run.json["invalidated"])
    assert_is(published, site)
    assert published.current_keys() == site.keys()
    assert published.head("404.html")["ContentType"] == page["ContentType"]
    assert published.head("about.html")["CacheControl"] == page["CacheControl"]


def test_an_emptied_bucket_is_filled_again(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    for key in published.all_keys():
        published.s3.delete_object(Bucket=published.bucket, Key=key)
    assert published.deploy(capsys).json["uploaded"] == len(small_site(1))
    assert_is(published, small_site(1))


@pytest.mark.parametrize("text", [b"", b"{}", b'{"format":99}', b'{"format":1,"release":{}}', b"[]", b"\xff"])
def test_a_manifest_that_was_tampered_with_is_passed_over(
    published: PublishedSite, capsys: Capture, text: bytes
) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.put(".releases/site/00000002.json", text)
    published.write(small_site(2))
    run = published.deploy(capsys)
    assert run.code == 0, run.err
    release = published.newest_manifest()
    assert (release["release"]["number"], release["kept"][0]["number"]) == (3, 1)
    assert_is(published, small_site(2))
