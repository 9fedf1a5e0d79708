"""A check of the account, and its result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.account.check.reader import Account, UndecidedError


class Status(StrEnum):
    """The status of a safeguard."""

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
class Check:
    """A check of one safeguard."""

    name: str
    holds: str
    """The fact that holds in an account that passes."""
    fix: str
    """The remedy if the check fails."""
    problems: Callable[[Account], Sequence[str]]
    """Returns the problems, each in a few words; empty if the check passes. Raises UndecidedError."""

    def run(self, account: Account) -> CheckResult:
        """Checks the account."""
        try:
            problems = self.problems(account)
        except UndecidedError as error:
            return CheckResult(self.name, Status.UNKNOWN, str(error), error.fix)
        if problems:
            return CheckResult(self.name, Status.FAIL, "; ".join(problems), self.fix)
        return CheckResult(self.name, Status.PASS, self.holds, "")
