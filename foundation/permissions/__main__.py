"""Runs the command line: `python -m foundation.permissions`."""

import signal
import sys

from foundation.permissions.command import main

if __name__ == "__main__":
    # A reader such as `head` may close the pipe early.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
