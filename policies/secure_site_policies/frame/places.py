"""The places of a resource that a rule reads: properties by their path, read one by one.

Reading a value that is known only at update raises; only that place is then undecided.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_policy import ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError


@dataclass(frozen=True, slots=True)
class Place:
    """One property of a resource."""

    path: str
    """The path as messages show it: "inlinePolicies[0].policy"."""
    read: Callable[[], Any]
    """Returns the value, or None where it is not set. Raises UnknownValueError for a value known only at update."""


Places = Callable[[ResourceValidationArgs], Iterator[Place]]
"""Returns the places that a rule reads in a resource."""


def places_of(paths: Mapping[str, str | Sequence[str]], *, absent: bool = False) -> Places:
    """The places at fixed paths of resource types.

    paths: resource type -> path or paths such as "origins.*.domainName", where `*` stands for every item of a list.
    absent: whether a property that is not set is a place too, which reads None. Default: False.
    """

    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        found = paths.get(args.resource_type, ())
        for path in [found] if isinstance(found, str) else found:
            yield from walk(args.props, path.split("."), absent=absent)

    return places


def the_resource(*resource_types: str) -> Places:
    """Each resource of these types as one place, whose value is all its properties."""

    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        if args.resource_type in resource_types:
            yield Place(args.resource_type, lambda: args.props)

    return places


def is_set(holder: Mapping[str, Any], key: str) -> bool:
    """Whether a property is present and not empty. A value known only at update counts as set."""
    try:
        return bool(holder.get(key))
    except UnknownValueError:
        return True


def walk(holder: Any, steps: Sequence[str], above: str = "", *, absent: bool = False) -> Iterator[Place]:
    """The places beneath a mapping or list that the steps lead to. An unknown value on the way is itself the place.

    `*` is every item of a list or of a map. Versions of a provider write one object or a list of one: a single object
    where the steps expect a list is its only item, and each item of a list is read where they expect an object.
    """
    step, *rest = _fitting(holder, steps)
    if step != "*" and step not in list(holder):
        if absent:
            yield Place(".".join(filter(None, [above, *steps])), lambda: None)
        return
    for key in (range(len(holder)) if _is_list(holder) else list(holder)) if step == "*" else [step]:
        path = f"{above}[{key}]" if step == "*" else f"{above}.{key}".removeprefix(".")
        place = Place(path, lambda key=key: holder[key])
        try:
            value = holder[key]
        except UnknownValueError:
            yield place
            continue
        if rest and (isinstance(value, Mapping) or _is_list(value)):
            yield from walk(value, rest, path, absent=absent)
        elif value is not None or absent:
            yield place


def _fitting(holder: Any, steps: Sequence[str]) -> Sequence[str]:
    """The steps as they fit a holder that is one object instead of a list, or a list instead of one object."""
    if _is_list(holder):
        return steps if steps[0] == "*" else ["*", *steps]
    return steps[1:] if steps[0] == "*" and len(steps) > 1 else steps


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
