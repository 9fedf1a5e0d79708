"""Stands in for the official aws plugin: notes how it is configured, and does the rest as the sandbox's own.

python -m tests.stacks.official_stand_in FILE [ENGINE_ADDRESS]
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from pulumi.provider.experimental import provider as sdk

from sandbox.engine.startup import end_with_the_engine
from sandbox.providers.official import PACKAGE
from sandbox.providers.plugin.packages import provider_of
from sandbox.providers.plugin.server import serve
from sandbox.providers.values import plain_map


def main() -> None:
    """Serves until the engine ends."""
    file, address = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    end_with_the_engine()
    provider = provider_of(PACKAGE, os.environ)
    configure = provider.configure

    async def note(request: sdk.ConfigureRequest) -> sdk.ConfigureResponse:
        file.write_text(json.dumps(plain_map(request.args)))
        return await configure(request)

    provider.configure = note
    asyncio.run(serve(PACKAGE, provider, address))


if __name__ == "__main__":
    main()
