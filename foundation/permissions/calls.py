"""The form of the table: what the AWS provider calls for a resource type, in which phase, on which ARNs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Phase = Literal["create", "read", "update", "delete"]
PHASES: tuple[Phase, ...] = get_args(Phase)

_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/"


@dataclass(frozen=True)
class Calls:
    """The IAM actions that one type needs, each written as "service:Action", several parted by blanks.

    An ARN may hold facts of the resource in braces ("{bucket}"): its inputs, and what
    `foundation.permissions.program` derives from them; and {account} and {region}. A "*" stands for an id that AWS
    chooses. Actions for which AWS has no resource-level permission are on "*" whatever is written here.
    """

    file: str
    """Where the provider makes the calls, below internal/service: the source of those that were not observed."""
    arns: str
    """What the actions are called on."""
    read: str
    """For preview and refresh, and in every other phase: the provider reads before and after it writes."""
    create: str = ""
    update: str = ""
    delete: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    """ARNs -> those of the actions that are called on them instead. Default: none."""
    only_with: Mapping[str, str] = field(default_factory=dict[str, str])
    """Fact -> those of the actions that are called only where it is there and not false. Default: none."""

    @property
    def source(self) -> str:
        """Address of the provider's file."""
        return _PROVIDER + self.file

    def needed(self, facts: Mapping[str, object]) -> Iterator[tuple[Phase, str]]:
        """Each phase and action that a resource of which these are the facts needs."""
        left_out = {
            action for key, actions in self.only_with.items() if not facts.get(key) for action in actions.split()
        }
        for phase in PHASES:
            for action in getattr(self, phase).split():
                if action not in left_out:
                    yield phase, action

    def called_on(self, action: str) -> list[str]:
        """The ARNs that an action is called on, with their braces."""
        others = [arns for arns, actions in self.elsewhere.items() if action in actions.split()]
        return " ".join(others or [self.arns]).split()
