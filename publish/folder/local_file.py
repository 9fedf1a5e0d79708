"""The files to publish: on disk, or small ones in memory."""

import io
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import IO


class LocalFile:
    """A file to publish.

    root: the folder with the built site.
    name: the path within it.
    size: the number of bytes.
    body: the content of a file that is not on disk, such as the page of a redirect. Default: the file is on disk.
    """

    def __init__(self, root: str, name: str, size: int, body: bytes | None = None) -> None:
        self._root = root
        self.name = name
        self.size = size
        self.body = body

    @property
    def path(self) -> Path:
        """The path of the file. For a file in memory, the path that it would have."""
        return Path(self._root, self.name)

    def open(self) -> IO[bytes]:
        """The content, to be read and closed. Raises OSError if the file can no longer be read."""
        if self.body is not None:
            return io.BytesIO(self.body)
        return open(f"{self._root}/{self.name}", "rb")  # noqa: PTH123 - a Path takes longer than the reading

    def read(self) -> bytes:
        """The whole content. Raises OSError if the file can no longer be read."""
        with self.open() as content:
            return content.read()

    def __repr__(self) -> str:
        return f"LocalFile({str(self.path)!r}, {self.size}{'' if self.body is None else ', in memory'})"


def in_memory(key: str, body: bytes) -> LocalFile:
    """A file that is not on disk."""
    return LocalFile("", key, len(body), body)


class LocalFiles(MutableMapping[str, LocalFile]):
    """Key -> file, in the order in which they were added.

    A site has up to 100,000 files, so this holds their sizes, and of a file no more unless its name is not its key.
    root: the folder with the built site.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._sizes: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._bodies: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> LocalFile:
        return LocalFile(self._root, self._names.get(key, key), self._sizes[key], self._bodies.get(key))

    def __setitem__(self, key: str, file: LocalFile) -> None:
        self._sizes[key] = file.size
        if file.name != key:
            self._names[key] = file.name
        if file.body is not None:
            self._bodies[key] = file.body

    def __delitem__(self, key: str) -> None:
        del self._sizes[key]
        self._names.pop(key, None)
        self._bodies.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)
