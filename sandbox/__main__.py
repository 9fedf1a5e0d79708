"""`python -m sandbox`, with whatever Python: the dependencies are in .venv, so that is where it runs."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

_PYTHON = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "python"

if find_spec("ministack") is None:
    if Path(sys.prefix) == _PYTHON.parent.parent or not _PYTHON.exists():
        sys.exit("the sandbox's dependencies are missing; install them with: make setup")
    os.execv(_PYTHON, [str(_PYTHON), "-m", "sandbox", *sys.argv[1:]])  # noqa: S606 - no shell is wanted

from sandbox.cli import main  # noqa: E402

sys.exit(main())
