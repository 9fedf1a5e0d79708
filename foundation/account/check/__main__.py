"""Runs the command line: `python -m foundation.account.check`."""

import sys

from foundation.account.check.cli import main

sys.exit(main())
