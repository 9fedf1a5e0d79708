"""Starts ministack, with IAM asked what AWS asks it, on a socket that is bound already.

python -m sandbox.emulator.authorization FILE_DESCRIPTOR
"""

import sys
from importlib import import_module
from typing import Any

from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.authorization.judge import install

_server: Any = import_module("hypercorn.asyncio")
_serve = _server.serve
_socket = sys.argv.pop()  # ministack reads the command line as well


async def _serve_on_socket(app: Any, config: Any) -> None:
    """Takes the place of ministack's own addresses: its port, and 443 where this user may bind it."""
    config.bind = [f"fd://{_socket}"]
    await _serve(app, config)


_server.serve = _serve_on_socket
install()
part("app").main()
