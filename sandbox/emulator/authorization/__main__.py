"""Starts ministack with the checks of this package and as strict as AWS, on a socket that is bound already.

python -m sandbox.emulator.authorization FILE_DESCRIPTOR
"""

import os
import socket
import sys
from importlib import import_module
from typing import Any

from sandbox.emulator import alarms, disabled, events, keys, names, origin, records, service_session, states
from sandbox.emulator.authorization import authorize, federation, principal, simulation, tagging
from sandbox.emulator.authorization.emulator import delay_tags, part

_server: Any = import_module("hypercorn.asyncio")
_serve = _server.serve
_socket = sys.argv.pop()  # ministack reads the command line as well


async def _serve_on_socket(app: Any, config: Any) -> None:
    """Serves on the socket instead of ministack's own addresses: its port, and 443 if this user may bind it."""
    config.bind = [f"fd://{_socket}"]
    await _serve(app, config)


_server.serve = _serve_on_socket
authorize.install()
federation.install()
principal.install()
simulation.install()
tagging.install()
delay_tags()
origin.install()
keys.install()
names.install()
events.install()
alarms.install()
states.install()
disabled.install()
service_session.listen_at(socket.socket(fileno=os.dup(int(_socket))).getsockname()[1])
records.install()
part("app").main()
