"""A stack as a rule reads it: all its resources, and which of them belong together."""

import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.translate import presented_in_stack

_Derived = TypeVar("_Derived")

_NO_COMPONENT = re.compile(r"pulumi:|aws-native:|[^:]+:[^:]*/")
"""Pulumi's own types, and the forms of types of providers: "aws:s3/bucket:Bucket". The state of another tool may have
such a resource without its provider."""
_NAMES = ("id", "arn", "bucket", "name")


class UnknownElsewhereError(UnknownValueError):
    """A value is unknown in a resource other than the subject that the rule judges."""

    def __init__(self, resource: PolicyResource, error: UnknownValueError) -> None:
        super().__init__(error.unknown_type_sentinel, error.props)
        self.resource = resource
        """The resource with the unknown property."""


class Stack:
    """The resources of a stack, with the outputs that the preview or the update knows, in the order of their URNs.

    The engine sends them in the order of registration, which differs from run to run. Messages must not.
    """

    def __init__(self, resources: Iterable[PolicyResource], config: Mapping[str, Any]) -> None:
        self.config = config
        """The config of the rule that judges."""
        self._by_type: dict[str, list[PolicyResource]] = {}
        self.unread: list[tuple[PolicyResource, Exception]] = []
        """The resources of which the pack could not read what they stand for, each with the error."""
        shown = (one for resource in resources for one in self._presented(resource))
        for resource in sorted(shown, key=lambda resource: resource.urn):
            self._by_type.setdefault(resource.resource_type, []).append(resource)
        self._indices: dict[tuple[str, str], _Index] = {}
        self._derived: dict[object, Any] = {}

    def _presented(self, resource: PolicyResource) -> Sequence[PolicyResource]:
        try:
            return list(presented_in_stack(resource))
        except Exception as error:
            self.unread.append((resource, error))
            return [resource]

    def derived(self, make: Callable[["Stack"], _Derived]) -> _Derived:
        """What a function or class makes of this stack; it is called once for each stack."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return self._derived[make]

    def all(self, *resource_types: str) -> Sequence[PolicyResource]:
        """The resources of these types."""
        return [resource for resource_type in resource_types for resource in self._by_type.get(resource_type, ())]

    def components(self) -> Sequence[PolicyResource]:
        """The component resources: those that no provider manages, without what Pulumi itself registers."""
        found = [one for each in self._by_type.values() for one in each if is_component(one)]
        return sorted(found, key=lambda resource: resource.urn)

    def beside(self, subject: PolicyResource, resource_type: str, key: str = "bucket") -> Sequence[PolicyResource]:
        """The resources of a type whose property `key` names the subject: with "bucket", the policies of a bucket.

        A property names the subject by a reference in the program, or by its id, ARN or name as the value.
        """
        index = self._indices.get((resource_type, key))
        if index is None:
            index = self._indices[resource_type, key] = _Index(self.all(resource_type), key)
        return index.of(subject)


class _Index:
    """Resources of one type by what one property names: to look at every pair takes seconds in a large stack."""

    def __init__(self, resources: Sequence[PolicyResource], key: str) -> None:
        self._resources = resources
        self._by_urn: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for position, resource in enumerate(resources):
            for referred in resource.property_dependencies.get(key, ()):
                self._by_urn.setdefault(referred.urn, []).append(position)
            for name in known(resource, key):
                self._by_name.setdefault(name, []).append(position)

    def of(self, subject: PolicyResource) -> Sequence[PolicyResource]:
        """The resources that name the subject, each once, in their order."""
        found = set(self._by_urn.get(subject.urn, ()))
        for name in known(subject, *_NAMES):
            found.update(self._by_name.get(name, ()))
        return [self._resources[position] for position in sorted(found)]


def is_component(resource: PolicyResource) -> bool:
    """Whether a resource is a component, whose properties are the outputs that it registered."""
    return resource.provider is None and not _NO_COMPONENT.match(resource.resource_type)


@contextmanager
def reading(resource: PolicyResource) -> Generator[None]:
    """Wrap reading a resource other than the subject: an unknown value is then reported on that resource."""
    try:
        yield
    except UnknownValueError as error:
        raise UnknownElsewhereError(resource, error) from error


def known(resource: PolicyResource, *keys: str) -> set[str]:
    """The values of these properties that are text and known."""
    return {value for key in keys if isinstance(value := _value(resource, key), str) and value}


def _value(resource: PolicyResource, key: str) -> Any:
    try:
        return resource.props.get(key)
    except UnknownValueError:
        return None
