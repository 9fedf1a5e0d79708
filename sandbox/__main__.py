"""`python -m sandbox`, with any Python: the dependencies are in .venv, so it runs there."""

import gc
import os
import sys
from importlib.util import find_spec

from sandbox.home import REPOSITORY

_PYTHON = REPOSITORY / ".venv" / "bin" / "python"

if find_spec("ministack") is None:
    if sys.prefix == str(_PYTHON.parent.parent) or not _PYTHON.exists():
        sys.exit("the sandbox's dependencies are missing; install them with: make setup")
    os.execv(_PYTHON, [str(_PYTHON), "-m", "sandbox", *sys.argv[1:]])  # noqa: S606 - no shell is wanted

# The SDKs bring a hundred thousand objects that are never garbage. Looking through them again and again, and once more
# at the end, takes 0.3 s.
gc.set_threshold(100_000, 50, 100)

from sandbox.cli import main  # noqa: E402

code = main()
gc.freeze()
sys.exit(code)
