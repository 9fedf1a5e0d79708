"""The result of a command on one stack, passed from the job that reads the account to the job that writes at GitHub.

The reading job does not trust it, because code of the pull request has written it.
"""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from secure_site_policies.report.gfm import block

FOLDER = Path(".rollout")
"""The folder of the results, below the root of the repository."""

Kind = Literal["plan", "drift"]


class Outcome(StrEnum):
    """The result in one word."""

    PASSED = "passed"
    BLOCKED = "blocked"
    DRIFTED = "drifted"
    FAILED = "failed"
    """The check did not complete, so it did not pass."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one stack."""

    outcome: Outcome
    headline: str
    """One line, such as "1 to delete, 2 to create"."""
    report: str
    """The details, in Markdown."""

    @classmethod
    def failure(cls, reason: str) -> "Result":
        """The result of a check that did not complete, with the reason."""
        return cls(Outcome.FAILED, "the check did not complete", block(reason))

    def save(self, folder: Path, kind: Kind, stack: str) -> None:
        """Writes the result to a file, prints it, and on GitHub adds it to the summary of the run."""
        folder.mkdir(parents=True, exist_ok=True)
        _file(folder, kind, stack).write_text(json.dumps(asdict(self)))
        text = f"# {stack}: {self.outcome}, {self.headline}\n\n{self.report}\n"
        print(text)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a") as stream:
                stream.write(text)


def load(folder: Path, kind: Kind, stack: str) -> Result | None:
    """The saved result of a stack. None if there is no file, or if it does not hold a result."""
    file = _file(folder, kind, stack)
    # A link could lead to a file that only this job may read, such as its token.
    if file.resolve() != folder.resolve() / file.name or not file.is_file():
        return None
    try:
        content = json.loads(file.read_text())
        return Result(Outcome(content["outcome"]), _line(content["headline"]), str(content["report"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _file(folder: Path, kind: Kind, stack: str) -> Path:
    return folder / f"{kind}-{stack}.json"
