"""The two origins of the files of a release: a folder, and an earlier release."""

from collections.abc import Mapping

from publish.cloud.site_objects import SiteObjects
from publish.errors import PublishError
from publish.folder.local_files import LocalFile
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

    def write(self, key: str) -> ObjectVersion:
        """Uploads the file."""
        path = self._files[key].path
        try:
            return self._site.upload(key, path, self.wanted[key])
        except OSError as error:
            raise PublishError(f"{path} can no longer be read: {error.strerror}; publish again") from error


class Restore:
    """Copies the versions that an earlier release recorded, within the bucket."""

    def __init__(self, site: SiteObjects, target: Manifest) -> None:
        self.wanted = {key: version.content for key, version in target.files.items()}
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

    def write(self, key: str) -> ObjectVersion:
        """Copies the recorded version over the current one."""
        return self._site.copy(key, self._target.files[key])
