"""The entries of exemptions.yaml: what each must say, and how narrow it must be.

An entry is refused where it could cover what it was not written for: its URN must fix the resource's type and name, its
pattern must name one fault, and no entry may switch off the rules that watch over exemptions.
"""

import datetime
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml

from secure_site_policies.frame.wildcards import wildcard

LONGEST_DAYS = 366
"""The longest term of an exemption: it is reviewed at least once a year."""

_FIXED = 3
"""Characters that must stand at each end of a name before and after its wildcards."""

_LETTERS, _KINDS = 12, 6
"""A reason has at least so many letters, of so many kinds: fewer say nothing."""

# The stack; the project and the components around the resource, with wildcards; its type; its name.
_URN = re.compile(
    r"urn:pulumi:(?P<stack>\*|[\w.-]+)::(?:[^:$]+::(?:\S+\$)?|\S*\*\$?)"
    r"(?P<type>[\w.-]+:[\w./-]+(?::[\w.-]+)?)::(?P<name>.+)",
    re.DOTALL,
)
_NAME = re.compile(rf"[^*?]+|[^*?]{{{_FIXED},}}[*?].*(?<![*?]){'[^*?]' * _FIXED}", re.DOTALL)
_OWNER = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|@[\w/-]+")

_NOT_EXEMPT: Mapping[str, str] = {
    "exemptions": "it watches over this file; correct or remove the entry that it reports",
    "exempted": "it lists the exemptions in use",
    "unknown-values": "list the resource under decidedAtUpdate in the config of that rule",
    "unknown-values-in-stack": "list the resource under decidedAtUpdate in the config of that rule",
}
"""Rules that take no exemption -> what to do instead."""


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

    def covers(self, rule: str, urn: str, pattern: str) -> bool:
        """Whether the entry is about this objection of a rule to a resource."""
        return (self.rule, self.pattern) == (rule, pattern) and wildcard(self.urn).fullmatch(urn) is not None

    def concerns(self, stack: str) -> bool:
        """Whether the URN matches this stack, which then must use the exemption."""
        return self.urn.split(":", 3)[2] in ("*", stack)


if TYPE_CHECKING:
    from yaml import SafeLoader as _SafeLoader
else:
    # The C loader where it is installed: the Python loader takes longer than all the rules.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """Refuses a mapping that has a key twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                mark = node.value[index][0].start_mark
                raise yaml.YAMLError(f"line {mark.line + 1} has the key {key!r} for a second time; remove one")
        return super().construct_mapping(node, deep=deep)


def read_entries(text: str | bytes, today: datetime.date) -> tuple[Sequence[Exemption], Sequence[str]]:
    """The valid entries of the file, and a line for each fault; raises nothing."""
    try:
        content: Any = yaml.load(text, _Loader) or {"exemptions": []}  # noqa: S506 - a safe loader
    # Besides its own errors, the loader raises those of Python's types: for 2026-02-30, and for deep nesting.
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        return (), [f"the file is not valid YAML: {error}"]
    if not isinstance(content, dict) or list(cast(dict[Any, Any], content)) != ["exemptions"]:
        return (), ["the file must hold one list under the key 'exemptions'"]
    listed: Any = cast(dict[Any, Any], content)["exemptions"] or []
    if not isinstance(listed, list):
        return (), [f"exemptions is {listed!r}; write a list of entries"]
    entries: dict[tuple[str, str, str], Exemption] = {}
    faults: list[str] = []
    for index, item in enumerate(cast(list[Any], listed)):
        found = list(_faults(item, today))
        if not found:
            entry = Exemption(**item)
            if entries.setdefault((entry.rule, entry.urn, entry.pattern), entry) is not entry:
                found = ["the entry repeats an earlier one; remove one of them"]
        faults += [f"exemptions[{index}]: {fault}" for fault in found]
    return list(entries.values()), faults


def _faults(item: Any, today: datetime.date) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"the entry is not an object; write an object with the keys {', '.join(_RULES)}"
        return
    entry = cast(dict[Any, Any], item)
    for key in entry:
        if key not in _RULES:
            yield f"unknown key {key!r}; the keys are {', '.join(_RULES)}"
    invalid = [f"{key}: {fault}" for key, fault_of in _RULES.items() if (fault := fault_of(entry.get(key)))]
    yield from invalid
    if invalid:
        return
    if entry["expires"] < today:
        yield (
            f"expires: {entry['rule']} on {entry['urn']} expired on {entry['expires']}; "
            "fix the resource, or review the exemption and write a new date"
        )
    if (entry["expires"] - today).days > LONGEST_DAYS:
        yield f"expires: {entry['expires']} is more than {LONGEST_DAYS} days ahead; write an earlier day"


def _rule(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return f"got {value!r}; write the name of the rule"
    return f"{value!r} takes no exemption: {_NOT_EXEMPT[value]}" if value in _NOT_EXEMPT else None


def _urn(value: object) -> str | None:
    found = _URN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return (
            f"got {value!r}; write urn:pulumi:<stack>::<project>::<parents>$<type>::<name>: the stack in full or *, "
            "the type in full; * and ? may stand in the project, in the parents and inside the name"
        )
    if not _NAME.fullmatch(found["name"]):
        return (
            f"got {value!r}, which is too wide: the name {found['name']!r} must begin and end with at least {_FIXED} "
            "fixed characters; write the name in full, or wildcards in its middle"
        )
    return None


def _pattern(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return f"got {value!r}; write the text in quotes in the rule's message"
    if not re.search(r"\w", value):
        return f"got {value!r}, which names no single fault; write the text in quotes in the rule's message"
    return None


def _reason(value: object) -> str | None:
    letters = [letter for letter in value.lower() if letter.isalpha()] if isinstance(value, str) else []
    if len(letters) < _LETTERS or len(set(letters)) < _KINDS:
        return f"got {value!r}, which says nothing; write a sentence that says why this is safe"
    return None


def _owner(value: object) -> str | None:
    good = isinstance(value, str) and _OWNER.fullmatch(value)
    return None if good else f"got {value!r}; write an email address or a GitHub @user or @team"


def _date(value: object) -> str | None:
    good = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return None if good else f"got {value!r}; write a date such as 2026-12-31"


_RULES: Mapping[str, Callable[[object], str | None]] = {
    "rule": _rule,
    "urn": _urn,
    "pattern": _pattern,
    "reason": _reason,
    "owner": _owner,
    "expires": _date,
}
