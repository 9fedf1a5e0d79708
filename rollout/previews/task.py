"""What one step leaves for the next, as files of JSON that the next step validates."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

SITE = "site"
"""The folder of the built site, in the archive and in the folder of the steps."""
RULES = "publish.toml"
"""The rules of publishing beside it."""
_NAME = re.compile(r"pr-([1-9][0-9]{0,9})")
_COMMIT = re.compile(r"[0-9a-f]{40}")


class StepError(RuntimeError):
    """A step has not got what it needs. The message is one line."""


def name_of(number: int) -> str:
    """The name of a pull request's preview."""
    return f"pr-{number}"


def number_of(name: str) -> int | None:
    """The pull request of a preview. None for a preview that was published by hand."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class Task:
    """What is to be published and deleted."""

    publish: Sequence[int]
    """Pull requests that get what is in the folder SITE."""
    commit: str
    """The commit that it was built from. "" if nothing is published."""
    open: Sequence[int]
    """All pull requests that are open."""
    newest: int
    """The highest number of a pull request when `open` was read: what is newer is left alone."""

    def stale(self, previews: Sequence[str]) -> list[str]:
        """The previews of pull requests that are not open any more."""
        numbered = {name: number_of(name) for name in previews}
        return [
            name
            for name, number in numbered.items()
            if number is not None and number <= self.newest and number not in self.open
        ]

    def write(self, folder: Path) -> None:
        """Writes task.json."""
        _write(folder / "task.json", asdict(self))

    @classmethod
    def read(cls, folder: Path) -> "Task":
        """Reads task.json. Raises StepError for anything but numbers and a commit."""
        found = _read(folder / "task.json")
        numbers = [*found.get("publish", [""]), *found.get("open", [""]), found.get("newest")]
        commit = str(found.get("commit"))
        if not all(type(one) is int and one >= 0 for one in numbers) or not (commit == "" or _COMMIT.fullmatch(commit)):
            raise StepError(f"{folder / 'task.json'} is not what `previews fetch` writes")
        return cls(found["publish"], commit, found["open"], found["newest"])


@dataclass(frozen=True)
class Result:
    """What became of the previews."""

    commit: str
    published: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name -> address."""
    failed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name -> what publishing printed. It may quote the pull request."""
    deleted: Sequence[str] = ()
    """Names."""

    def write(self, folder: Path) -> None:
        """Writes result.json."""
        _write(folder / "result.json", asdict(self))

    @classmethod
    def read(cls, folder: Path) -> "Result":
        """Reads result.json. Raises StepError if the step before has left none."""
        found = _read(folder / "result.json")
        return cls(
            str(found.get("commit", "")),
            dict(found.get("published", {})),
            dict(found.get("failed", {})),
            list(found.get("deleted", [])),
        )


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


def _read(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise StepError(f"{file} cannot be read ({type(error).__name__}): the step before has not completed") from None
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
