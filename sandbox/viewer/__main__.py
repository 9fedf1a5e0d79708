"""`python -m sandbox.viewer --config FILE --sockets HTTPS HTTP`: serves until SIGTERM."""

import argparse
import asyncio
import logging
import socket
from pathlib import Path

from sandbox.viewer.config import ViewerConfig
from sandbox.viewer.proxy import serve


def main() -> None:
    """Reads the settings and serves. A SIGTERM ends the process and the requests that are under way."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.viewer", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="settings, as JSON")
    parser.add_argument("--sockets", type=int, nargs=2, required=True, help="file descriptors to listen on")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    https, http = (socket.socket(fileno=number) for number in chosen.sockets)
    asyncio.run(serve(ViewerConfig.read(chosen.config), https, http))


if __name__ == "__main__":
    main()
