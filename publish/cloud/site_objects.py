"""The files and manifests of one site in the bucket, by their keys within the site."""

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import IO

from publish.cloud.bucket_objects import Bucket, Listed
from publish.errors import PublishError
from publish.layout import PREVIEWS_PREFIX, RELEASES_PREFIX
from publish.parallel import for_each
from publish.release.manifest import Content, Manifest, ManifestError, ObjectVersion, Release, read_files, read_manifest
from publish.release.namespace import Namespace
from publish.release.plan import Newest, Survey

_IN_MEMORY_BYTES = 1024**2


class SiteObjects:
    """The objects of one namespace. Every method raises PublishError if AWS refuses or does not answer."""

    def __init__(self, bucket: Bucket, namespace: Namespace) -> None:
        self._bucket = bucket
        self.namespace = namespace

    def newest(self) -> Newest:
        """The newest release. Skips a manifest that cannot be read, and takes the one before it."""
        manifests = self._manifests()
        numbers = tuple(sorted(manifests))
        head = next((found for number in reversed(numbers) if (found := self._readable(number))), None)
        modified = manifests[head.release.number].modified if head else datetime.min.replace(tzinfo=UTC)
        return Newest(head, modified, numbers)

    def survey(self, newest: Newest | None = None) -> Survey:
        """Lists the site.

        newest: the newest release, as of a moment ago. Default: look it up. It comes first, so that no object which its
        release has left unchanged needs memory of its own.
        """
        newest = newest or self.newest()
        lost = set(newest.files)
        others: dict[str, Listed] = {}
        for whole, found in self._list():
            key = whole.removeprefix(self.namespace.content)
            version = newest.files.get(key)
            is_same = version and found.etag == version.etag and found.size == version.content.size
            # A preview's objects expire by their age, which the manifest does not record.
            if is_same and found.modified <= newest.modified and not self.namespace.is_preview:
                lost.discard(key)
            else:
                others[key] = found
        return Survey(newest.head, newest.modified, newest.numbers, frozenset(lost), others)

    def head(self) -> Manifest:
        """The newest manifest that can be read; lists no files. Raises PublishError if there is none."""
        for number in sorted(self._manifests(), reverse=True):
            if found := self._readable(number):
                return found
        raise PublishError(f"bucket {self._bucket.name} holds no release under {self.namespace.manifests}: deploy one")

    def manifest(self, number: int) -> Manifest:
        """The manifest with this number. Raises PublishError if it is missing or invalid."""
        key = self.namespace.manifest_key(number)
        lines = self._bucket.read(key)
        if lines is None:
            raise PublishError(f"manifest {key} is missing from bucket {self._bucket.name}: choose another release")
        try:
            return read_manifest(lines)
        except ManifestError as error:
            raise PublishError(f"manifest {key} in bucket {self._bucket.name}: {error}; choose another") from error

    def versions(self, number: int) -> Iterator[tuple[str, str]] | None:
        """The keys of a release in order with the ids of their versions. None if the manifest cannot be read."""
        lines = self._bucket.read(self.namespace.manifest_key(number))
        if lines is None:
            return None
        try:
            return iter([(key, version.version_id) for key, version in read_files(lines)])
        except ManifestError:
            return None

    def versions_of(self, keys: Set[str], releases: Iterable[Release]) -> list[tuple[str, str]]:
        """The versions of these keys in the releases, as pairs of key and id."""
        found = {pair: None for each in releases for pair in self.versions(each.number) or () if pair[0] in keys}
        return list(found)

    def is_overtaken(self, number: int) -> bool:
        """Whether a manifest with a higher number exists."""
        return self._bucket.has_after(self.namespace.manifests, self.namespace.manifest_key(number))

    def commit(self, manifest: Manifest) -> bool:
        """Writes the manifest. Returns False if another run has written one with this number."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as written:
            for line in manifest.lines():  # writelines() would hold all of it in memory first
                written.write(line)
            written.seek(0)
            return self._bucket.create(self.namespace.manifest_key(manifest.release.number), written)

    def inspect(self, expected: Mapping[str, Content]) -> dict[str, ObjectVersion]:
        """The objects that have the expected content, by key."""
        found = for_each(lambda key: self._bucket.inspect(self._key(key), expected[key]), expected)
        return {key: version for key, version in found.items() if version}

    def current_versions(self, keys: Collection[str]) -> dict[str, str]:
        """The ids of the current versions, by key. Leaves out keys without an object."""
        found = for_each(lambda key: self._bucket.current_version(self._key(key)), keys)
        return {key: version for key, version in found.items() if version}

    def lost(self, versions: Mapping[str, ObjectVersion]) -> list[str]:
        """The keys whose version no longer exists."""
        there = for_each(lambda key: self._bucket.has_version(self._key(key), versions[key].version_id), versions)
        return [key for key, is_there in there.items() if not is_there]

    def content(self, key: str) -> bytes:
        """The body of a file."""
        return self._bucket.content(self._key(key))

    def upload(self, key: str, body: IO[bytes], content: Content, replaced: str | None) -> ObjectVersion:
        """Uploads a file. replaced: the ETag of the object with this key; None if there is none."""
        return self._bucket.upload(self._key(key), body, content, replaced)

    def copy(self, key: str, version: ObjectVersion, replaced: str | None) -> ObjectVersion:
        """Makes a recorded version the current one. replaced: as for `upload`."""
        return self._bucket.copy(self._key(key), version, replaced)

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes objects in this order."""
        self._bucket.delete([self._key(key) for key in keys])

    def forget(self, number: int) -> None:
        """Deletes a manifest."""
        self._bucket.delete([self.namespace.manifest_key(number)])

    def retire(self, versions: Collection[tuple[str, str]]) -> None:
        """Marks versions, by key and id, for the lifecycle rule that deletes them once they are old enough."""
        for_each(lambda version: self._bucket.retire(self._key(version[0]), version[1]), versions)

    def _manifests(self) -> dict[int, Listed]:
        numbered = (
            (self.namespace.manifest_number(key), found) for key, found in self._bucket.list(self.namespace.manifests)
        )
        return {number: found for number, found in numbered if number is not None}

    def _list(self) -> Iterable[tuple[str, Listed]]:
        beside = () if self.namespace.is_preview else (PREVIEWS_PREFIX, RELEASES_PREFIX)
        return self._bucket.list(self.namespace.content, skip=beside)

    def _readable(self, number: int) -> Manifest | None:
        lines = self._bucket.read(self.namespace.manifest_key(number))
        try:
            return read_manifest(lines) if lines is not None else None
        except ManifestError:
            return None

    def _key(self, key: str) -> str:
        return f"{self.namespace.content}{key}"
