"""The model of S3's lifecycle rules, against tables made by hand from the user guide."""

from typing import Any

import pytest

from tests.s3_lifecycle import Version, left

RETIRED = {"retired": "true"}


def rule(prefix: str | None = "", *, tag: tuple[str, str] | None = None, **actions: Any) -> dict[str, Any]:
    chosen = {"tag": {"key": tag[0], "value": tag[1]}} if tag else {"prefix": prefix}
    return {"id": "rule", "status": "Enabled", "filter": chosen, **actions}


def noncurrent(days: int, spared: int | None = None) -> dict[str, Any]:
    action = {"noncurrent_days": days} | ({"newer_noncurrent_versions": spared} if spared else {})
    return {"noncurrent_version_expiration": action}


def ids(rules: list[dict[str, Any]], versions: list[Version], day: int) -> str:
    return " ".join(version.version_id for version in left(rules, versions, day))


HISTORY = [Version("a", "1", 0, 10), Version("a", "2", 10, 20), Version("a", "3", 20, 30), Version("a", "4", 30)]


@pytest.mark.parametrize(
    ("rules", "day", "there"),
    [
        pytest.param([], 999, "1 2 3 4", id="without a rule, everything stays"),
        pytest.param([rule(**noncurrent(3))], 13, "1 2", id="three days are over at the midnight after the third"),
        pytest.param([rule(**noncurrent(3))], 14, "2", id="then it goes"),
        pytest.param([rule(**noncurrent(3))], 999, "4", id="the current version stays"),
        pytest.param([rule(**noncurrent(3, 1))], 14, "1 2", id="the newest old version is spared"),
        pytest.param([rule(**noncurrent(3, 1))], 20, "2 3", id="until a newer one is old"),
        pytest.param([rule(**noncurrent(15, 1))], 25, "1 2 3", id="and only if it is old enough as well"),
        pytest.param([rule(**noncurrent(3, 3))], 999, "1 2 3 4", id="as many as are spared, stay for ever"),
        pytest.param([rule(**noncurrent(3, 3)), rule("b", **noncurrent(1))], 999, "1 2 3 4", id="a rule for others"),
        pytest.param(
            [rule(**noncurrent(3, 3)), rule("a", **noncurrent(3))], 999, "4", id="of two rules, one is enough"
        ),
        pytest.param([{**rule(**noncurrent(3)), "status": "Disabled"}], 999, "1 2 3 4", id="a disabled rule"),
    ],
)
def test_noncurrent_versions(rules: list[dict[str, Any]], day: int, there: str) -> None:
    assert ids(rules, HISTORY, day) == there


def test_a_tag_chooses_versions_and_never_delete_markers() -> None:
    versions = [
        Version("a", "1", 0, 10, tags=RETIRED),
        Version("a", "m1", 10, 20, is_delete_marker=True),
        Version("a", "2", 20, 30),
        Version("a", "m2", 30, is_delete_marker=True),
    ]
    chosen = rule(tag=("retired", "true"), **noncurrent(3))
    assert ids([chosen], versions, 999) == "m1 2 m2"
    assert ids([rule(tag=("retired", "false"), **noncurrent(3))], versions, 999) == "1 m1 2 m2"


MARKERS: dict[str, Any] = {"expiration": {"expired_object_delete_marker": True}}
DELETED = [Version("a", "1", 0, 10), Version("a", "m", 10, is_delete_marker=True)]


@pytest.mark.parametrize(
    ("rules", "day", "there"),
    [
        pytest.param([rule(**noncurrent(3))], 999, "m", id="a marker over nothing stays without a rule"),
        pytest.param([rule(**MARKERS)], 999, "1 m", id="a marker over a version stays"),
        pytest.param([rule(**noncurrent(3), **MARKERS)], 13, "1 m", id="until the version is old enough"),
        pytest.param([rule(**noncurrent(3), **MARKERS)], 15, "", id="then both go, the marker one day later"),
        pytest.param([rule(**noncurrent(3, 1), **MARKERS)], 999, "1 m", id="never over a version that is spared"),
        pytest.param([rule(**noncurrent(3)), rule(expiration={"days": 20})], 30, "m", id="as old as an object"),
        pytest.param([rule(**noncurrent(3)), rule(expiration={"days": 20})], 31, "", id="goes an orphan with days"),
    ],
)
def test_delete_markers(rules: list[dict[str, Any]], day: int, there: str) -> None:
    assert ids(rules, DELETED, day) == there


def test_an_expired_object_becomes_old_under_a_marker() -> None:
    rules = [rule("x/", expiration={"days": 5}), rule(**noncurrent(3), **MARKERS)]
    versions = [Version("x/a", "1", 0), Version("y/a", "1", 0)]
    assert ids(rules, versions, 5) == "1 1"
    assert ids(rules, versions, 6) == "1 marker over 1 1"
    assert ids(rules, versions, 9) == "1 marker over 1 1"
    assert ids(rules, versions, 11) == "1"


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (rule(tag=("a", "b"), **MARKERS), "expired_object_delete_marker together with days or a tag"),
        (rule(expiration={"days": 1, "expired_object_delete_marker": True}), "together with days or a tag"),
        (rule(**noncurrent(0)), "noncurrent_days below 1"),
        (rule(), "without an action"),
        (rule(transitions=[]), "the model has"),
    ],
)
def test_what_s3_refuses_or_the_model_lacks_is_an_error(refused: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        left([refused], [], 1)
