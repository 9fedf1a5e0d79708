"""`python -m secure_site_policies.report --help`"""

import sys

from secure_site_policies.report.command import main
from secure_site_policies.rules import ALL

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ALL))
