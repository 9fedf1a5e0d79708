"""A provider plugin of the sandbox: `python -m sandbox.providers {aws,github} ENGINE_ADDRESS`.

The engine starts one such process for each package, through an executable named pulumi-resource-aws or
pulumi-resource-github. The process prints its port to the standard output, and nothing else.
"""

import asyncio
import os
import sys

from sandbox.engine.startup import end_with_the_engine, leave_out_what_a_plugin_never_uses
from sandbox.providers import PACKAGES


def main() -> None:
    """Serves the package named by the first argument until the engine ends the process."""
    package = sys.argv[1] if len(sys.argv) > 1 else ""
    if package not in PACKAGES:
        sys.exit(f"usage: python -m sandbox.providers {{{','.join(PACKAGES)}}} ENGINE_ADDRESS")
    end_with_the_engine()
    leave_out_what_a_plugin_never_uses()
    from sandbox.providers.plugin.packages import provider_of
    from sandbox.providers.plugin.server import serve

    engine_address = sys.argv[2] if len(sys.argv) > 2 else ""
    try:
        asyncio.run(serve(package, provider_of(package, os.environ), engine_address))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
