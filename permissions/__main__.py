"""The command `python -m permissions`."""

import sys

from permissions.command import main

if __name__ == "__main__":
    sys.exit(main())
