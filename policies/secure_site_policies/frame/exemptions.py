"""Exemptions: objections that pass for a stated reason and a limited time, listed in exemptions.yaml of the pack.

Each entry names one objection of one rule. A malformed or expired entry exempts nothing. Rule `exemptions` reports
such entries, and entries that match no objection. Rule `exempted` notes each objection that passed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from secure_site_policies.frame.exemption_entries import Exemption, read_entries
from secure_site_policies.frame.translate import own_urn
from secure_site_policies.frame.unknowns import Subject

FILE = Path(__file__).parents[2] / "exemptions.yaml"


class Fault(Protocol):
    """An objection of a rule."""

    @property
    def pattern(self) -> str:
        """The text in quotes in the message."""
        ...

    @property
    def message(self) -> str:
        """The message."""
        ...


@dataclass(frozen=True, slots=True)
class Use:
    """One objection that an exemption let pass."""

    exemption: Exemption
    urn: str
    """URN of the resource."""
    name: str
    """Name of the resource."""
    path: str
    """Path of the property; "" for the resource as a whole."""
    message: str
    """The objection, without the advice on its further lines."""


@dataclass(frozen=True)
class Exemptions:
    """The entries of the file, and their uses in the current operation."""

    entries: Sequence[Exemption]
    """The valid entries."""
    faults: Sequence[str]
    """One line for each invalid entry: the fault and the correction."""
    uses: dict[Use, None] = field(default_factory=dict[Use, None])
    """The objections that passed, each once; the values of the dict mean nothing."""

    def cover(self, rule: str, subject: Subject, path: str, objection: Fault) -> bool:
        """Whether an objection is exempt; the use is then recorded."""
        for entry in self.entries:
            if entry.covers(rule, own_urn(subject.urn), objection.pattern):
                message = objection.message.partition("\n")[0]
                self.uses[Use(entry, own_urn(subject.urn), subject.name, path, message)] = None
                return True
        return False

    def used(self) -> Sequence[Use]:
        """The objections that passed, in the order of their resources."""
        return sorted(self.uses, key=lambda use: (use.urn, use.exemption.rule, use.path, use.message))

    def unused(self, stack: str) -> Sequence[Exemption]:
        """The entries that concern a stack and matched no objection. Call after all other rules have judged."""
        used = {use.exemption for use in self.uses}
        return [entry for entry in self.entries if entry.concerns(stack) and entry not in used]


@cache
def exemptions() -> Exemptions:
    """The exemptions in the file, as of today (UTC); none without the file."""
    today = datetime.datetime.now(datetime.UTC).date()
    try:
        text = FILE.read_bytes() if FILE.exists() else b""
    except OSError as error:
        return Exemptions((), [f"the file cannot be read: {error.strerror}"])
    return read_exemptions(text, today)


def read_exemptions(text: str | bytes, today: datetime.date) -> Exemptions:
    """Parses the text of the file and separates valid entries from faults; raises nothing."""
    return Exemptions(*read_entries(text, today))
