"""Finds the files of a site: which files of a folder are published, and under which keys.

- A site's folder that is a symbolic link out of the folder that holds it is rejected: the files there are not the site.
- A symbolic link to a file of the site is published as that file. Any other link is rejected: to a file outside of the
  folder, to a dot-file, to a folder, to a missing file.
- Files and folders whose name begins with a dot are left out, except the folder `.well-known` at the top (RFC 8615).
- What `never_published` lists and what the rules exclude is left out, and counted.
- A name is published in Unicode's composed form (NFC), in which links on pages are typed.
- A name of more than 1,024 bytes, with a control character or not in UTF-8 is rejected, because S3 would not store it.
- A file of more than 5 GiB is rejected, because S3 could not copy it.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
"""

import os
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from publish.errors import InputError
from publish.folder.local_file import LocalFile, LocalFiles
from publish.folder.never_published import is_left_out_by_name, is_left_out_folder
from publish.folder.rules import Patterns, Rules

LONGEST_KEY_BYTES = 1024
LARGEST_FILE_BYTES = 5 * 1024**3

_PUBLISHED_DOT_FOLDER = ".well-known"


@dataclass
class Found:
    """The files of a folder."""

    files: LocalFiles
    """In a stable order."""
    left_out: list[str] = field(default_factory=list[str])
    """Paths that a default leaves out; a folder ends in "/"."""
    used: set[str] = field(default_factory=set[str])
    """The patterns of the rules that match a file."""


def find_files(directory: Path, prefix: str = "", rules: Rules | None = None) -> Found:
    """The files in `directory` that are published.

    prefix: the beginning of the keys in the bucket. It counts towards their length and is not part of the result.
    Raises InputError for a folder that cannot be read, and for the first file that is rejected.
    """
    _check_folder(directory)
    walk = _Walk(directory.resolve(), prefix, rules or Rules())
    try:
        walk.folder("")
    except OSError as error:
        raise InputError(f"{_shown(error.filename)} cannot be read: {error.strerror}") from error
    return walk.found


def _check_folder(directory: Path) -> None:
    """Raises InputError for a link that leads out of its own folder, such as `public` to a folder of the machine."""
    target = directory.resolve()
    if directory.is_symlink() and not target.is_relative_to(directory.parent.resolve()):
        raise InputError(
            f"{_shown(str(directory))} is a link to {_shown(str(target))}, outside of the folder that it is in: "
            "publish that folder by its own name, or put a copy here"
        )


class _Walk:
    def __init__(self, root: Path, prefix: str, rules: Rules) -> None:
        self.found = Found(LocalFiles(str(root)))
        self._root = root
        self._root_text = str(root)
        self._prefix = prefix
        self._exclude, self._publish = Patterns(rules.exclude), Patterns(rules.publish)

    def folder(self, relative: str) -> None:
        """Adds the files below a folder. relative: its path with a final slash, or "" for the top."""
        for name in sorted(os.listdir(f"{self._root_text}/{relative}")):  # noqa: PTH208 - takes a third of the memory
            path = f"{relative}{name}"
            if name.startswith(".") and path != _PUBLISHED_DOT_FOLDER:
                continue
            whole = f"{self._root_text}/{path}"
            status = os.lstat(whole)
            if stat.S_ISLNK(status.st_mode):
                self._check_link(whole)
                status = Path(whole).stat()
            if stat.S_ISDIR(status.st_mode):
                self._subfolder(name, path)
            elif self._is_wanted(name, path):
                self._add(path, status)

    def _subfolder(self, name: str, path: str) -> None:
        if is_left_out_folder(name) and not self._publish.may_match_below(path):
            self.found.left_out.append(f"{path}/")
        else:
            self.folder(f"{path}/")

    def _is_wanted(self, name: str, path: str) -> bool:
        if pattern := self._exclude.matching(path):
            self.found.used.add(pattern)
            return False
        in_left_out_folder = any(is_left_out_folder(part) for part in path.split("/")[:-1])
        if not in_left_out_folder and not is_left_out_by_name(name):
            return True
        if pattern := self._publish.matching(path):
            self.found.used.add(pattern)
            return True
        self.found.left_out.append(path)
        return False

    def _add(self, path: str, status: os.stat_result) -> None:
        whole = f"{self._root_text}/{path}"
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{_shown(whole)} is neither a file nor a folder: remove it from the site")
        if status.st_size > LARGEST_FILE_BYTES:
            raise InputError(
                f"{_shown(whole)} has {status.st_size} bytes; S3 copies no more than {LARGEST_FILE_BYTES} at "
                "once: split it"
            )
        key = self._key(path)
        if key in self.found.files:
            raise InputError(
                f"{_shown(whole)}: another file has the same name {key!r} in Unicode's composed form; rename one"
            )
        self.found.files[key] = LocalFile(self._root_text, path, status.st_size)

    def _key(self, relative: str) -> str:
        """The key of a relative path. Raises InputError for a key that S3 does not accept."""
        key = relative if relative.isascii() else unicodedata.normalize("NFC", relative)
        try:
            length = len(f"{self._prefix}{key}".encode())
        except UnicodeEncodeError as error:
            raise InputError(f"{_shown(relative)}: the name is not UTF-8; rename the file") from error
        if length > LONGEST_KEY_BYTES:
            raise InputError(f"{key!r}: the key has {length} bytes, S3 accepts {LONGEST_KEY_BYTES}; shorten the name")
        if not key.isprintable() and any(unicodedata.category(character) == "Cc" for character in key):
            raise InputError(f"{key!r}: the name holds a control character; rename the file")
        return key

    def _check_link(self, path: str) -> None:
        try:
            target = Path(path).resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise InputError(
                f"{_shown(path)} links to {_shown(str(Path(path).readlink()))}, which does not exist: "
                "remove the link or put a copy there"
            ) from error
        if not target.is_relative_to(self._root):
            raise InputError(
                f"{_shown(path)} links to {_shown(str(target))}, which is outside of {self._root}: put a copy there "
                "instead"
            )
        if not target.is_file() or self._is_left_out(target):
            raise InputError(
                f"{_shown(path)} links to {_shown(str(target))}: a link must lead to a file that is published itself"
            )

    def _is_left_out(self, target: Path) -> bool:
        *folders, name = target.relative_to(self._root).parts
        shown = folders[1:] if folders[:1] == [_PUBLISHED_DOT_FOLDER] else folders
        if name.startswith(".") or any(part.startswith(".") for part in shown):
            return True
        relative = "/".join((*folders, name))
        if self._exclude.matching(relative):
            return True
        is_left_out = is_left_out_by_name(name) or any(is_left_out_folder(part) for part in folders)
        return is_left_out and not self._publish.matching(relative)


def _shown(path: str | bytes | None) -> str:
    """A path as it can be printed, even if it is not UTF-8."""
    return os.fsdecode(path or "").encode("utf-8", "backslashreplace").decode()
