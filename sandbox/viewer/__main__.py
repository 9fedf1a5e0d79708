"""`python -m sandbox.viewer --config FILE`: serves until it is told to stop."""

import argparse
import asyncio
import logging
from pathlib import Path

from sandbox.viewer.config import ViewerConfig
from sandbox.viewer.proxy import serve


def main() -> None:
    """Reads the config and serves. A SIGTERM ends it with the requests that are under way."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.viewer", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="what sandbox.viewer.config wrote")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asyncio.run(serve(ViewerConfig.read(parser.parse_args().config)))


if __name__ == "__main__":
    main()
