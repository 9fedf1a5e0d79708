"""The permissions that a stack needs, one by one: the rows of the table that a reviewer reads."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from foundation.permissions.calls import PHASES, Calls, Phase
from foundation.permissions.conditions import Conditions, alternatives
from foundation.permissions.observed import OBSERVED, evidence
from foundation.permissions.program import Program, Resource
from foundation.permissions.roles import check_writable, roles
from foundation.permissions.table import TABLE
from secure_site_policies.iam.actions import described


class UnknownTypeError(LookupError):
    """The program registers a type that the table does not know."""


@dataclass(frozen=True)
class Grant:
    """One action on one resource."""

    action: str
    resource: str
    """ARN, or "*" where AWS has no resource-level permission."""
    conditions: Conditions
    phases: tuple[Phase, ...]
    evidence: str
    """OBSERVED, or the page that says why it is needed."""

    @property
    def service(self) -> str:
        """Prefix of the action."""
        return self.action.partition(":")[0]


@dataclass
class _Uses:
    phases: set[Phase] = field(default_factory=set[Phase])
    evidence: set[str] = field(default_factory=set[str])


def grants(program: Program) -> list[Grant]:
    """All that is needed to create, read, change and delete the program's resources, in the order of actions and ARNs.

    Raises UnknownTypeError for a type that is not in the table, LookupError for an ARN that is not known at preview,
    ValueError for what the deploy role must not write, for it could lift its own bounds.
    """
    uses: dict[tuple[str, str, str], _Uses] = {}
    for phase, action, arn, conditions, why in _needs(program):
        use = uses.setdefault((action, arn, json.dumps(conditions, sort_keys=True)), _Uses())
        use.phases.add(phase)
        use.evidence.add(why)
    return [
        Grant(action, arn, json.loads(conditions), _ordered(use.phases), _best(use.evidence))
        for (action, arn, conditions), use in sorted(uses.items(), key=lambda item: item[0])
    ]


def _needs(program: Program) -> Iterator[tuple[Phase, str, str, Conditions, str]]:
    """Phase, action, ARN, conditions and evidence of every call, for every resource."""
    known = roles(program)
    for resource in program.resources:
        check_writable(resource, known)
        calls = calls_of(resource)
        for phase, action in calls.needed(resource.facts):
            why = evidence(resource.type, phase, action, calls)
            for arn in _arns(action, resource, program):
                for conditions in alternatives(action, arn, phase == "read", program, known):
                    yield phase, action, arn, conditions, why


def read_half(found: Iterable[Grant]) -> list[Grant]:
    """What the preview role gets: all that is called to read, and nothing else."""
    return [grant for grant in found if "read" in grant.phases]


def calls_of(resource: Resource) -> Calls:
    """The entry of the table. Raises UnknownTypeError, which says what to write."""
    if resource.type in TABLE:
        return TABLE[resource.type]
    raise UnknownTypeError(
        f"{resource.name} is of type {resource.type!r}, which permissions/table does not know: write there "
        f'"{resource.type}": Calls(file=..., arns=..., read=..., create=..., update=..., delete=...), with the actions '
        "that the provider's file for this type calls"
    )


def _arns(action: str, resource: Resource, program: Program) -> list[str]:
    """What the action is granted on; "*" where AWS lets nobody narrow it to single resources."""
    if action.lower() in described(action.partition(":")[0]).everywhere:
        return ["*"]
    return [program.arn(template, resource) for template in calls_of(resource).called_on(action)]


def _ordered(phases: set[Phase]) -> tuple[Phase, ...]:
    return tuple(phase for phase in PHASES if phase in phases)


def _best(found: set[str]) -> str:
    return OBSERVED if OBSERVED in found else min(found)
