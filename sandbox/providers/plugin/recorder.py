"""The resource operations on types that no emulator has: resources are recorded, and read back as recorded."""

import secrets
import uuid
from collections.abc import Callable
from itertools import zip_longest
from typing import Any, cast

from sandbox.providers.errors import ResourceError
from sandbox.providers.plugin.backend import Found
from sandbox.providers.plugin.records import Records
from sandbox.providers.table import Item, RecordedEntry, fill
from sandbox.providers.values import ANY, MASK, Props


class Recorder:
    """Creates, reads, updates and deletes resources in the record file.

    `records` is None if SANDBOX_RECORD_FILE is not set. `account_id` is called for types whose ids contain it.
    """

    def __init__(self, records: Records | None, account_id: Callable[[], str]) -> None:
        self._records = records
        self._account_id = account_id

    def create(self, entry: RecordedEntry, item: Item) -> Found:
        """Records the resource. Raises ResourceError if its id is recorded already."""
        known = {**self._fresh(item), **item.inputs}
        outputs: Props = {}
        for key, output in entry.outputs.items():
            outputs[key] = output({**known, **outputs}) if callable(output) else fill(output, {**known, **outputs})
        resource_id: str = fill(entry.id, {**known, **outputs})
        if self._file().get(item.type, resource_id):
            raise ResourceError(f"{resource_id} exists already")
        self._file().put(item.type, item.name, resource_id, {**item.masked, **outputs})
        return Found(resource_id, item.inputs, outputs)

    def update(self, entry: RecordedEntry, item: Item) -> Found:
        """Replaces the record of the resource. Its outputs stay as they are."""
        outputs = {key: value for key, value in item.state.items() if key in entry.outputs}
        self._file().put(item.type, item.name, item.id, {**item.masked, **outputs})
        return Found(item.id, item.inputs, outputs)

    def read(self, entry: RecordedEntry, item: Item) -> Found | None:
        """Reads the resource as recorded. Masked values are taken from the inputs."""
        record = self._file().get(item.type, item.id)
        if record is None:
            return None
        properties: Props = record["properties"]
        outputs = {key: value for key, value in properties.items() if key in entry.outputs}
        inputs = {key: _unmasked(properties[key], item.inputs.get(key)) for key in properties.keys() - outputs.keys()}
        return Found(item.id, inputs, outputs)

    def delete(self, entry: RecordedEntry, item: Item) -> None:
        """Removes the record of the resource."""
        del entry
        self._file().remove(item.type, item.id)

    def _fresh(self, item: Item) -> Props:
        """Values for ids and URLs that the inputs do not have."""
        found = {
            "number": str(100_000_000 + secrets.randbelow(900_000_000)),
            "token": secrets.token_urlsafe(24),
            "uuid": str(uuid.uuid4()),
            "region": item.region,
        }
        return {**found, "accountId": self._account_id()} if item.type.startswith("aws:") else found

    def _file(self) -> Records:
        if self._records is None:
            raise ResourceError("SANDBOX_RECORD_FILE is not set; it names the file to record this type in")
        return self._records


def _unmasked(recorded: Any, known: Any) -> Any:
    if recorded == MASK and known is not None and known is not ANY:
        return known
    if isinstance(recorded, dict):
        old = cast(Props, known) if isinstance(known, dict) else {}
        return {key: _unmasked(value, old.get(key)) for key, value in cast(Props, recorded).items()}
    if isinstance(recorded, list):
        now = cast(list[Any], recorded)
        before = cast(list[Any], known) if isinstance(known, list) else []
        return [_unmasked(value, old) for value, old in zip_longest(now, before[: len(now)])]
    return recorded
