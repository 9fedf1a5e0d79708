"""What a release changes, decided from what is wanted, what is there and what was released before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publish.cloud.bucket_objects import Listed
from publish.release.manifest import Content, Manifest, ObjectVersion, Release, Retired
from publish.release.plan import Plan, Retention, Survey, changed_keys, compare, make_plan, refresh_time

THEN = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
LATER = THEN + timedelta(seconds=1)
LONG_AGO = "2026-11-01T12:00:00Z"
REVALIDATED, IMMUTABLE = "no-cache", "public, max-age=31536000, immutable"


def content(text: str, cache_control: str = REVALIDATED, media: str = "text/plain") -> Content:
    return Content(text, len(text), media, cache_control)


def page(text: str = "x") -> Content:
    return content(text, media="text/html; charset=utf-8")


def record(found: Content | str, version: str = "v1") -> ObjectVersion:
    found = content(found) if isinstance(found, str) else found
    return ObjectVersion(found, f'"{found.sha256}"', version)


def listed(text: str, modified: datetime = THEN) -> Listed:
    return Listed(f'"{text}"', len(text), modified)


def release(number: int) -> Release:
    return Release(number, f"r{number}", "2026-11-24T12:00:00Z", "c", "who", 1, 1)


def survey(
    files: dict[str, ObjectVersion],
    others: dict[str, Listed] | None = None,
    missing: tuple[str, ...] = (),
    number: int = 3,
    **retired: Retired,
) -> Survey:
    """A bucket with the files of the newest release, but for the missing ones, and with other objects."""
    found = others or {}
    head = Manifest(release(number), files, retired={key.replace("_", "."): since for key, since in retired.items()})
    lost = {key for key in files if key in found or key in missing}
    return Survey(head, THEN, tuple(range(1, number + 1)), lost, found)


def plan(wanted: dict[str, Content], found: Survey, keep: int = 5, now: datetime = LATER, **options: Any) -> Plan:
    same = {key: found.files[key] for key in wanted if found.is_intact(key)}
    same = {key: version for key, version in same.items() if version.content == wanted[key]}
    return make_plan(wanted, found, same, Retention(keep, **options), now)


def test_an_object_is_known_by_the_manifest_and_the_listing_together() -> None:
    wanted = {key: content("text") for key in ("same", "rewritten", "unknown", "resized", "gone")}
    wanted["reheadered"] = content("text", "no-store")
    recorded = {key: record("text") for key in wanted if key != "unknown"}
    others = {"rewritten": listed("text", LATER), "resized": listed("longer text"), "unknown": listed("text")}
    found = compare(wanted, survey(recorded, others, missing=("gone",)), 5)
    assert found.same == {"same": record("text")}
    assert set(found.doubtful) == {"rewritten", "unknown"}
    assert set(found.different) == {"resized", "gone", "reheadered"}


def test_a_preview_writes_again_what_would_expire_before_it() -> None:
    now = THEN + timedelta(days=8)
    found = survey({"a": record("text")}, {"a": listed("text")})
    assert compare({"a": content("text")}, found, 5, refresh_time(now)).different == ("a",)
    assert compare({"a": content("text")}, found, 5, refresh_time(THEN)).doubtful == ("a",)


def test_a_file_that_comes_back_is_written_anew_once_its_old_version_may_expire() -> None:
    found = survey({}, {"a": listed("text")}, a=Retired(2, LONG_AGO))
    assert compare({"a": content("text")}, found, kept_releases=4).doubtful == ("a",)
    assert compare({"a": content("text")}, found, kept_releases=3).different == ("a",)


def test_what_nobody_refers_to_is_written_first_and_pages_last() -> None:
    feed = content("x", media="application/rss+xml")
    wanted = {"b.html": page(), "a.css": content("x"), "new.woff2": content("x"), "a.html": page(), "feed.xml": feed}
    found = plan(wanted, survey({}, {"a.css": listed("y"), "a.html": listed("y")}))
    assert found.phases == (("new.woff2",), ("a.css",), ("b.html", "a.html", "feed.xml"))
    assert (found.number, found.is_unchanged) == (4, False)


def test_what_is_not_named_by_its_content_goes_with_the_first_release_without_it() -> None:
    before = {"about.html": record(page()), "data.pdf": record("x"), "app.js": record(content("x", IMMUTABLE))}
    found = plan({"index.html": page()}, survey(before))
    assert found.removals == ("about.html", "data.pdf")
    assert found.retired == {"app.js": Retired(4, "2026-11-24T12:00:01Z")}
    assert found.strangers == ()


@pytest.mark.parametrize(
    ("keep", "days", "stays"),
    [
        pytest.param(4, 0, True, id="a-kept-release-has-it"),
        pytest.param(3, 0, False, id="no-kept-release-has-it"),
        pytest.param(3, 24, True, id="its-time-is-not-over"),
        pytest.param(3, 23, False, id="both-are-over"),
    ],
)
def test_what_is_named_by_its_content_stays_for_the_kept_releases_and_for_a_time(
    keep: int, days: int, stays: bool
) -> None:
    found = survey({}, {"app.js": listed("x")}, app_js=Retired(2, LONG_AGO))
    later = plan({}, found, keep, asset_days=days)
    assert (later.retired, later.removals) == (({"app.js": Retired(2, LONG_AGO)}, ()) if stays else ({}, ("app.js",)))


def test_what_is_taken_down_goes_whatever_it_is() -> None:
    before = {"app.js": record(content("x", IMMUTABLE)), "other.js": record(content("x", IMMUTABLE))}
    assert plan({}, survey(before), at_once={"app.js"}).removals == ("app.js",)


def test_what_no_release_put_there_goes_unless_another_run_may_be_writing_it() -> None:
    others = {"z.html": listed("x", LATER), "old.css": listed("x"), "fresh.css": listed("x", LATER)}
    found = plan({}, survey({}, others))
    assert (found.removals, found.strangers, found.unsettled) == (("z.html", "old.css"), ("old.css", "z.html"), 1)
    assert found.orphans == ("old.css", "z.html")
    assert plan({}, survey({}, others), now=LATER + timedelta(hours=1)).unsettled == 0


def test_what_others_put_there_stays_if_a_rule_says_so() -> None:
    found = plan({}, survey({}, {"uploads/a.pdf": listed("x")}), is_foreign=is_upload)
    assert (found.removals, found.foreign, found.is_unchanged) == ((), 1, True)


def test_what_somebody_deleted_by_hand_is_known_to_be_gone() -> None:
    found = plan({}, survey({"data.pdf": record("x")}, missing=("data.pdf",)))
    assert (found.removals, found.gone) == ((), ("data.pdf",))


def test_nothing_changes_only_if_the_manifest_says_what_is_there() -> None:
    same, wanted = {"a": record("text")}, {"a": content("text")}
    assert plan(wanted, survey(same)).is_unchanged
    inspected = make_plan(wanted, survey({"a": record("text", "v0")}), same, Retention(5), LATER)
    assert not inspected.is_unchanged
    assert not plan(wanted, survey(same, {"stray": listed("x")})).is_unchanged
    assert not plan(wanted, Survey(Manifest(release(3), same), THEN, (1, 2, 3, 4), set(), {})).is_unchanged
    assert not plan(wanted, Survey(None, THEN, (), set(), {"a": listed("text")})).is_unchanged


def test_caches_must_forget_what_changed_or_went_and_not_what_is_new() -> None:
    before = {"a.html": record("old"), "b.html": record("same"), "gone.css": record("x"), "lost.css": record("x")}
    after = {
        "a.html": record("new"),
        "b.html": record("same"),
        "c.html": record("new"),
        "by-hand.html": record("new"),
    }
    found = survey(before, {"by-hand.html": listed("x")}, missing=("lost.css",))
    changes = plan({key: version.content for key, version in after.items()}, found)
    assert changed_keys(changes, after, found) == ["a.html", "by-hand.html", "gone.css", "lost.css"]


def is_upload(key: str) -> bool:
    return key.startswith("uploads/")
