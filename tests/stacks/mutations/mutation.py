"""How a single change is made to the program without touching it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from sandbox.program import run_program

ACCOUNT = "123456789012"
PREFIX = "secure-site-dev"
TAGS = {"Project": "secure-site", "Stack": "dev", "ManagedBy": "Pulumi"}

Change = Callable[[dict[str, Any]], None]
"""Changes the inputs of a resource, spelled as in the Python SDK, in place."""


@dataclass(frozen=True)
class Mutation:
    """One unsafe change: of a resource that is there, or by one more."""

    name: str
    """What it does, as somebody would write it in the pull request."""
    rules: frozenset[str]
    """Exactly those that block it."""
    resource: str = ""
    """Name of the resource that is changed. Default: none."""
    change: Change | None = None
    add: Callable[[], object] | None = None
    """Registers one more resource."""


def changed(name: str, rules: str, resource: str, change: Change) -> Mutation:
    """A change of a resource. rules: names with spaces between."""
    return Mutation(name, frozenset(rules.split()), resource, change)


def added(name: str, rules: str, add: Callable[[], object]) -> Mutation:
    """One more resource."""
    return Mutation(name, frozenset(rules.split()), add=add)


def mutated(mutation: Mutation) -> Callable[[], None]:
    """The program with this change, for a Stack. Raises AssertionError where there is no such resource."""

    def program() -> None:
        changed: list[str] = []

        def transform(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
            if args.name != mutation.resource or mutation.change is None:
                return None
            props = dict(args.props)
            mutation.change(props)
            changed.append(args.name)
            return pulumi.ResourceTransformationResult(props, args.opts)

        pulumi.runtime.register_stack_transformation(transform)
        run_program()
        if mutation.add is not None:
            mutation.add()
        elif not changed:
            raise AssertionError(f"the program has no resource {mutation.resource!r}")

    return program


def put(**properties: Any) -> Change:
    """Sets properties."""
    return lambda props: props.update(properties)


def drop(*names: str) -> Change:
    """Takes properties away."""

    def change(props: dict[str, Any]) -> None:
        for name in names:
            del props[name]

    return change


def inside(path: str, change: Change) -> Change:
    """Changes an object inside: "stages.0.actions.0.configuration"."""

    def outer(props: dict[str, Any]) -> None:
        holder: Any = props
        *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in above:
            # The program may share these with other resources.
            holder[step] = holder[step].copy()
            holder = holder[step]
        holder[last] = dict(holder[last])
        change(holder[last])

    return outer


def statement(first: Mapping[str, Any], key: str = "policy") -> Change:
    """Lays elements over the first statement of a document; None takes one away."""

    def change(props: dict[str, Any]) -> None:
        document = json.loads(props[key])
        merged = {**document["Statement"][0], **first}
        document["Statement"][0] = {element: value for element, value in merged.items() if value is not None}
        props[key] = json.dumps(document)

    return change


def one_more_statement(more: Mapping[str, Any]) -> Change:
    """Adds to what a policy says."""

    def change(props: dict[str, Any]) -> None:
        props["policy"] = document(*json.loads(props["policy"])["Statement"], more)

    return change


def document(*statements: Mapping[str, Any]) -> str:
    """A policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, on: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """An Allow for an identity."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}
