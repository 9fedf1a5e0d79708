"""What a command found on one stack, handed from the job that may read the account to the job that may write at GitHub.

The reader trusts nothing in it: a pull request's own code has written it.
"""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from secure_site_policies.report.gfm import block

FOLDER = Path(".rollout")
"""Where results are kept, below the root of the repository."""

Kind = Literal["plan", "drift"]


class Outcome(StrEnum):
    """What it comes to, in one word."""

    PASSED = "passed"
    BLOCKED = "blocked"
    DRIFTED = "drifted"
    FAILED = "failed"
    """It could not be judged, and is therefore not passed."""


@dataclass(frozen=True, slots=True)
class Result:
    """One stack's."""

    outcome: Outcome
    headline: str
    """One line: "1 to delete, 2 to create"."""
    report: str
    """Markdown."""

    @classmethod
    def failure(cls, reason: str) -> "Result":
        """Of what could not be told, and why."""
        return cls(Outcome.FAILED, "it could not be told", block(reason))

    def save(self, folder: Path, kind: Kind, stack: str) -> None:
        """Writes it, shows it, and on GitHub adds it to the summary of the run."""
        folder.mkdir(parents=True, exist_ok=True)
        _file(folder, kind, stack).write_text(json.dumps(asdict(self)))
        text = f"# {stack}: {self.outcome}, {self.headline}\n\n{self.report}\n"
        print(text)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a") as stream:
                stream.write(text)


def load(folder: Path, kind: Kind, stack: str) -> Result | None:
    """The result of a stack. None where there is none, or what is there is none."""
    file = _file(folder, kind, stack)
    # A link could lead to what only this job may read, such as its token.
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
