"""One site in the bucket: its files and its manifests, by their keys within the site."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from publish.bucket_objects import Bucket, Listed
from publish.errors import PublishError
from publish.layout import PREVIEWS_PREFIX
from publish.manifest import Content, Manifest, ManifestError, Record, from_json
from publish.namespace import Namespace
from publish.parallel import for_each
from publish.plan import Survey


class SiteObjects:
    """The objects of one namespace. Every method raises PublishError where AWS refuses or does not answer."""

    def __init__(self, bucket: Bucket, namespace: Namespace) -> None:
        self._bucket = bucket
        self.namespace = namespace

    def survey(self) -> Survey:
        """What is there now. A manifest that cannot be read is passed over for the one before it."""
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
        """The newest manifest that can be read, without looking at the site. Raises PublishError if there is none."""
        listed = self._bucket.list(self.namespace.manifests)
        numbers = (self.namespace.manifest_number(key) for key, _ in listed)
        for number in sorted((number for number in numbers if number is not None), reverse=True):
            if found := self._readable(number):
                return found
        raise PublishError(f"bucket {self._bucket.name} holds no release under {self.namespace.manifests}: deploy one")

    def manifest(self, number: int) -> Manifest:
        """The manifest with this number. Raises PublishError if it is gone or is none."""
        key = self.namespace.manifest_key(number)
        text = self._bucket.read(key)
        if text is None:
            raise PublishError(f"manifest {key} is gone from bucket {self._bucket.name}: choose another release")
        try:
            return from_json(text)
        except ManifestError as error:
            raise PublishError(f"manifest {key} in bucket {self._bucket.name}: {error}; choose another") from error

    def is_overtaken(self, number: int) -> bool:
        """Whether there is a manifest with a number above this."""
        return self._bucket.has_after(self.namespace.manifests, self.namespace.manifest_key(number))

    def commit(self, manifest: Manifest) -> bool:
        """Writes the manifest; False if somebody else was faster with this number."""
        return self._bucket.create(self.namespace.manifest_key(manifest.release.number), manifest.to_json())

    def inspect(self, expected: dict[str, Content]) -> dict[str, Record]:
        """Those of the objects that are what is expected."""
        found = for_each(lambda key: self._bucket.inspect(self._key(key), expected[key]), expected)
        return {key: record for key, record in found.items() if record}

    def lost(self, records: dict[str, Record]) -> list[str]:
        """Those of the recorded versions that are gone."""
        there = for_each(lambda key: self._bucket.has_version(self._key(key), records[key].version_id), records)
        return [key for key, is_there in there.items() if not is_there]

    def upload(self, key: str, path: Path, content: Content) -> Record:
        """Puts a file there."""
        return self._bucket.upload(self._key(key), path, content)

    def copy(self, key: str, record: Record) -> Record:
        """Makes a recorded version the current one."""
        return self._bucket.copy(self._key(key), record)

    def delete(self, keys: Sequence[str], manifests: Sequence[int]) -> None:
        """Deletes objects, in this order, and then manifests by number."""
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
