"""How the bucket's lifecycle rule and the releases agree on what is kept.

A version that a kept release names is noncurrent as soon as a later release overwrites or deletes the object, and a
rule that went by age alone would expire it. So the rule must spare the newest noncurrent versions of each object:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-actions
"""

_FOR_INTERRUPTED_RUNS = 10
_MOST_THAT_S3_SPARES = 100

MOST_RELEASES = (_MOST_THAT_S3_SPARES - _FOR_INTERRUPTED_RUNS) // 2
"""Most releases that can be kept."""


def noncurrent_versions_to_spare(keep_releases: int) -> int:
    """NewerNoncurrentVersions of the lifecycle rule, for which nothing that a kept release names ever expires.

    A release adds at most a version and a delete marker to the history of an object. A run that was killed adds a
    version that no release names, and the next one uses it if it wants the same; some room is left for those that
    did not. S3 takes up to 100, so keep_releases may be up to 45.
    Raises ValueError beyond that.
    """
    spared = 2 * keep_releases + _FOR_INTERRUPTED_RUNS
    if not keep_releases >= 1 or spared > _MOST_THAT_S3_SPARES:
        raise ValueError(f"keep_releases must be from 1 to 45, got {keep_releases}")
    return spared
