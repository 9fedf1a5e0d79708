"""Serves a provider to the engine over gRPC, with errors of one line.

The SDK's own server turns every exception into a message with a traceback. It cannot report a resource that was
created in part, and it cannot serve an engine that attaches to a running provider (PULUMI_DEBUG_PROVIDERS).
"""

import sys
from collections.abc import Awaitable, Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from google.protobuf import empty_pb2
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.provider import Provider
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from sandbox.providers.errors import PartlyCreatedError, ResourceError

_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024)]
_METHODS = ("Invoke", "CheckConfig", "Configure", "Check", "Create", "Read", "Update", "Delete")


async def listen(package: str, provider: Provider, engine_address: str = "") -> tuple[grpc.aio.Server, int]:
    """Starts to serve `provider` on a free port of loopback. Returns the server and its port."""
    server = grpc.aio.server(options=_OPTIONS)
    # The version of the SDK whose resource types are served.
    servicer = _Servicer([], metadata.version(f"pulumi_{package}"), provider, engine_address=engine_address)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, port


async def serve(package: str, provider: Provider, engine_address: str) -> None:
    """Serves until the engine ends this process. The engine reads the port from the first line of the output."""
    server, port = await listen(package, provider, engine_address)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()


class _Servicer(ProviderServicer):
    async def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        # The protocol carries the last inputs too, and the difference is between inputs; the SDK passes on `olds`.
        if request.HasField("old_inputs"):
            request.olds.CopyFrom(request.old_inputs)
        return await _plainly(super().Diff, request, context)

    async def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        del request, context
        return empty_pb2.Empty()


def _with_plain_errors(name: str) -> Callable[..., Awaitable[Any]]:
    original = getattr(ProviderServicer, name)

    async def method(self: _Servicer, request: Any, context: Any) -> Any:
        return await _plainly(lambda *args: original(self, *args), request, context)

    return method


for _name in _METHODS:
    setattr(_Servicer, _name, _with_plain_errors(_name))


async def _plainly(method: Callable[..., Awaitable[Any]], request: Any, context: Any) -> Any:
    try:
        return await method(request, context)
    except Exception as error:
        # The SDK raises another exception with the traceback in its message; the original one is the context.
        cause = error.__context__ if error.__context__ is not None else error
        await context.abort_with_status(_status(cause))


def _status(cause: BaseException) -> Any:
    status: Any = grpc.Status()  # a tuple of three to grpc's server, to be filled in
    status.code = grpc.StatusCode.UNKNOWN
    status.details = _message(cause)
    status.trailing_metadata = ()
    if isinstance(cause, PartlyCreatedError):
        detail = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=status.details)
        failed: Any = provider_pb2.ErrorResourceInitFailed(
            id=cause.resource_id,
            reasons=[status.details],
            properties=PropertyValue.marshal_map(dict(cause.properties)),
        )
        detail.details.add().Pack(failed)
        status.trailing_metadata = (("grpc-status-details-bin", detail.SerializeToString()),)
    return status


def _message(cause: BaseException) -> str:
    if isinstance(cause, ResourceError):
        return str(cause)
    # The text of an unforeseen exception may quote a secret. Its file and line are enough to find the fault.
    place = cause.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place is not None else ""
    return f"fault in the sandbox's provider: {type(cause).__name__}{where}"
