"""Exemptions: objections that pass for a stated reason and a limited time, listed in exemptions.yaml of the pack.

Each entry names one objection of one rule. A malformed or expired entry exempts nothing. Rule `exemptions` reports
such entries, and entries that match no objection.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from secure_site_policies.frame.wildcards import wildcard

FILE = Path(__file__).parents[2] / "exemptions.yaml"
LONGEST_DAYS = 366
"""The longest term of an exemption: it is reviewed at least once a year."""

_URN = re.compile(r"urn:pulumi:(?P<stack>\*|[\w.-]+)::.+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|@[\w/-]+")


@dataclass(frozen=True, slots=True)
class Exemption:
    """One objection that passes."""

    rule: str
    """Name of the rule."""
    urn: str
    """URN of the resource; `*` and `?` are wildcards. With the stack `*`, every stack must use the exemption."""
    pattern: str
    """The text in quotes in the rule's message, compared literally: "s3:Get*" does not exempt "s3:*"."""
    reason: str
    """Why the exempted configuration is safe."""
    owner: str
    """The person or team responsible for the exemption: an email address, or a GitHub @user or @team."""
    expires: datetime.date
    """The last day on which the exemption is valid."""

    def concerns(self, stack: str) -> bool:
        """Whether the URN matches this stack, which then must use the exemption."""
        found = _URN.fullmatch(self.urn)
        return bool(found and found["stack"] in ("*", stack))


@dataclass(frozen=True)
class Exemptions:
    """The entries of the file, and the entries used since the pack started."""

    entries: Sequence[Exemption]
    """The valid entries."""
    faults: Sequence[str]
    """One line for each invalid entry: the fault and the correction."""
    used: set[Exemption] = field(default_factory=set[Exemption])
    """The entries that matched an objection."""

    def cover(self, rule: str, urn: str, pattern: str) -> bool:
        """Whether an objection is exempt; marks the exemption as used."""
        for entry in self.entries:
            if (entry.rule, entry.pattern) == (rule, pattern) and wildcard(entry.urn).fullmatch(urn):
                self.used.add(entry)
                return True
        return False

    def unused(self, stack: str) -> Sequence[Exemption]:
        """The entries that concern a stack and matched no objection. Call after all other rules have judged."""
        return [entry for entry in self.entries if entry.concerns(stack) and entry not in self.used]


@cache
def exemptions() -> Exemptions:
    """The exemptions in the file, as of today (UTC); none without the file."""
    today = datetime.datetime.now(datetime.UTC).date()
    return read_exemptions(FILE.read_text() if FILE.exists() else "", today)


def read_exemptions(text: str, today: datetime.date) -> Exemptions:
    """Parses the text of the file and separates valid entries from faults; raises nothing."""
    try:
        # The C loader where it is installed: the Python loader takes longer than all the rules.
        content: Any = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {"exemptions": []}  # noqa: S506
    except yaml.YAMLError as error:
        return Exemptions((), [f"the file is not valid YAML: {error}"])
    if not isinstance(content, dict) or list(cast(dict[Any, Any], content)) != ["exemptions"]:
        return Exemptions((), ["the file must hold one list under the key 'exemptions'"])
    listed: Any = cast(dict[Any, Any], content)["exemptions"] or []
    if not isinstance(listed, list):
        return Exemptions((), [f"exemptions is {listed!r}; write a list of entries"])
    entries: list[Exemption] = []
    faults: list[str] = []
    for index, item in enumerate(cast(list[Any], listed)):
        found = _faults(item, today)
        faults += [f"exemptions[{index}]: {fault}" for fault in found]
        if not found:
            entries.append(Exemption(**item))
    return Exemptions(entries, faults)


def _faults(item: Any, today: datetime.date) -> list[str]:
    if not isinstance(item, dict):
        return [f"the entry is not an object; write an object with the keys {', '.join(_RULES)}"]
    entry = cast(dict[str, Any], item)
    unknown = [f"unknown key {key!r}; the keys are {', '.join(_RULES)}" for key in entry if key not in _RULES]
    invalid = [f"{key}: {fault}" for key, fault_of in _RULES.items() if (fault := fault_of(entry.get(key)))]
    if not invalid and not unknown and entry["expires"] < today:
        return [
            f"expires: {entry['rule']} on {entry['urn']} expired on {entry['expires']}; "
            "fix the resource, or review the exemption and write a new date"
        ]
    if not invalid and (entry["expires"] - today).days > LONGEST_DAYS:
        return [*unknown, f"expires: {entry['expires']} is more than {LONGEST_DAYS} days ahead; write an earlier day"]
    return unknown + invalid


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else f"got {value!r}; write text"


def _urn(value: object) -> str | None:
    good = isinstance(value, str) and _URN.fullmatch(value)
    return None if good else f"got {value!r}; write urn:pulumi:<stack>::<project>::<type>::<name>, with * and ? allowed"


def _owner(value: object) -> str | None:
    good = isinstance(value, str) and _EMAIL.fullmatch(value)
    return None if good else f"got {value!r}; write an email address or a GitHub @user or @team"


def _date(value: object) -> str | None:
    good = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return None if good else f"got {value!r}; write a date such as 2026-12-31"


_RULES: Mapping[str, Callable[[object], str | None]] = {
    "rule": _text,
    "urn": _urn,
    "pattern": _text,
    "reason": _text,
    "owner": _owner,
    "expires": _date,
}
