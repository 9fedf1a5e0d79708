"""The ways in which permissions lead to more permissions: the table behind rule privilege-escalation.

Many entries are paths of https://pathfinding.cloud, which grew out of the lists of Rhino Security Labs
(https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/) and Bishop Fox
(https://bishopfox.com/blog/privilege-escalation-in-aws); the others name AWS's own page. Of a path with several steps,
only the steps that need a permission of their own are listed: there are too many actions that start an existing
function or job.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from secure_site_policies.iam.actions import described
from secure_site_policies.iam.ways.existing import EXISTING
from secure_site_policies.iam.ways.identities import BOUNDED, CREDENTIALS, LIFTING
from secure_site_policies.iam.ways.passing import passing


class Bound(Enum):
    """The bound that makes a way harmless; its value is the text of "Write instead"."""

    NONE = "nothing; an administrator signs in to do this"
    OWN = 'only the user itself: "Resource": "arn:aws:iam::<account>:user/${aws:username}"'
    BOUNDARY = 'add "Condition": {"StringEquals": {"iam:PermissionsBoundary": "<ARN of the boundary>"}}'
    EXACT = "name each resource in full, without a wildcard"
    PASSED = (
        "pass only roles of this stack that have a permissions boundary, each by its whole ARN, and to the service "
        'that they trust: "Condition": {"StringEquals": {"iam:PassedToService": "<service>.amazonaws.com"}}'
    )


@dataclass(frozen=True, slots=True)
class Escalation:
    """A way to more permissions, open to an identity that is allowed all of its actions."""

    actions: tuple[str, ...]
    """The actions in AWS's spelling. The statement that allows the first action must have the bound."""
    how: str
    """What the holder can do: the rest of a sentence that begins with "its holder can"."""
    bound: Bound
    """The bound that makes the way harmless."""
    source: str = ""
    """Id of the path at pathfinding.cloud, or the address of a page. Default: AWS's page of the service's actions."""
    services: tuple[str, ...] = ()
    """To which the role is passed. Default: none, no role is."""

    @property
    def reference(self) -> str:
        """The page that describes the way."""
        if not self.source:
            return described(self.actions[-1].partition(":")[0]).page
        return self.source if self.source.startswith("https:") else f"https://pathfinding.cloud/paths/{self.source}"


def _escalations() -> Iterator[Escalation]:
    for actions, (how, source) in LIFTING.items():
        yield Escalation(actions, how, Bound.NONE, source)
    for action, (how, source) in CREDENTIALS.items():
        yield Escalation((action,), how, Bound.OWN, source)
    for action, (how, source) in BOUNDED.items():
        yield Escalation((action,), how, Bound.BOUNDARY, source)
    for actions, (how, source) in EXISTING.items():
        yield Escalation(actions, how, Bound.EXACT, source)
    for services, action, source in passing():
        how = f"have {services[0]} do anything as the role that it passes"
        yield Escalation(("iam:PassRole", action), how, Bound.PASSED, source, services)


ESCALATIONS = tuple(_escalations())
"""All ways."""

ACTIONS = frozenset(action for way in ESCALATIONS for action in way.actions)
"""The actions of all ways."""


def _by_last_action() -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for place, way in enumerate(ESCALATIONS):
        found.setdefault(way.actions[-1], []).append(place)
    return found


_BY_LAST_ACTION = _by_last_action()


def ways_with(actions: Collection[str]) -> Sequence[Escalation]:
    """The ways that these actions open, in the order of ESCALATIONS. actions: in AWS's spelling."""
    places = sorted(place for action in actions for place in _BY_LAST_ACTION.get(action, ()))
    found = (ESCALATIONS[place] for place in places)
    return [way for way in found if all(action in actions for action in way.actions)]
