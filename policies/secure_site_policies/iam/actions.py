"""What AWS documents of its services' actions and resources.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from secure_site_policies.data.tables import DATA, entry, keys

ACTIONS_FILE = DATA / "actions.json"
"""Made by secure_site_policies.generate.actions."""

PAGES = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
"""Beneath it is a page for each service."""

ALL_PAGES = PAGES + "reference_policies_actions-resources-contextkeys.html"
"""Leads to all of them."""


@dataclass(frozen=True, slots=True)
class Service:
    """What AWS documents of one service."""

    actions: Sequence[str]
    """In AWS's spelling: "s3:GetObject". Those first that AWS's own policies name most."""
    everywhere: frozenset[str]
    """Those of them, in lower case, that have no resource-level permissions: they take the resource "*" only."""
    resources: Sequence[str]
    """What stands in the last part of an ARN before the id of a resource: "role/"."""
    page: str
    """Address of the list of its actions."""


@cache
def services() -> Sequence[str]:
    """The prefix of every service."""
    return keys(ACTIONS_FILE)


@cache
def find(prefix: str) -> Service | None:
    """What is known of a service; None for one that is not in the table."""
    found = entry(ACTIONS_FILE, prefix)
    if found is None:
        return None
    return Service(
        tuple(f"{prefix}:{name}" for name in found["actions"]),
        frozenset(f"{prefix}:{name}".lower() for name in found["everywhere"]),
        tuple(found["resources"]),
        PAGES + found["page"],
    )


def described(prefix: str) -> Service:
    """The same. Raises ValueError for one that is not in the table."""
    found = find(prefix)
    if not found:
        raise ValueError(f"service {prefix!r} is not in the tables; run secure_site_policies.generate.actions")
    return found
