"""The number of versions that the bucket's lifecycle rule must keep, so that releases can be restored.

A version of a kept release becomes noncurrent when a later release overwrites or deletes the object. A rule by age
alone would expire that version, so the rule must spare the newest noncurrent versions of each object:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-actions
"""

_FOR_INTERRUPTED_RUNS = 10
_MOST_THAT_S3_SPARES = 100

MOST_RELEASES = (_MOST_THAT_S3_SPARES - _FOR_INTERRUPTED_RUNS) // 2
"""The most releases that can be kept."""


def noncurrent_versions_to_spare(keep_releases: int) -> int:
    """The lifecycle rule's NewerNoncurrentVersions that keeps every version of a kept release.

    A release adds at most a version and a delete marker to the history of an object. A killed run adds a version that
    belongs to no release; the next run reuses it if the content is the same, and some room is left for the others. S3
    accepts up to 100, so keep_releases can be up to MOST_RELEASES.
    Raises ValueError for a number outside of that range.
    """
    spared = 2 * keep_releases + _FOR_INTERRUPTED_RUNS
    if not keep_releases >= 1 or spared > _MOST_THAT_S3_SPARES:
        raise ValueError(f"keep_releases must be from 1 to {MOST_RELEASES}, got {keep_releases}")
    return spared
