"""Runs the command line: `python -m doctor`."""

import sys

from doctor.cli import main

sys.exit(main())
