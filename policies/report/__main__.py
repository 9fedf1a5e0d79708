"""`python -m policies.report --help`"""

import sys

from policies.report.command import main
from policies.rules import ALL

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ALL))
