"""What S3's lifecycle rules leave of a bucket: a model of the documented rules, without S3.

The unit of time is the day, on which S3 applies the rules once:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Rule = Mapping[str, Any]
"""A rule as `components.storage.bucket.lifecycle_rules` returns it."""

_FILTERS = frozenset({"prefix", "tag"})
_ACTIONS = frozenset({"abort_incomplete_multipart_upload", "expiration", "noncurrent_version_expiration"})


@dataclass(frozen=True)
class Version:
    """A version of an object, or a delete marker."""

    key: str
    version_id: str
    created: int
    """Day on which it was written."""
    noncurrent: int | None = None
    """Day on which a later version or marker took its place. None: it is the current one."""
    is_delete_marker: bool = False
    tags: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)


def left(rules: Iterable[Rule], versions: Iterable[Version], day: int) -> list[Version]:
    """The versions that are there at the end of a day, each key's oldest first.

    The rules are applied on every day from the first version on: what goes on one day can let another go later.
    Raises ValueError for a rule that S3 refuses, and for one with a part that this model lacks.
    """
    enabled = [_checked(rule) for rule in rules if rule["status"] == "Enabled"]
    by_key: dict[str, list[Version]] = {}
    for version in sorted(versions, key=lambda one: one.created):
        by_key.setdefault(version.key, []).append(version)
    return [version for key in sorted(by_key) for version in _left_of_key(enabled, by_key[key], day)]


def _left_of_key(rules: Sequence[Rule], written: Sequence[Version], day: int) -> list[Version]:
    there: list[Version] = []
    for today in range(min(one.created for one in written), day + 1):
        there += [one for one in written if one.created == today]
        there = _after(rules, there, today)
    return there


def _after(rules: Sequence[Rule], there: Sequence[Version], today: int) -> list[Version]:
    """The versions after the rules were applied. Each rule by itself decides: the first to let a version go, wins.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
    """
    old = [one for one in there if one.noncurrent is not None and one.noncurrent <= today]
    current = [one for one in there if one not in old]
    newer = {id(one): len(old) - 1 - index for index, one in enumerate(old)}
    kept = [one for one in old if not any(_removes_noncurrent(rule, one, newer[id(one)], today) for rule in rules)]
    if len(current) > 1:
        raise ValueError(
            f"{current[0].key} has {len(current)} current versions on day {today}: when did one become old?"
        )
    for one in current:
        if one.is_delete_marker:
            if old or not any(_removes_marker(rule, one, today) for rule in rules):
                kept.append(one)
        elif any(_expires(rule, one, today) for rule in rules):
            # In a versioned bucket, expiration adds a delete marker.
            marker = Version(one.key, f"marker over {one.version_id}", today, is_delete_marker=True)
            kept += [replace(one, noncurrent=today), marker]
        else:
            kept.append(one)
    return kept


def _removes_noncurrent(rule: Rule, version: Version, newer: int, today: int) -> bool:
    """A noncurrent version goes when both hold: it is old enough, and enough newer noncurrent ones exist.

    Delete markers count and go like versions, but have no tags.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html
    """
    action = _part(rule, "noncurrent_version_expiration")
    if not action or version.noncurrent is None or not _matches(rule, version):
        return False
    spared = action.get("newer_noncurrent_versions", 0)
    return _is_over(version.noncurrent, action["noncurrent_days"], today) and newer >= spared


def _removes_marker(rule: Rule, marker: Version, today: int) -> bool:
    """A delete marker that is the only version of its object goes if the rule says so, or as an expired object does.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html#lifecycle-config-conceptual-ex7
    """
    action = _part(rule, "expiration")
    if not _matches(rule, marker):
        return False
    is_old = "days" in action and _is_over(marker.created, action["days"], today)
    return bool(action.get("expired_object_delete_marker")) or is_old


def _expires(rule: Rule, version: Version, today: int) -> bool:
    action = _part(rule, "expiration")
    return _matches(rule, version) and "days" in action and _is_over(version.created, action["days"], today)


def _is_over(since: int, days: int, today: int) -> bool:
    """Whether the days have passed: they are added to the time, and the sum is rounded up to the next midnight."""
    return today >= since + days + 1


def _matches(rule: Rule, version: Version) -> bool:
    chosen = rule["filter"]
    tag = chosen.get("tag")
    return version.key.startswith(chosen.get("prefix", "")) and (
        tag is None or (not version.is_delete_marker and version.tags.get(tag["key"]) == tag["value"])
    )


def _part(rule: Rule, name: str) -> Mapping[str, Any]:
    """An action of a rule, empty if the rule does not have it."""
    found: Mapping[str, Any] = rule.get(name) or {}
    return found


def _checked(rule: Rule) -> Rule:
    """The rule, if S3 accepts it and this model knows all of it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
    """
    unknown = (rule["filter"].keys() - _FILTERS) | (rule.keys() - _ACTIONS - {"id", "status", "filter"})
    expiration = _part(rule, "expiration")
    if unknown or len(rule["filter"]) != 1:
        raise ValueError(f"rule {rule['id']!r}: the model has one prefix or tag a rule, and not {sorted(unknown)}")
    if not rule.keys() & _ACTIONS:
        raise ValueError(f"rule {rule['id']!r}: S3 refuses a rule without an action")
    if expiration.get("expired_object_delete_marker") and ("days" in expiration or "tag" in rule["filter"]):
        raise ValueError(f"rule {rule['id']!r}: S3 refuses expired_object_delete_marker together with days or a tag")
    if _part(rule, "noncurrent_version_expiration").get("noncurrent_days", 1) < 1:
        raise ValueError(f"rule {rule['id']!r}: S3 refuses noncurrent_days below 1")
    return rule
