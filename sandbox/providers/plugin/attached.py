"""Serves both packages from this process. The engine attaches to them instead of starting plugins.

To start two Python processes, each with its own AWS clients, would double the time of a preview without changes.
https://pulumi-developer-docs.readthedocs.io/latest/docs/debugging/README.html
"""

import asyncio
import threading
from collections.abc import Collection, Mapping
from concurrent.futures import Future

import grpc.aio

from sandbox.providers import PACKAGES
from sandbox.providers.plugin.packages import provider_of
from sandbox.providers.plugin.server import listen


def attach(environment: Mapping[str, str], packages: Collection[str] = PACKAGES) -> dict[str, str]:
    """Starts to serve in a thread that ends with the process, and returns the variable with the ports for the engine.

    environment: see `provider_of`.
    packages: those to serve. Default: all.
    """
    ports: Future[dict[str, int]] = Future()

    def serve() -> None:
        asyncio.run(_serve(environment, packages, ports))

    threading.Thread(target=serve, name="providers", daemon=True).start()
    return {"PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{port}" for package, port in ports.result().items())}


async def _serve(environment: Mapping[str, str], packages: Collection[str], ports: "Future[dict[str, int]]") -> None:
    servers: list[grpc.aio.Server] = []
    found: dict[str, int] = {}
    try:
        for package in packages:
            server, found[package] = await listen(package, provider_of(package, environment))
            servers.append(server)
    except Exception as error:
        ports.set_exception(error)
        return
    ports.set_result(found)
    await asyncio.gather(*(server.wait_for_termination() for server in servers))
