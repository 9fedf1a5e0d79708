"""The permissions that a stack needs, one by one: the rows of the table for the reviewer."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from foundation.permissions import page_check
from foundation.permissions.calls import PHASES, Calls, Phase
from foundation.permissions.conditions import Conditions, alternatives
from foundation.permissions.observed import OBSERVED, evidence
from foundation.permissions.program import Program, Resource
from foundation.permissions.roles import check_writable, roles
from foundation.permissions.table import TABLE
from secure_site_policies.iam.actions import described


class UnknownTypeError(LookupError):
    """The program registers a resource type that the table lacks."""


@dataclass(frozen=True)
class Grant:
    """The permission for one action on one resource."""

    action: str
    resource: str
    """ARN, or "*" if AWS has no resource-level permission for the action."""
    conditions: Conditions
    phases: tuple[Phase, ...]
    evidence: str
    """OBSERVED, or the address of the page that documents the need."""

    @property
    def service(self) -> str:
        """The prefix of the action."""
        return self.action.partition(":")[0]


@dataclass
class _Uses:
    phases: set[Phase] = field(default_factory=set[Phase])
    evidence: set[str] = field(default_factory=set[str])


def grants(program: Program) -> list[Grant]:
    """The grants to create, read, update and delete the program's resources, sorted by action and ARN.

    Raises UnknownTypeError for a type that the table lacks, LookupError for an ARN that is not known at preview, and
    ValueError for a resource that the deploy role must not write, because it could remove its own limits with it.
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
    """The phase, action, ARN, conditions and evidence of every call for every resource, and of the check of pages."""
    known = roles(program)
    for resource in program.resources:
        check_writable(resource, known)
        calls = calls_of(resource)
        for phase, action in calls.needed(resource.facts):
            why = evidence(resource.type, phase, action, calls)
            for arn in _arns(action, resource, program):
                for conditions in alternatives(action, arn, phase == "read", program, known):
                    yield phase, action, arn, conditions, why
    for need in page_check.needs(program):
        yield "update", need.action, need.arn, need.conditions, page_check.PAGE


def read_half(found: Iterable[Grant]) -> list[Grant]:
    """The grants of the roles that read: only the calls that read."""
    return [grant for grant in found if "read" in grant.phases]


def calls_of(resource: Resource) -> Calls:
    """The table's entry for a resource. Raises UnknownTypeError, with the entry to write."""
    if resource.type in TABLE:
        return TABLE[resource.type]
    raise UnknownTypeError(
        f"{resource.name} has the type {resource.type!r}, which foundation/permissions/table lacks: add "
        f'"{resource.type}": Calls(file=..., arns=..., read=..., create=..., update=..., delete=...), with the actions '
        "that the provider's file for this type calls"
    )


def _arns(action: str, resource: Resource, program: Program) -> list[str]:
    """The ARNs of the action; "*" if AWS has no resource-level permission for it."""
    if action.lower() in described(action.partition(":")[0]).everywhere:
        return ["*"]
    return [program.arn(template, resource) for template in calls_of(resource).called_on(action)]


def _ordered(phases: set[Phase]) -> tuple[Phase, ...]:
    return tuple(phase for phase in PHASES if phase in phases)


def _best(found: set[str]) -> str:
    return OBSERVED if OBSERVED in found else min(found)
