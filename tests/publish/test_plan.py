"""What a release changes, decided from what is wanted, what is there and what was released before."""

from datetime import UTC, datetime, timedelta

from publish.cloud.bucket_objects import Listed
from publish.release.manifest import Content, Manifest, ObjectVersion, Release
from publish.release.plan import Survey, changed_keys, compare, make_plan, refresh_time

THEN = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
LATER = THEN + timedelta(seconds=1)


def content(text: str, cache_control: str = "no-cache") -> Content:
    return Content(text, len(text), "text/plain", cache_control)


def record(text: str, version: str = "v1") -> ObjectVersion:
    return ObjectVersion(content(text), f'"{text}"', version)


def listed(text: str, modified: datetime = THEN) -> Listed:
    return Listed(f'"{text}"', len(text), modified)


def release(number: int) -> Release:
    return Release(number, f"r{number}", "2026-11-24T12:00:00Z", "c", "who", 1, 1)


def survey(
    objects: dict[str, Listed], files: dict[str, ObjectVersion], retired: dict[str, int] | None = None, number: int = 3
) -> Survey:
    head = Manifest(release(number), files, retired=retired or {})
    return Survey(objects, head, THEN, tuple(range(1, number + 1)))


def test_an_object_is_known_by_the_manifest_and_the_listing_together() -> None:
    wanted = {key: content("text") for key in ("same", "rewritten", "unknown", "resized", "gone")}
    wanted["reheadered"] = content("text", "no-store")
    recorded = {key: record("text") for key in wanted if key != "unknown"}
    objects = {key: listed("text") for key in wanted if key != "gone"}
    objects |= {"rewritten": listed("text", LATER), "resized": listed("longer text")}
    found = compare(wanted, survey(objects, recorded))
    assert found.same == {"same": record("text")}
    assert set(found.doubtful) == {"rewritten", "unknown"}
    assert set(found.different) == {"resized", "gone", "reheadered"}


def test_a_new_etag_is_looked_into_even_with_an_old_time() -> None:
    found = compare({"a": content("text")}, survey({"a": listed("TEXT")}, {"a": record("text")}))
    assert found.doubtful == ("a",)


def test_a_preview_writes_again_what_would_expire_before_it() -> None:
    now = THEN + timedelta(days=8)
    found = survey({"a": listed("text")}, {"a": record("text")})
    assert compare({"a": content("text")}, found, refresh_time(now)).different == ("a",)
    assert compare({"a": content("text")}, found, refresh_time(THEN)).same.keys() == {"a"}


def test_what_nobody_refers_to_is_written_first_and_pages_last() -> None:
    wanted = {key: content(key) for key in ("b.html", "a.css", "new.woff2", "a.html", "feed.xml")}
    plan = make_plan(wanted, survey({"a.css": listed("x"), "a.html": listed("x")}, {}), {}, 5)
    assert plan.phases == (("new.woff2",), ("a.css",), ("b.html", "a.html", "feed.xml"))
    assert (plan.number, plan.is_unchanged) == (4, False)


def test_a_file_is_removed_when_the_last_release_with_it_is_no_longer_kept() -> None:
    objects = {key: listed("x") for key in ("a.css", "b.css", "c.css")}
    found = survey(objects, {"c.css": record("x")}, retired={"a.css": 1, "b.css": 2, "forgotten": 1})
    plan = make_plan({"new": content("x")}, found, {}, 4)
    assert plan.retired == {"a.css": 1, "b.css": 2, "c.css": 4}
    assert plan.removals == ("a.css",)
    assert make_plan({"new": content("x")}, found, {}, 1).removals == ("a.css", "b.css", "c.css")


def test_pages_that_no_release_put_there_go_at_once_and_before_assets() -> None:
    found = survey({"a.css": listed("x"), "z.html": listed("x"), "stray.css": listed("x")}, {}, retired={"a.css": 1})
    assert make_plan({}, found, {}, 3).removals == ("z.html", "a.css")


def test_nothing_changes_only_if_the_manifest_says_what_is_there() -> None:
    same = {"a": record("text")}
    wanted, objects = {"a": content("text")}, {"a": listed("text")}
    assert make_plan(wanted, survey(objects, same), same, 5).is_unchanged
    assert not make_plan(wanted, survey(objects, {"a": record("text", "v0")}), same, 5).is_unchanged
    assert not make_plan(wanted, survey({**objects, "stray": listed("x")}, same), same, 5).is_unchanged
    unreadable = Survey(objects, Manifest(release(3), same), THEN, (1, 2, 3, 4))
    assert not make_plan(wanted, unreadable, same, 5).is_unchanged
    assert not make_plan(wanted, Survey(objects, None, THEN, ()), same, 5).is_unchanged


def test_caches_must_forget_what_changed_or_went_and_not_what_is_new_by_name() -> None:
    before = {"a.html": record("old"), "b.html": record("same"), "gone.css": record("x")}
    after = {
        "a.html": record("new"),
        "b.html": record("same"),
        "c.html": record("new"),
        "app.3a5b8c9d.js": record("new"),
    }
    found = survey({"gone.css": listed("x")}, before, retired={"gone.css": 1})
    plan = make_plan({}, found, {}, 3)
    assert changed_keys(plan, after, found.head) == ["a.html", "c.html", "gone.css"]
