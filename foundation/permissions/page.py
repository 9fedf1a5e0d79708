"""docs/permissions.md: the permissions of every stack as one page."""

from foundation.permissions.grants import grants
from foundation.permissions.program import run
from foundation.permissions.text import markdown
from rollout.stacks import stacks

_ACCOUNT = "123456789012"
_HEAD = """# Permissions for deploying

Written by `make docs`; a test fails when the page is stale.

The permissions are derived from the resources that each stack's program registers, and from the calls that the AWS
provider makes for them. The account is an example. A stack's deploy role has all rows, and the roles that read have the
rows with phase r. Phases: c(reate), r(ead), u(pdate), d(elete). Evidence: observed in a recording of the provider, or a
link to the documentation."""


def page() -> str:
    """The page, with a table for each stack of the site."""
    tables = (f"## {stack}\n\n{markdown(grants(run(stack, _ACCOUNT)))}" for stack in stacks())
    return "\n\n".join([_HEAD, *tables]) + "\n"
