"""Storage does not grow for ever: after the days of the lifecycle rules, the bucket holds what kept releases name.

The tool runs against S3 as it is here; S3's lifecycle rules, which take days, are a model.
"""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from components.storage.bucket import lifecycle_rules
from components.storage.content import content_bucket
from components.storage.options import StorageOptions
from tests.examples import CONTEXT
from tests.publish.published_site import Killed, PublishedSite, kill_at
from tests.s3_lifecycle import Version, left

Capture = pytest.CaptureFixture[str]

_KEEP = 3
_RULES = lifecycle_rules(content_bucket(CONTEXT, StorageOptions(noncurrent_days=30, keep_releases=_KEEP)))
_OPTIONS = ("--keep-releases", str(_KEEP), "--keep-assets-days", "0")


def site(version: int) -> dict[str, str]:
    """A site with a file of each kind: one that always changes, one that never does, and some that come and go."""
    files = {"index.html": str(version), "logo.svg": "<svg/>", f"assets/app-{version:07x}a.js": str(version)}
    if version % 2:
        files["about/index.html"] = f"about {version // 4}"
    if version % 3:
        files["data.json"] = str(version // 3)
    return files


def versions(published: PublishedSite) -> list[Version]:
    """All versions and delete markers, as if all were of the same day."""
    found: list[tuple[int, Version]] = []
    pages: Any = published.s3.get_paginator("list_object_versions").paginate(Bucket=published.bucket)
    for page in pages:
        for kind in ("Versions", "DeleteMarkers"):
            for one in page.get(kind, []):
                tags = published.tags_of(one["Key"], one["VersionId"]) if kind == "Versions" else {}
                noncurrent = None if one["IsLatest"] else 0
                version = Version(one["Key"], one["VersionId"], 0, noncurrent, kind == "DeleteMarkers", tags)
                found.append((one["LastModified"].timestamp(), version))
    # What is current is the last of its key, also where two came within the same tick of the clock.
    return [one for _, one in sorted(found, key=lambda pair: (pair[1].noncurrent is None, pair[0]))]


def named(published: PublishedSite) -> set[tuple[str, str]]:
    """The versions that kept releases name."""
    manifests = published.manifests()
    kept = {release["number"] for release in (manifests[-1]["release"], *manifests[-1]["kept"])}
    assert {manifest["release"]["number"] for manifest in manifests} == kept
    return {(key, file["version_id"]) for one in manifests for key, file in one["files"].items()}


def pairs(found: Sequence[Version]) -> set[tuple[str, str]]:
    """The versions of files. A delete marker holds nothing, and S3 takes no tag for it: the rule spares some of those
    of a file that came and went again and again.
    """
    return {
        (one.key, one.version_id)
        for one in found
        if not one.is_delete_marker and not one.key.startswith(".releases/site/")
    }


def test_after_the_days_the_bucket_holds_what_kept_releases_name_and_nothing_else(
    published: PublishedSite, capsys: Capture
) -> None:
    for version in range(14):
        published.write(site(version))
        assert published.deploy(capsys, *_OPTIONS).code == 0
        if version in (5, 9):
            assert published.rollback(capsys, *_OPTIONS).code == 0
        if version == 7:
            assert published.remove(capsys, "logo.svg", *_OPTIONS).code == 0
    kept, there = named(published), versions(published)
    assert len(pairs(there)) > len(kept)
    later = pairs(left(_RULES, there, 1000))
    assert kept <= later, "a kept release lost a version"
    assert later == kept, "something stays that no kept release names"
    manifests = [one.key for one in left(_RULES, there, 1000) if one.key.startswith(".releases/site/")]
    assert len(manifests) == _KEEP


def test_killed_runs_lose_nothing_that_a_kept_release_names(published: PublishedSite, capsys: Capture) -> None:
    chance = random.Random(3)
    for version in range(20):
        published.write(site(version))
        try:
            published.deploy(capsys, *_OPTIONS, before_send=kill_at(chance.randint(1, 30)))
        except Killed:
            if version % 2:
                continue
            assert published.deploy(capsys, *_OPTIONS).code == 0
        if version > _KEEP:
            kept = {(key, one["version_id"]) for m in published.kept() for key, one in m["files"].items()}
            assert kept <= pairs(left(_RULES, versions(published), 1000))


def test_previews_leave_nothing(published: PublishedSite, capsys: Capture) -> None:
    published.write(site(1))
    for version in range(3):
        published.write(site(version))
        assert published.deploy(capsys, "--preview", "pr-1").code == 0
    assert left(_RULES, versions(published), 1000) == []
