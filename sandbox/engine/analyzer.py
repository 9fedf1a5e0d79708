"""Runs a policy pack where there is no Python language host: `python -m sandbox.engine.analyzer ENGINE_ADDRESS FOLDER`.

An official Pulumi install does this by itself, by PulumiPolicy.yaml.
"""

import runpy
import sys

from sandbox.engine.startup import end_with_the_engine, leave_out_what_a_plugin_never_uses

if __name__ == "__main__":
    end_with_the_engine()
    leave_out_what_a_plugin_never_uses()
    runpy.run_path(sys.argv[2], run_name="__main__")
