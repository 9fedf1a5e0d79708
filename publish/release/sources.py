"""The origins of the files of a release: a folder, an earlier release, and the current release without some files."""

import io
from collections.abc import Mapping, Set
from typing import IO

from publish.cloud.site_objects import SiteObjects
from publish.errors import PublishError
from publish.folder.local_file import LocalFile
from publish.release.manifest import Content, Manifest, ObjectVersion
from publish.release.plan import Plan


class Upload:
    """Uploads the files of a folder."""

    def __init__(self, site: SiteObjects, files: Mapping[str, LocalFile], contents: Mapping[str, Content]) -> None:
        self.wanted = contents
        self._site = site
        self._files = files

    def validate(self, plan: Plan) -> None:
        """Accepts every plan: the files have been read already."""

    def write(self, key: str, replaced: str | None) -> ObjectVersion:
        """Uploads the file. Raises PublishError if it has changed since it was read."""
        try:
            with _open(self._files[key]) as body:
                return self._site.upload(key, body, self.wanted[key], replaced)
        except OSError as error:
            raise PublishError(f"{key!r} can no longer be read: {error.strerror}; publish again") from error


class Restore:
    """Copies the versions that an earlier release recorded, within the bucket.

    withdrawn: key -> SHA-256 of the content that stays away, because it was taken down.
    """

    def __init__(self, site: SiteObjects, target: Manifest, withdrawn: Mapping[str, str]) -> None:
        self.wanted = {
            key: version.content
            for key, version in target.files.items()
            if withdrawn.get(key) != version.content.sha256
        }
        self._site = site
        self._target = target

    def validate(self, plan: Plan) -> None:
        """Raises PublishError if a version no longer exists: a release is restored as a whole or not at all."""
        lost = self._site.lost({key: self._target.files[key] for key in plan.writes})
        if lost:
            raise PublishError(
                f"release {self._target.release.id} cannot be restored: the bucket lacks {len(lost)} of its versions, "
                f"such as {min(lost)!r}; nothing was changed. Choose another release, or deploy"
            )

    def write(self, key: str, replaced: str | None) -> ObjectVersion:
        """Copies the recorded version over the current one."""
        return self._site.copy(key, self._target.files[key], replaced)


class Without(Restore):
    """The current release without some of its files."""

    def __init__(self, site: SiteObjects, head: Manifest, removed: Set[str]) -> None:
        super().__init__(site, head, {key: head.files[key].content.sha256 for key in removed if key in head.files})


def _open(file: LocalFile) -> IO[bytes]:
    return file.path.open("rb") if file.body is None else io.BytesIO(file.body)
