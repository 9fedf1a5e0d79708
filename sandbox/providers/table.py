"""What the tables of resource types are made of: an entry a type, data wherever data will do.

An entry's steps are AWS operations (`Call`) whose arguments come from the resource's properties by name, or plain
functions (`Hook`) for what no table can say. `sandbox/providers/aws/s3.py` is the one to read first.
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
    """One resource in the course of one operation."""

    type: str
    name: str
    """Logical name in the program."""
    region: str
    inputs: Props
    """What the program gives; in a read and a delete, what it gave last."""
    id: str = ""
    state: Props = field(default_factory=dict[str, Any])
    """Inputs and outputs as of the last operation; empty in a create."""
    masked: Props = field(default_factory=dict[str, Any])
    """`inputs` with every secret masked."""

    def properties(self) -> Props:
        """What calls take their arguments from: the state, overlaid with the inputs, and the id."""
        given = {key: value for key, value in self.inputs.items() if value is not ANY}
        # First, so that a property which an entry renames to a member of that name wins.
        return {**({"id": self.id} if self.id else {}), **self.state, **given}


Hook = Callable[[AwsClients, Item], Props | None]
"""Does what no table can say. Returns properties under their Pulumi names, or None. Raises ResourceError."""

Output = str | Callable[[Props], Any]
"""Where an output comes from: a dotted path in an answer, a template over properties ("arn:aws:s3:::{bucket}"), a
function of the properties, or "" where a hook gives it."""


@dataclass(frozen=True)
class Call:
    """One AWS operation."""

    operation: str
    """boto3's name of it, as "put_bucket_policy"."""
    inside: str = ""
    """Dotted path of the member that holds the properties which are no members of the operation itself. It is looked
    through in the arguments and in the answer. Default: none."""
    result: str = ""
    """Dotted path, in the answer, of the resource. Default: the whole answer. Of a list the first item is taken."""
    pick: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a list in `result`, the item to take: member -> template ({"logGroupName": "{name}"})."""
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Arguments that are not looked up by name: member -> constant, or a template over the properties."""
    from_read: Mapping[str, str] = field(default_factory=dict[str, str])
    """Arguments out of a fresh answer of the entry's first read: member -> dotted path ({"IfMatch": "ETag"})."""
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    """Added to the entry's `rename` for this call."""
    only: tuple[str, ...] = ()
    """The properties it takes. Default: all that have a member."""
    when: tuple[str, ...] = ()
    """Only where one of these properties is given (create) or has changed (update). Default: always."""
    optional: bool = False
    """In a read: that the answer is "not found" does not mean that the resource is gone."""
    service: str = ""
    """boto3's name of the service. Default: the entry's."""
    prepare: Callable[[Item, dict[str, Any]], dict[str, Any]] | None = None
    """Last word on the arguments."""


Step = Call | Hook


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What every resource type has, wherever it lives."""

    outputs: Mapping[str, Output] = field(default_factory=dict[str, Output])
    """Computed properties; unknown in the preview of a create."""
    replace_on: frozenset[str] = frozenset()
    """Properties, or dotted paths without indexes ("scope.type"), whose change needs a new resource."""
    identity: tuple[str, ...] = ()
    """Properties that make up the physical name. A replacement that keeps them must delete first."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Top-level inputs that the real provider fills in."""
    auto_name: str = ""
    """The property that gets a name with a random end where the program gives none. Default: none."""
    id: str
    """Template of the resource's id over inputs and outputs, as "{role}:{name}". An import reads it backwards."""

    def parse_id(self, resource_id: str) -> Props:
        """The properties that the id consists of, for an import that knows nothing else."""
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
    """Done ahead of a create and an update, while nothing of a new resource exists that a failure could orphan."""
    update: Sequence[Step] | None = None
    """Default: `create` again, for operations that put."""
    rename: Mapping[str, str] = field(default_factory=dict[str, str])
    """Property path -> member path where they differ; see names.Names."""
    not_kept: frozenset[str] = frozenset()
    """Properties that the local cloud takes but does not give back: reads leave them as they are, drift and all."""
    handled: frozenset[str] = frozenset()
    """Properties that no call takes: a hook does, or they concern only the provider. Any other leftover is rejected."""

    def service_of(self, call: Call) -> str:
        """Returns boto3's name of the service that a call goes to."""
        return call.service or self.service


@dataclass(frozen=True, kw_only=True)
class RecordedEntry(Entry):
    """A resource type that no emulator has: it is recorded in a file and rehearsed no further."""


def fill(template: Any, properties: Mapping[str, Any]) -> Any:
    """A template's text. Whatever is no text stays as it is. Raises KeyError with the property that is missing."""
    if isinstance(template, str):
        return _FIELD.sub(lambda found: str(properties[found[1]]), template)
    if isinstance(template, list):
        return [fill(item, properties) for item in template]  # pyright: ignore[reportUnknownVariableType]
    return template
