"""A file to publish: one on disk, or a small one in memory."""

import io
from pathlib import Path
from typing import IO


class LocalFile:
    """A file to publish. A site has up to 100,000 of them, so it holds no more than it must.

    root: the folder with the built site.
    name: the path within it.
    size: the number of bytes.
    body: the content of a file that is not on disk, such as the page of a redirect. Default: the file is on disk.
    """

    __slots__ = ("_name", "_root", "body", "size")

    def __init__(self, root: str, name: str, size: int, body: bytes | None = None) -> None:
        self._root = root
        self._name = name
        self.size = size
        self.body = body

    @property
    def path(self) -> Path:
        """The path of the file. For a file in memory, the path that it would have."""
        return Path(self._root, self._name)

    def open(self) -> IO[bytes]:
        """The content, to be read and closed. Raises OSError if the file can no longer be read."""
        if self.body is not None:
            return io.BytesIO(self.body)
        return open(f"{self._root}/{self._name}", "rb")  # noqa: PTH123 - a Path takes longer than the reading

    def read(self) -> bytes:
        """The whole content. Raises OSError if the file can no longer be read."""
        with self.open() as content:
            return content.read()

    def __repr__(self) -> str:
        return f"LocalFile({str(self.path)!r}, {self.size}{'' if self.body is None else ', in memory'})"


def in_memory(key: str, body: bytes) -> LocalFile:
    """A file that is not on disk."""
    return LocalFile("", key, len(body), body)
