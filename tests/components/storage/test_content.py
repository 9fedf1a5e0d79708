"""The content bucket's lifecycle keeps what a kept release may name, and lets everything else go after its days."""

import pytest

from components.storage.bucket import lifecycle_rules
from components.storage.content import content_bucket
from components.storage.options import StorageOptions
from publish.layout import PREVIEW_DAYS, RETIRED_TAG
from publish.retention import noncurrent_versions_to_spare
from tests.examples import CONTEXT
from tests.s3_lifecycle import Version, left

DAYS = 9
RULES = lifecycle_rules(content_bucket(CONTEXT, StorageOptions(noncurrent_days=DAYS, keep_releases=2)))
SPARED = noncurrent_versions_to_spare(2)
RETIRED: dict[str, str] = {RETIRED_TAG[0]: RETIRED_TAG[1]}
LATE = 10_000


def there(*versions: Version, day: int = LATE) -> list[str]:
    return [version.version_id for version in left(RULES, versions, day)]


def removed(key: str, tags: dict[str, str] | None = None) -> list[Version]:
    """An object of day 0 that was removed on day 5."""
    return [Version(key, "1", 0, 5, tags=tags or {}), Version(key, "marker", 5, is_delete_marker=True)]


def test_an_old_version_that_a_kept_release_may_name_stays_however_old_it_is() -> None:
    assert there(*removed("index.html")) == ["1", "marker"]


def test_a_retired_version_can_be_brought_back_for_its_days_and_then_goes_with_its_delete_marker() -> None:
    assert there(*removed("index.html", RETIRED), day=5 + DAYS) == ["1", "marker"]
    assert there(*removed("index.html", RETIRED), day=5 + DAYS + 1) == ["marker"]
    assert there(*removed("index.html", RETIRED)) == []


@pytest.mark.parametrize("key", [".releases/0000000001.json", ".previews/pr-7/index.html"])
def test_removed_manifests_and_previews_go_without_a_tag(key: str) -> None:
    assert there(*removed(key)) == []


def test_a_manifest_of_a_kept_release_stays_and_a_preview_does_not() -> None:
    assert there(Version(".releases/0000000001.json", "1", 0)) == ["1"]
    assert there(Version(".previews/pr-7/index.html", "1", 0), day=PREVIEW_DAYS) == ["1"]
    assert there(Version(".previews/pr-7/index.html", "1", 0)) == []
    assert there(Version(".releases/preview/pr-7/1.json", "1", 0)) == []


def test_a_current_file_stays_also_if_it_bears_the_tag() -> None:
    assert there(Version("index.html", "1", 0, tags=RETIRED)) == ["1"]


def test_of_a_file_that_every_release_changes_only_so_many_old_versions_stay() -> None:
    versions = [Version("index.html", str(number), number, number + 1) for number in range(3 * SPARED)]
    versions.append(Version("index.html", "current", 3 * SPARED))
    assert there(*versions) == [*(str(number) for number in range(2 * SPARED, 3 * SPARED)), "current"]
