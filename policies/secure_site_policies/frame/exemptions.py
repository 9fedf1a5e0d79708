"""What a rule lets pass for a stated reason, for a while: policies/exemptions.yaml.

Each entry names one finding of one rule. An entry that is malformed or expired exempts nothing; rule `exemptions`
reports these, and those that no finding has needed.
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
"""An exemption is looked at again at least once a year."""

_URN = re.compile(r"urn:pulumi:(?P<stack>\*|[\w.-]+)::.+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|@[\w/-]+")


@dataclass(frozen=True, slots=True)
class Exemption:
    """One finding that is let pass."""

    rule: str
    """Name of the rule."""
    urn: str
    """URN of the resource, with `*` and `?`. Its stack may be `*` alone, and then every stack has to need it."""
    pattern: str
    """What the rule objects to, in quotes in its message, to the letter: "s3:Get*" exempts no "s3:*"."""
    reason: str
    """Why this is safe, for whoever reads it next."""
    owner: str
    """Who answers for it: an email address, or a GitHub @user or @team."""
    expires: datetime.date
    """The last day on which it holds."""

    def concerns(self, stack: str) -> bool:
        """Whether a stack has to need it."""
        found = _URN.fullmatch(self.urn)
        return bool(found and found["stack"] in ("*", stack))


@dataclass(frozen=True)
class Exemptions:
    """The entries of the file, and which of them have been needed since the pack started."""

    entries: Sequence[Exemption]
    """Those that hold today."""
    faults: Sequence[str]
    """A line for each entry that does not: what is wrong with it and what to write."""
    used: set[Exemption] = field(default_factory=set[Exemption])

    def cover(self, rule: str, urn: str, pattern: str) -> bool:
        """Whether a finding is exempt; the exemption then counts as used."""
        for entry in self.entries:
            if (entry.rule, entry.pattern) == (rule, pattern) and wildcard(entry.urn).fullmatch(urn):
                self.used.add(entry)
                return True
        return False

    def unused(self, stack: str) -> Sequence[Exemption]:
        """Those that concern a stack and that nothing in it has needed, to be asked when all is judged."""
        return [entry for entry in self.entries if entry.concerns(stack) and entry not in self.used]


@cache
def exemptions() -> Exemptions:
    """Those of the file, as of today (UTC). Without the file, there are none."""
    today = datetime.datetime.now(datetime.UTC).date()
    return read_exemptions(FILE.read_text() if FILE.exists() else "", today)


def read_exemptions(text: str, today: datetime.date) -> Exemptions:
    """Sorts the entries of a file into those that hold and those that do not; raises nothing."""
    try:
        # The C loader, where there is one: the other takes longer than all the rules.
        content: Any = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {"exemptions": []}  # noqa: S506
    except yaml.YAMLError as error:
        return Exemptions((), [f"the file is no YAML: {error}"])
    if not isinstance(content, dict) or list(cast(dict[Any, Any], content)) != ["exemptions"]:
        return Exemptions((), ["the file has to be one list under the key 'exemptions'"])
    listed: Any = cast(dict[Any, Any], content)["exemptions"] or []
    if not isinstance(listed, list):
        return Exemptions((), [f"exemptions is {listed!r}, write a list of entries"])
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
        return [f"an entry is an object with the keys {', '.join(_RULES)}"]
    entry = cast(dict[str, Any], item)
    strange = [f"{key!r} is no key of an exemption; there are {', '.join(_RULES)}" for key in entry.keys() - _RULES]
    judged = [f"{key}: {fault}" for key, judge in _RULES.items() if (fault := judge(entry.get(key)))]
    if not judged and not strange and entry["expires"] < today:
        return [f"expires: {entry['rule']} on {entry['urn']} expired on {entry['expires']}; mend it or decide anew"]
    if not judged and (entry["expires"] - today).days > LONGEST_DAYS:
        return [*strange, f"expires: {entry['expires']} is more than {LONGEST_DAYS} days ahead"]
    return strange + judged


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else f"got {value!r}, write text"


def _urn(value: object) -> str | None:
    good = isinstance(value, str) and _URN.fullmatch(value)
    return None if good else f"got {value!r}, write urn:pulumi:<stack>::<project>::<type>::<name>, * and ? allowed"


def _owner(value: object) -> str | None:
    good = isinstance(value, str) and _EMAIL.fullmatch(value)
    return None if good else f"got {value!r}, write an email address or a GitHub @user or @team"


def _date(value: object) -> str | None:
    good = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return None if good else f"got {value!r}, write a day as 2026-12-31"


_RULES: Mapping[str, Callable[[object], str | None]] = {
    "rule": _text,
    "urn": _urn,
    "pattern": _text,
    "reason": _text,
    "owner": _owner,
    "expires": _date,
}
