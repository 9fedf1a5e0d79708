"""One thing that should hold of an account, and what came of looking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.account.check.reader import Account, UndecidedError


class Status(StrEnum):
    """What is known."""

    PASS = "pass"  # noqa: S105 -- the opposite of "fail"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """The outcome of a check."""

    check: str
    status: Status
    found: str
    """What holds, or what is wrong, or why it is not known."""
    fix: str
    """What to do; "" where it passes."""


@dataclass(frozen=True)
class Check:
    """Something that should hold."""

    name: str
    holds: str
    """What is true of an account that passes."""
    fix: str
    """What to do where it is not."""
    problems: Callable[[Account], Sequence[str]]
    """What stands against it, each in a few words; nothing where it holds. Raises UndecidedError."""

    def run(self, account: Account) -> Finding:
        """Looks."""
        try:
            problems = self.problems(account)
        except UndecidedError as error:
            return Finding(self.name, Status.UNKNOWN, str(error), error.fix)
        if problems:
            return Finding(self.name, Status.FAIL, "; ".join(problems), self.fix)
        return Finding(self.name, Status.PASS, self.holds, "")
