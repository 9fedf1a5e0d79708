"""docs/permissions.md: the permissions of every stack as one page."""

from foundation.permissions.grants import grants
from foundation.permissions.program import ROOT, run
from foundation.permissions.text import markdown

_ACCOUNT = "123456789012"
_HEAD = """# What deploying needs

Derived from the resources that each stack's program registers and the calls that the AWS provider makes for them; the
account is an example. The role that deploys a stack has all of it, the roles that read have the rows with phase r.
Phases: c(reate), r(ead), u(pdate), d(elete). Evidence: observed in a recording of the provider, or where it is said.

Written by `make docs`; a test fails when it is not what the program needs."""


def page() -> str:
    """The page, with a table for each stack that has a configuration."""
    stacks = sorted(file.name.split(".")[1] for file in ROOT.glob("Pulumi.*.yaml"))
    return "\n\n".join([_HEAD, *(f"## {stack}\n\n{markdown(grants(run(stack, _ACCOUNT)))}" for stack in stacks)]) + "\n"
