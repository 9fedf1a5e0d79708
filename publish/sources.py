"""Where the files of a release come from: a folder, or an earlier release."""

from collections.abc import Mapping

from publish.errors import PublishError
from publish.local_files import LocalFile
from publish.manifest import Content, Manifest, Record
from publish.plan import Plan
from publish.site_objects import SiteObjects


class Upload:
    """The files of a folder, uploaded."""

    def __init__(self, site: SiteObjects, files: Mapping[str, LocalFile], contents: Mapping[str, Content]) -> None:
        self.wanted = contents
        self._site = site
        self._files = files

    def judge(self, plan: Plan) -> None:
        """Files that have been read can be uploaded."""

    def write(self, key: str) -> Record:
        """Uploads the file."""
        path = self._files[key].path
        try:
            return self._site.upload(key, path, self.wanted[key])
        except OSError as error:
            raise PublishError(f"{path} cannot be read any more: {error.strerror}; publish again") from error


class Restore:
    """The versions that an earlier release recorded, copied within the bucket."""

    def __init__(self, site: SiteObjects, target: Manifest) -> None:
        self.wanted = {key: record.content for key, record in target.files.items()}
        self._site = site
        self._target = target

    def judge(self, plan: Plan) -> None:
        """Raises PublishError if a version is gone: half of a release must not come back."""
        lost = self._site.lost({key: self._target.files[key] for key in plan.writes})
        if lost:
            raise PublishError(
                f"release {self._target.release.id} cannot be restored: {len(lost)} of its versions are gone, "
                f"{min(lost)!r} among them; nothing was changed, choose another release or deploy"
            )

    def write(self, key: str) -> Record:
        """Copies the recorded version over the current one."""
        return self._site.copy(key, self._target.files[key])
