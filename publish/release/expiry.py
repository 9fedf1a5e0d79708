"""Marks the versions that no release needs any more, so that the bucket's lifecycle rule deletes them.

A build may not delete a version. It marks a version with a tag, and the rule deletes marked versions once they have
been out of use for `noncurrentDays`. The manifest of a release that is no longer kept is the list of what is still to
be marked: it is deleted last, so a run that is killed in between leaves the work to the next one.

A version that the next release no longer names is in no later release either: a file that comes back is written anew.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html
"""

from collections.abc import Sequence

from publish.cloud.site_objects import SiteObjects
from publish.release.manifest import Manifest


def expire_releases(site: SiteObjects, newest: Manifest, numbers: Sequence[int]) -> None:
    """Marks what only releases name that are no longer kept, and deletes their manifests.

    numbers: those of all manifests.
    """
    kept = {newest.release.number, *(release.number for release in newest.kept)}
    known = sorted({*numbers, newest.release.number})
    for number in known:
        if number in kept or number > newest.release.number:
            continue
        versions = site.versions(number)
        later = (site.versions(each) for each in known if each > number)
        successor = next((found for found in later if found is not None), None)
        if versions is not None and successor is not None:
            named = {version for _, version in successor}
            site.retire([(key, version) for key, version in versions if version not in named])
        site.forget(number)
