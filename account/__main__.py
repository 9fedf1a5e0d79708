"""`python -m account`."""

import sys

from account.cli import main

sys.exit(main())
