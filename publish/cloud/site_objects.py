"""The files and manifests of one site in the bucket, by their keys within the site."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from publish.cloud.bucket_objects import Bucket, Listed
from publish.errors import PublishError
from publish.layout import PREVIEWS_PREFIX
from publish.parallel import for_each
from publish.release.manifest import Content, Manifest, ManifestError, ObjectVersion, from_json
from publish.release.namespace import Namespace
from publish.release.plan import Survey


class SiteObjects:
    """The objects of one namespace. Every method raises PublishError if AWS refuses or does not answer."""

    def __init__(self, bucket: Bucket, namespace: Namespace) -> None:
        self._bucket = bucket
        self.namespace = namespace

    def survey(self) -> Survey:
        """Lists the site. Skips a manifest that cannot be read, and takes the one before it."""
        objects: dict[str, Listed] = {}
        manifests: dict[int, Listed] = {}
        for key, found in self._list():
            number = self.namespace.manifest_number(key)
            if number is not None:
                manifests[number] = found
            elif self.namespace.owns(key):
                objects[key.removeprefix(self.namespace.content)] = found
        numbers = tuple(sorted(manifests))
        for number in reversed(numbers):
            if head := self._readable(number):
                return Survey(objects, head, manifests[number].modified, numbers)
        return Survey(objects, None, datetime.min.replace(tzinfo=UTC), numbers)

    def head(self) -> Manifest:
        """The newest manifest that can be read; lists no files. Raises PublishError if there is none."""
        listed = self._bucket.list(self.namespace.manifests)
        numbers = (self.namespace.manifest_number(key) for key, _ in listed)
        for number in sorted((number for number in numbers if number is not None), reverse=True):
            if found := self._readable(number):
                return found
        raise PublishError(f"bucket {self._bucket.name} holds no release under {self.namespace.manifests}: deploy one")

    def manifest(self, number: int) -> Manifest:
        """The manifest with this number. Raises PublishError if it is missing or invalid."""
        key = self.namespace.manifest_key(number)
        text = self._bucket.read(key)
        if text is None:
            raise PublishError(f"manifest {key} is missing from bucket {self._bucket.name}: choose another release")
        try:
            return from_json(text)
        except ManifestError as error:
            raise PublishError(f"manifest {key} in bucket {self._bucket.name}: {error}; choose another") from error

    def is_overtaken(self, number: int) -> bool:
        """Whether a manifest with a higher number exists."""
        return self._bucket.has_after(self.namespace.manifests, self.namespace.manifest_key(number))

    def commit(self, manifest: Manifest) -> bool:
        """Writes the manifest. Returns False if another run has written one with this number."""
        return self._bucket.create(self.namespace.manifest_key(manifest.release.number), manifest.to_json())

    def inspect(self, expected: dict[str, Content]) -> dict[str, ObjectVersion]:
        """The objects that have the expected content, by key."""
        found = for_each(lambda key: self._bucket.inspect(self._key(key), expected[key]), expected)
        return {key: version for key, version in found.items() if version}

    def lost(self, versions: dict[str, ObjectVersion]) -> list[str]:
        """The keys whose version no longer exists."""
        there = for_each(lambda key: self._bucket.has_version(self._key(key), versions[key].version_id), versions)
        return [key for key, is_there in there.items() if not is_there]

    def upload(self, key: str, path: Path, content: Content) -> ObjectVersion:
        """Uploads a file."""
        return self._bucket.upload(self._key(key), path, content)

    def copy(self, key: str, version: ObjectVersion) -> ObjectVersion:
        """Makes a recorded version the current one."""
        return self._bucket.copy(self._key(key), version)

    def delete(self, keys: Sequence[str], manifests: Sequence[int]) -> None:
        """Deletes objects in this order, and then the manifests with these numbers."""
        manifest_keys = [self.namespace.manifest_key(number) for number in manifests]
        self._bucket.delete([*(self._key(key) for key in keys), *manifest_keys])

    def _list(self) -> Iterable[tuple[str, Listed]]:
        if self.namespace.is_preview:
            yield from self._bucket.list(self.namespace.content)
            yield from self._bucket.list(self.namespace.manifests)
        else:
            yield from self._bucket.list("", skip=PREVIEWS_PREFIX)

    def _readable(self, number: int) -> Manifest | None:
        text = self._bucket.read(self.namespace.manifest_key(number))
        try:
            return from_json(text) if text is not None else None
        except ManifestError:
            return None

    def _key(self, key: str) -> str:
        return f"{self.namespace.content}{key}"
