"""Removed is gone: from the bucket, from the edge, and from what viewers get. Kept is kept."""

import pytest

from tests.publish.published_site import PublishedSite
from tests.publish.soundness import assert_sound

Capture = pytest.CaptureFixture[str]

_ASSET = "assets/app-0123456789abcdef.js"


def deploy(published: PublishedSite, capsys: Capture, files: dict[str, str], *options: str) -> dict[str, object]:
    published.write(files)
    run = published.deploy(capsys, *options)
    assert run.code == 0, run.err
    return run.json


def test_what_the_site_no_longer_has_is_gone_with_that_release(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x", "secret.html": "s", "data.pdf": "d"})
    found = deploy(published, capsys, {"index.html": "x"})
    assert found["deleted"] == 2
    assert {"/secret.html", "/data.pdf"} <= set(published.invalidations()[-1])
    assert published.current_keys() == {"index.html"}
    assert_sound(published)


def test_what_a_rollback_no_longer_has_is_gone_as_well(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x"})
    deploy(published, capsys, {"index.html": "x", "secret.html": "s"})
    assert published.rollback(capsys).json["deleted"] == 1
    assert "/secret.html" in published.invalidations()[-1]
    assert published.current_keys() == {"index.html"}


def test_what_was_deleted_by_hand_is_forgotten_at_the_edge(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x", "data.pdf": "d"})
    published.s3.delete_object(Bucket=published.bucket, Key="data.pdf")
    deploy(published, capsys, {"index.html": "y"})
    assert "/data.pdf" in published.invalidations()[-1]


def test_a_page_that_moves_leaves_nothing_at_its_old_place(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x", "about/index.html": "old"})
    deploy(published, capsys, {"index.html": "x", "about.html": "new"})
    assert published.body("about.html") == b"new"
    assert "about/index.html" not in published.current_keys()


def test_what_is_named_by_its_content_stays_for_an_open_page(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "0", _ASSET: "x"})
    for version in range(1, 8):
        deploy(published, capsys, {"index.html": str(version)}, "--keep-releases", "2")
    assert _ASSET in published.current_keys()
    deploy(published, capsys, {"index.html": "8"}, "--keep-releases", "2", "--keep-assets-days", "0")
    assert _ASSET not in published.current_keys()


def test_objects_that_no_release_put_there_are_named(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x"})
    published.put("phishing.html", b"x")
    published.write({"index.html": "x"})
    run = published.deploy(capsys)
    assert run.json["strangers"] == ["phishing.html"]
    assert "1 object that no release put there was removed: phishing.html" in run.out
    assert "/phishing.html" in published.invalidations()[-1]


def test_what_is_taken_down_leaves_the_bucket_the_edge_and_every_release(
    published: PublishedSite, capsys: Capture
) -> None:
    site = {"index.html": "x", "secret/index.html": "s", _ASSET: "a"}
    for text in ("1", "2"):
        deploy(published, capsys, {**site, "other.html": text})
    run = published.remove(capsys, "/secret/", _ASSET)
    assert run.code == 0, run.err
    assert published.current_keys().isdisjoint({"secret/index.html", _ASSET})
    assert {"/secret/", "/secret/index.html", f"/{_ASSET}"} <= set(published.invalidations()[-1])
    assert published.tags("secret/index.html") == [{"secure-site:retired": "true"}]
    back = published.rollback(capsys, run.json["release"])
    assert back.code == 0, back.err
    first = published.manifests()[0]["release"]["id"]
    back = published.rollback(capsys, first)
    assert back.json["notes"][0].startswith(f"{_ASSET} was taken down and is not published")
    assert published.current_keys().isdisjoint({"secret/index.html", _ASSET})
    assert published.body("other.html") == b"1"


def test_what_was_taken_down_is_published_again_only_if_it_changes_or_is_asked_for(
    published: PublishedSite, capsys: Capture
) -> None:
    site = {"index.html": "x", "a.pdf": "a", "b.pdf": "b"}
    deploy(published, capsys, site)
    assert published.remove(capsys, "a.pdf", "b.pdf").code == 0
    published.write(site)
    run = published.deploy(capsys)
    assert (run.code, published.current_keys()) == (0, {"index.html"})
    assert "note: a.pdf was taken down and is not published; to publish it: publish remove --undo a.pdf" in run.out
    deploy(published, capsys, {**site, "b.pdf": "corrected"})
    assert published.current_keys() == {"index.html", "b.pdf"}
    assert published.remove(capsys, "--undo", "a.pdf").code == 0
    deploy(published, capsys, site)
    assert published.current_keys() == {"index.html", "a.pdf"}


def test_a_path_that_names_no_file_is_refused(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x"})
    run = published.remove(capsys, "/nowhere")
    assert (run.code, len(published.manifests())) == (2, 1)
    assert "'/nowhere' names no file of the site" in run.err


@pytest.mark.parametrize("option", [(), ("--allow-removal",)])
def test_a_publication_that_would_remove_most_of_a_site_has_to_be_asked_for(
    published: PublishedSite, capsys: Capture, option: tuple[str, ...]
) -> None:
    deploy(published, capsys, {"index.html": "x", **{f"{number}.html": "x" for number in range(20)}})
    published.write({"index.html": "other"})
    run = published.deploy(capsys, *option)
    assert run.code == (0 if option else 2)
    assert ("this would remove 20 of the 21 published files, such as 0.html" in run.err) == (not option)
    assert len(published.current_keys()) == (1 if option else 21)


def test_half_of_a_site_and_a_small_site_may_go_unasked(published: PublishedSite, capsys: Capture) -> None:
    deploy(published, capsys, {"index.html": "x", **{f"{number}.html": "x" for number in range(18)}})
    deploy(published, capsys, {"index.html": "x", **{f"{number}.html": "x" for number in range(9)}})
    deploy(published, capsys, {"index.html": "x"})
    assert published.current_keys() == {"index.html"}
