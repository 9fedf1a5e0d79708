"""The actions and resources of AWS services, as AWS documents them.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from secure_site_policies.data.tables import DATA, entry, keys

ACTIONS_FILE = DATA / "actions.json"
"""Written by secure_site_policies.generate.actions."""

PAGES = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
"""The address above the page of each service."""

ALL_PAGES = PAGES + "reference_policies_actions-resources-contextkeys.html"
"""The page that links to the page of each service."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of AWS."""

    actions: Sequence[str]
    """The actions in AWS's spelling: "s3:GetObject". The actions that AWS's own policies name most come first."""
    everywhere: frozenset[str]
    """The actions without resource-level permissions, in lower case: AWS accepts only the resource "*" for them."""
    resources: Sequence[str]
    """The text before a resource's id in the last part of its ARN: "role/"."""
    assigned: Sequence[str]
    """Those of `resources` whose id AWS assigns: "instance/"."""
    untagged: frozenset[str]
    """Those of `assigned` that no condition on a tag can distinguish."""
    beyond: frozenset[str]
    """The services, but this one, in the ARNs of the resources that its actions apply to; "*" is any service."""
    new: frozenset[str]
    """The actions, in lower case, that only create a resource with such an id."""
    page: str
    """Address of the page with the service's actions."""


@cache
def services() -> Sequence[str]:
    """The prefix of every service."""
    return keys(ACTIONS_FILE)


@cache
def find(prefix: str) -> Service | None:
    """A service by its prefix; None for a service that is not in the table."""
    found = entry(ACTIONS_FILE, prefix)
    if found is None:
        return None
    return Service(
        tuple(f"{prefix}:{name}" for name in found["actions"]),
        frozenset(f"{prefix}:{name}".lower() for name in found["everywhere"]),
        tuple(found["resources"]),
        tuple(found["assigned"]),
        frozenset(found["untagged"]),
        frozenset(found["beyond"]),
        frozenset(f"{prefix}:{name}".lower() for name in found["new"]),
        PAGES + found["page"],
    )


def described(prefix: str) -> Service:
    """A service by its prefix. Raises ValueError for a service that is not in the table."""
    found = find(prefix)
    if not found:
        raise ValueError(
            f"service {prefix!r} is not in the tables; run python -m secure_site_policies.generate.actions"
        )
    return found
