"""Properties that are known only at update: each is reported once, however many rules could not read it.

By itself, pulumi-policy turns an unknown value into an advisory note, even for a mandatory rule. Here a rule that
cannot read a value enters the property in a ledger. After the last of them, the rule `unknown-values` (for what only
stack rules read: `unknown-values-in-stack`) reports each property of the ledger: one violation that names all the rules
that it keeps waiting, at that rule's own level.

Resources that the config lists under `decidedAtUpdate` get one advisory note instead. At update every value is known,
and every rule judges it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pulumi_policy import ReportViolation
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.translate import own_urn
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.frame.wording import listed

KEY = "decidedAtUpdate"

CONFIG: Mapping[str, Mapping[str, Any]] = {
    KEY: {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "description": "URNs of resources that may have unknown properties at preview; `*` and `?` are wildcards.",
    }
}
"""JSON schema of the config that every rule accepts. The setting of rule `unknown-values` counts for all rules."""

_MOST_RULES = 12


class Subject(Protocol):
    """A resource, as both resource rules and stack rules see it."""

    urn: str
    name: str


@dataclass(slots=True)
class Unread:
    """A property that is known only at update."""

    urn: str
    """URN of the resource."""
    name: str
    """Name of the resource."""
    path: str
    """Path of the property: "inlinePolicies[0].policy"."""
    error: UnknownValueError
    """The error that reading it raised."""
    rules: dict[str, None] = field(default_factory=dict[str, None])
    """The rules that could not read it, in the order in which they judge; the values of the dict mean nothing."""
    may_be_late: bool = True
    """Whether the config of each of these rules lists the resource under `decidedAtUpdate`."""


class Ledger:
    """The properties that rules could not read since the ledger was last emptied."""

    def __init__(self) -> None:
        self._unread: dict[str, dict[str, Unread]] = {}
        self._left_out: dict[str, Sequence[str]] = {}
        self.late: Sequence[str] = ()
        """URNs that may have unknown properties, besides those in the config of the rule that empties the ledger."""

    def leave_out(self, urn: str, paths: Sequence[str]) -> None:
        """Leaves these properties of a resource out of the next `take_all`: they are reported already."""
        self._left_out[urn] = paths

    def enter(self, rule: str, subject: Subject, error: UnknownValueError, config: Mapping[str, Any]) -> None:
        """Enters a property that a rule could not read. config: the rule's config."""
        path = path_of(error)
        urn = own_urn(subject.urn)
        of_subject = self._unread.setdefault(urn, {})
        entry = of_subject.setdefault(path, Unread(urn, subject.name, path, error))
        entry.rules[rule] = None
        entry.may_be_late &= _matches(urn, late_urns(config))

    def take(self, urn: str) -> list[Unread]:
        """The properties of one resource, which leave the ledger."""
        return list(self._unread.pop(urn, {}).values())

    def take_all(self) -> list[Unread]:
        """The properties of all resources that are not left out, ordered by URN. The ledger is then empty."""
        left_out, self._left_out = self._left_out, {}
        found = [entry for urn in sorted(self._unread) for entry in self.take(urn)]
        return [entry for entry in found if entry.path not in left_out.get(entry.urn, ())]


OF_RESOURCES = Ledger()
"""What resource rules could not read. Rule `unknown-values` empties it, resource by resource."""

OF_STACK = Ledger()
"""What stack rules could not read. Rule `unknown-values-in-stack` empties it."""


def path_of(error: UnknownValueError) -> str:
    """The path of the property whose reading raised: "inlinePolicies[0].policy"."""
    steps = (f"[{step}]" if re.fullmatch(r"[0-9]+", step) else f".{step}" for step in error.props)
    return "".join(steps).removeprefix(".")


def fail_closed(unread: Iterable[Unread], urns: Sequence[str], report: ReportViolation) -> None:
    """Reports properties of the ledger, each once.

    urns: of resources that may have unknown properties; `*` and `?` are wildcards.

    Raises one of the errors, which pulumi-policy turns into an advisory note, for properties that may be late.
    """
    late: list[Unread] = []
    for entry in unread:
        if entry.may_be_late or _matches(entry.urn, urns):
            late.append(entry)
        else:
            report(f"{entry.name}: {entry.path}: {_undecided(entry)}", entry.urn)
    if late:
        places = ", ".join(f"{entry.name}: {entry.path}" for entry in late)
        verb = "is" if len(late) == 1 else "are"
        late[0].error.message = f"{places} {verb} not known yet; every rule judges it at update"
        raise late[0].error


def _undecided(entry: Unread) -> str:
    return (
        "this cannot be decided at preview: the value depends on a resource that AWS has not created yet. At update "
        f"it is judged by {listed(entry.rules, _MOST_RULES)}.\n"
        f"Write instead names and ARNs that the program knows, or add the URN to {KEY} in the config of rule "
        "unknown-values: the preview then notes the property, and the update judges it."
    )


def late_urns(config: Mapping[str, Any]) -> Sequence[str]:
    """The setting `decidedAtUpdate` in a rule's config."""
    return config.get(KEY, ())


def _matches(urn: str, patterns: Iterable[str]) -> bool:
    return any(wildcard(pattern).fullmatch(urn) for pattern in patterns)
