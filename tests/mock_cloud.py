"""A recording stand-in for the Pulumi engine and AWS; `conftest.py` gives a fresh one to each test as `cloud`.

It keeps every resource that a program registers, refuses every call that the test has not answered, and can be told to
preview: then whatever only AWS can tell (ids, ARNs) is unknown, as in the first preview of a real stack.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pulumi
import pytest
from pulumi.runtime import mocks, rpc, settings
from pulumi.runtime.stack import run_pulumi_func

from tests.made_by_aws import made_by_aws

__all__ = ["Cloud", "Recorded"]

T = TypeVar("T")

PROJECT = "secure-site"
STACK = "test"


class Recorded(dict[str, Any]):
    """The inputs of one resource, named as on the wire (camelCase); secrets are opened, unknowns are UNKNOWN."""

    type: str
    name: str
    urn: str
    parent: str
    """URN of the parent."""
    protect: bool
    retain_on_delete: bool
    depends_on: frozenset[str]
    """URNs of what has to be there first."""
    secrets: frozenset[str]
    """Names of the inputs that hold a secret."""
    outputs: dict[str, Any]
    """What a component gave to register_outputs; empty for other resources."""
    is_finished: bool
    """Whether the resource is a component that called register_outputs."""

    def unknowns(self) -> set[str]:
        """Names of the inputs that are not wholly known."""
        return {name for name, value in self.items() if _has_unknown(value)}


@dataclass
class Cloud:
    """Builds components on mocks and answers what came of it."""

    loop: asyncio.AbstractEventLoop
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """Results, by token, of the provider functions that may be called ("aws:index/getCallerIdentity:...")."""
    by_urn: dict[str, Recorded] = field(default_factory=dict[str, Recorded])
    """Everything registered, in an order of chance."""
    exports: dict[str, Any] = field(default_factory=dict[str, Any])
    """What the program exported."""
    loops_of_threads: set[asyncio.AbstractEventLoop] = field(default_factory=set[asyncio.AbstractEventLoop])
    """Event loops that the SDK's mock monitor makes in its threads and leaves open."""

    def build(
        self,
        component: Callable[..., T],
        name: str,
        args: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        preview: bool = False,
    ) -> T:
        """Makes one component, waits for all that follows from it, and returns it. Raises what it raises."""
        return self.run(lambda: component(name, dict(args), opts), preview=preview)

    def run(self, program: Callable[[], T], *, preview: bool = False, stack: str = STACK, project: str = PROJECT) -> T:
        """Runs a program as the engine would, to the end of its last apply, and returns its result."""
        results: list[T] = []
        settings.set_root_resource(cast("Any", None))
        monitor = _Monitor(self)
        mocks.set_mocks(_Refusing(self), project=project, stack=stack, preview=preview, monitor=monitor)
        self.loop.run_until_complete(run_pulumi_func(lambda: results.append(program())))
        root = cast("Any", settings.get_root_resource())
        self.exports = {name: self.value(value) for name, value in root.outputs.items()}
        return results[0]

    @property
    def resources(self) -> list[Recorded]:
        """Everything registered, in the order of URNs: that of registration is chance."""
        return [self.by_urn[urn] for urn in sorted(self.by_urn)]

    def forget(self) -> None:
        """Drops everything registered, for a second run."""
        self.by_urn.clear()

    def one(self, resource_type: str) -> Recorded:
        """The only resource of a type. Fails the test when there is none, or more than one."""
        found = self.all(resource_type)
        if len(found) != 1:
            there = sorted({resource.type for resource in self.resources})
            pytest.fail(f"{len(found)} resources of type {resource_type}, wanted one; registered types: {there}")
        return found[0]

    def all(self, resource_type: str) -> list[Recorded]:
        """Every resource of a type, in the order of URNs."""
        return [resource for resource in self.resources if resource.type == resource_type]

    def named(self, name: str) -> Recorded:
        """The resource with a logical name. Fails the test unless there is exactly one."""
        found = [resource for resource in self.resources if resource.name == name]
        if len(found) != 1:
            pytest.fail(f"{len(found)} resources named {name!r}, wanted one; names: {[r.name for r in self.resources]}")
        return found[0]

    def children(self, parent: Recorded) -> list[Recorded]:
        """The resources directly under another."""
        return [resource for resource in self.resources if resource.parent == parent.urn]

    def value(self, output: Any) -> Any:
        """What an output (or plain value) resolved to; pulumi.output.UNKNOWN when it is not known."""
        return self.loop.run_until_complete(_resolve(output))

    def is_secret(self, output: pulumi.Output[Any]) -> bool:
        """Whether an output is marked as secret."""
        return self.loop.run_until_complete(output.is_secret())

    def dependencies(self, output: pulumi.Output[Any]) -> set[str]:
        """URNs of the resources that a user of the output waits for."""

        async def urns() -> set[str]:
            return {await _resolve(resource.urn) for resource in await output.resources()}

        return self.loop.run_until_complete(urns())

    def close(self) -> None:
        """Drops what a failed program left undone, so that it cannot reach the next test, and closes the loop."""
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        cast("Any", settings.SETTINGS).outputs.clear()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        for loop in {self.loop, *self.loops_of_threads}:
            loop.close()

    def unknown(self) -> pulumi.Output[Any]:
        """An output that nothing is known of, such as the ARN of something not created yet."""
        return pulumi.Output.from_input(cast("Any", pulumi.output.UNKNOWN))


class _Refusing(mocks.Mocks):
    """Gives each resource what its type has from AWS; answers only the calls that the test expects."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def call(self, args: mocks.MockCallArgs) -> Any:
        self._cloud.loops_of_threads.add(asyncio.get_event_loop())
        if args.token not in self._cloud.answers:
            raise AssertionError(f"unexpected call of {args.token}: put its result into cloud.answers")
        return dict(self._cloud.answers[args.token])

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self._cloud.loops_of_threads.add(asyncio.get_event_loop())
        inputs = cast("dict[str, Any]", args.inputs)  # pyright: ignore[reportUnknownMemberType]
        if not args.custom or pulumi.runtime.is_dry_run():
            return "", inputs
        plain = {name: rpc.unwrap_rpc_secret(value) for name, value in inputs.items()}
        made = made_by_aws(args.typ, args.name, plain)
        return str(made["id"]), {**made, **inputs}


class _Monitor(mocks.MockMonitor):
    """The SDK's mock monitor forgets parents, protection and the outputs of components; this one remembers."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(_Refusing(cloud))
        self._cloud = cloud

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 -- the name is the engine's
        response = super().RegisterResource(request)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if request.type == "pulumi:pulumi:Stack":
            return cast("Any", response)
        if response.urn in self._cloud.by_urn:
            raise AssertionError(f"two resources have the URN {response.urn}")
        inputs = cast("dict[str, Any]", rpc.deserialize_properties(request.object, keep_unknowns=True))
        record = Recorded({name: rpc.unwrap_rpc_secret(value) for name, value in inputs.items()})
        record.type, record.name, record.urn = request.type, request.name, response.urn
        record.parent, record.protect = request.parent, request.protect
        record.retain_on_delete = request.retainOnDelete
        record.depends_on = frozenset(request.dependencies)
        record.secrets = frozenset(name for name, value in inputs.items() if rpc.is_rpc_secret(value))
        record.outputs, record.is_finished = {}, False
        self._cloud.by_urn[record.urn] = record
        return cast("Any", response)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 -- the name is the engine's
        record = self._cloud.by_urn.get(request.urn)
        if record is not None:
            record.is_finished = True
            record.outputs = cast("dict[str, Any]", rpc.deserialize_properties(request.outputs, keep_unknowns=True))
        return super().RegisterResourceOutputs(request)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def _has_unknown(value: Any) -> bool:
    return pulumi.output.contains_unknowns(value)


async def _resolve(value: Any) -> Any:
    output = pulumi.Output.from_input(value)
    known = await cast("Awaitable[bool]", output.is_known())
    return await output.future() if known else pulumi.output.UNKNOWN
