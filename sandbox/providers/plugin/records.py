"""The file that records resources of types that no emulator has.

Two plugin processes and many of their threads write it. Every change happens under a lock on a file beside it, and the
file is replaced as a whole, so that a reader never sees half of one.
"""

import fcntl
import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

Record = dict[str, Any]
"""type, name, id and properties of one resource; secrets are masked."""


class Records:
    """The recorded resources by type and id."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> list[Record]:
        """Returns every record, sorted by type and name."""
        return sorted(self._read().values(), key=lambda record: (record["type"], record["name"]))

    def get(self, kind: str, resource_id: str) -> Record | None:
        """Returns the record of a resource, None where there is none."""
        return self._read().get(_key(kind, resource_id))

    def put(self, kind: str, name: str, resource_id: str, properties: Mapping[str, Any]) -> None:
        """Adds or replaces the record of a resource. `properties` must not contain a secret."""
        with self._changing() as records:
            record = {"type": kind, "name": name, "id": resource_id, "properties": dict(properties)}
            records[_key(kind, resource_id)] = record

    def remove(self, kind: str, resource_id: str) -> None:
        """Removes the record of a resource, if there is one."""
        with self._changing() as records:
            records.pop(_key(kind, resource_id), None)

    def _read(self) -> dict[str, Record]:
        try:
            return cast(dict[str, Record], json.loads(self._file.read_text()))
        except FileNotFoundError:
            return {}

    @contextmanager
    def _changing(self) -> Generator[dict[str, Record]]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self._read()
            yield records
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(records, indent=2, sort_keys=True))
            fresh.replace(self._file)


def _key(kind: str, resource_id: str) -> str:
    return f"{kind} {resource_id}"
