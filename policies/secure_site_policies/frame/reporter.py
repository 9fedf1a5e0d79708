"""What a rule finds in one resource, on its way to the engine: exempt objections pass, and no error goes unreported."""

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from pulumi_policy import ReportViolation
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.exemptions import exemptions
from secure_site_policies.frame.stack import UnknownElsewhereError
from secure_site_policies.frame.translate import own_urn
from secure_site_policies.frame.unknowns import Ledger, Subject

_PACKAGE = Path(__file__).parents[1]
_PROXY = re.compile(r"<pulumi_policy\.proxy\._(Dict|List)Proxy object at 0x[0-9a-f]+>")


@dataclass(frozen=True, slots=True)
class Objection:
    """One fault that a rule objects to in a place."""

    pattern: str
    """The shortest name of the fault: "s3:Get*". An exemption repeats it."""
    message: str
    """A sentence with the pattern in quotes; then, where there is one answer, a line "Write instead: .."."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Reports what one rule finds in one resource."""

    rule: str
    """Name of the rule."""
    subject: Subject
    """The resource."""
    config: Mapping[str, Any]
    """Config of the rule."""
    ledger: Ledger
    """Takes the properties that the rule cannot read."""
    report: ReportViolation
    """Hands a violation to pulumi-policy."""

    @contextmanager
    def judging(self, path: str = "") -> Generator[None]:
        """Wrap judging a place: an error is reported there, and the rule goes on with its next place.

        path: of the place; default: the resource as a whole.
        """
        try:
            yield
        except UnknownValueError as error:
            holder = error.resource if isinstance(error, UnknownElsewhereError) else self.subject
            self.ledger.enter(self.rule, holder, error, self.config)
        except MalformedPolicyError as error:
            self._violation(path, str(error))
        except Exception as error:
            self._violation(path, f"rule {self.rule!r} did not judge this: {_fault(error)}")

    def objections(self, found: Iterable[Objection], path: str = "") -> None:
        """Reports the objections to a place that are not exempt."""
        for objection in found:
            if not exemptions().cover(self.rule, self.subject, path, objection):
                self._violation(path, objection.message)

    def _violation(self, path: str, message: str) -> None:
        text = ": ".join(filter(None, (self.subject.name, path, message)))
        # An object where a rule expected text shows as such, not by its address in memory.
        text = _PROXY.sub(lambda found: "{..}" if found[1] == "Dict" else "[..]", text)
        # gRPC sends no half of a surrogate pair, and a JSON document may hold one.
        self.report(text.encode(errors="backslashreplace").decode(), own_urn(self.subject.urn))


def _fault(error: Exception) -> str:
    """Where the pack failed and how. The error's own text is left out: it may repeat a secret."""
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_PACKAGE)]
    at = f" in {Path(frames[-1].filename).relative_to(_PACKAGE).as_posix()}:{frames[-1].lineno}" if frames else ""
    return (
        f"{type(error).__name__}{at}.\nCheck that the property has the type that the provider documents. If it has, "
        "please report this line: the rule must be able to read it."
    )
