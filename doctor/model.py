"""A check, and its result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from doctor.reader import UndecidedError

Subject = TypeVar("Subject")


class Status(StrEnum):
    """The status of what a check is about."""

    PASS = "pass"  # noqa: S105 -- the opposite of "fail"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CheckResult:
    """The result of a check."""

    check: str
    status: Status
    found: str
    """The fact that holds, the problems, or the reason why the check is undecided."""
    fix: str
    """The remedy; "" if the check passes."""


@dataclass(frozen=True)
class Check(Generic[Subject]):
    """A check of one thing in an account or in a stack."""

    name: str
    holds: str
    """The fact that holds if the check passes."""
    fix: str
    """The remedy if the check fails."""
    problems: Callable[[Subject], Sequence[str]]
    """Returns the problems, each in a few words; empty if the check passes. Raises UndecidedError."""

    def run(self, subject: Subject) -> CheckResult:
        """Checks an account or a stack."""
        try:
            problems = self.problems(subject)
        except UndecidedError as error:
            return CheckResult(self.name, Status.UNKNOWN, str(error), error.fix)
        if problems:
            return CheckResult(self.name, Status.FAIL, "; ".join(problems), self.fix)
        return CheckResult(self.name, Status.PASS, self.holds, "")
