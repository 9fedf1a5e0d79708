"""The parts of the tables of resource types: one entry for each type, as data wherever possible.

An entry's steps are AWS operations (`Call`), whose arguments come from the resource's properties by name, or plain
functions (`Hook`) where no table can express the step. Read `sandbox/providers/aws/s3.py` first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.providers.clients import AwsClients
from sandbox.providers.values import ANY, Props

_FIELD = re.compile(r"{(\w+)}")


@dataclass
class Item:
    """One resource during one operation."""

    type: str
    name: str
    """The logical name in the program."""
    region: str
    inputs: Props
    """The program's inputs; in a read and a delete, those of the last update."""
    id: str = ""
    state: Props = field(default_factory=dict[str, Any])
    """Inputs and outputs after the last operation; empty in a create."""
    masked: Props = field(default_factory=dict[str, Any])
    """`inputs` with every secret masked."""

    def properties(self) -> Props:
        """Returns the properties from which calls take arguments: the state, overlaid with the inputs, and the id."""
        given = {key: value for key, value in self.inputs.items() if value is not ANY}
        # First, so that a property which an entry renames to a member of that name wins.
        return {**({"id": self.id} if self.id else {}), **self.state, **given}


NEVER_SENT = frozenset({"region", "tagsAll", "timeouts"})
"""Properties that concern the provider alone."""

Hook = Callable[[AwsClients, Item], Props | None]
"""A step that no table can express. Returns properties under their Pulumi names, or None. Raises ResourceError."""

Output = str | Callable[[Props], Any]
"""The origin of an output: a dotted path in an answer, a template over properties ("arn:aws:s3:::{bucket}"), a
function of the properties, or "" where a hook returns it."""


@dataclass(frozen=True)
class Call:
    """One AWS operation."""

    operation: str
    """boto3's name of the operation, such as "put_bucket_policy"."""
    inside: str = ""
    """The dotted path of the member that holds properties which are not members of the operation itself. It is searched
    in the arguments and in the answer. Default: none."""
    result: str = ""
    """The dotted path of the resource in the answer. A list stands for its first item. Default: the whole answer."""
    pick: Mapping[str, str] = field(default_factory=dict[str, str])
    """Selects an item of a list in `result`: member -> template ({"logGroupName": "{name}"})."""
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Arguments that are not found by name: member -> constant, or a template over the properties."""
    from_read: Mapping[str, str] = field(default_factory=dict[str, str])
    """Arguments from a fresh answer of the entry's first read: member -> dotted path ({"IfMatch": "ETag"})."""
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    """Added to the entry's `rename` for this call."""
    only: tuple[str, ...] = ()
    """The properties that the call takes. Default: all that have a member."""
    when: tuple[str, ...] = ()
    """The call is made only if one of these properties is set (create) or has changed (update). Default: always."""
    optional: bool = False
    """In a read, the answer "not found" does not mean that the resource is gone."""
    service: str = ""
    """boto3's name of the service. Default: the entry's."""
    prepare: Callable[[Item, dict[str, Any]], dict[str, Any]] | None = None
    """Changes the arguments last."""


Step = Call | Hook


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The fields of every resource type, rehearsed or recorded."""

    outputs: Mapping[str, Output] = field(default_factory=dict[str, Output])
    """Computed properties; unknown in the preview of a create."""
    replace_on: frozenset[str] = frozenset()
    """Properties, or dotted paths without indexes ("scope.type"), whose change needs a new resource."""
    identity: tuple[str, ...] = ()
    """Properties that make up the physical name. A replacement that keeps them must delete first."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Top-level inputs that the official provider fills in."""
    auto_name: str = ""
    """The property that gets a name with a random end if the program sets none. Default: none."""
    redacted: Mapping[str, str] = field(default_factory=dict[str, str])
    """Secrets that AWS never returns and that the official provider takes from its answer all the same: path -> what it
    gets. The state never has the secret, so every update finds a difference, unless the program ignores it."""
    modelled_by: Sequence[Call] = ()
    """Operations that the entry does not call, but whose models say which values are valid: those that its hooks make,
    and those of a recorded type. Each names its service."""
    id: str
    """The template of the id over inputs and outputs, such as "{role}:{name}". An import reads it backwards."""

    def parse_id(self, resource_id: str) -> Props:
        """Returns the properties in an id, for an import that has nothing else."""
        pattern = "".join(
            f"(?P<{part[1:-1]}>.+?)" if _FIELD.fullmatch(part) else re.escape(part)
            for part in re.split(r"({\w+})", self.id)
        )
        found = re.fullmatch(pattern, resource_id)
        return dict(found.groupdict()) if found else {}


@dataclass(frozen=True, kw_only=True)
class AwsEntry(Entry):
    """A resource type that the local cloud has."""

    service: str
    """boto3's name of the service."""
    create: Sequence[Step]
    read: Sequence[Step]
    """The first step decides whether the resource is there. Later answers win."""
    delete: Sequence[Step]
    before: Sequence[Hook] = ()
    """Hooks before a create and an update, while no new resource exists that a failure could orphan."""
    update: Sequence[Step] | None = None
    """Default: `create` again, for operations that put."""
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    """Property path -> member path where they differ; see names.Names."""
    not_kept: frozenset[str] = frozenset()
    """Properties that the local cloud accepts but does not return. A read leaves them as they are and sees no drift."""
    handled: frozenset[str] = frozenset()
    """Properties that no call takes: a hook does, or they concern only the provider. Any other leftover is rejected."""

    def service_of(self, call: Call) -> str:
        """Returns boto3's name of the service that a call goes to."""
        return call.service or self.service


@dataclass(frozen=True, kw_only=True)
class RecordedEntry(Entry):
    """A resource type that no emulator has. It is recorded in a file and not rehearsed."""


def fill(template: Any, properties: Mapping[str, Any]) -> Any:
    """Fills a template. A value that is not text stays as it is. Raises KeyError with a missing property."""
    if isinstance(template, str):
        return _FIELD.sub(lambda found: str(properties[found[1]]), template)
    if isinstance(template, list):
        return [fill(item, properties) for item in template]  # pyright: ignore[reportUnknownVariableType]
    return template
