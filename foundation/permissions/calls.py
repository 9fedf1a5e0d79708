"""The entries of the table: the calls of the AWS provider for a resource type, by phase, with their ARNs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Phase = Literal["create", "read", "update", "delete"]
PHASES: tuple[Phase, ...] = get_args(Phase)

_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/"


@dataclass(frozen=True)
class Calls:
    """The IAM actions that one resource type needs, each written as "service:Action" and separated by blanks.

    An ARN can have facts of the resource in braces ("{bucket}"): its inputs, the facts that
    `foundation.permissions.program` derives from them, {account} and {region}. A "*" stands for an id that AWS chooses.
    An action without resource-level permissions is granted on "*" and ignores these ARNs.
    """

    file: str
    """The provider's file with the calls, below internal/service: the evidence for calls that were not observed."""
    arns: str
    """The ARNs that the actions are called on."""
    read: str
    """The actions of preview and refresh. The provider also calls them before and after every write."""
    create: str = ""
    update: str = ""
    delete: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    """ARNs -> the actions that are called on them instead. Default: none."""
    only_with: Mapping[str, str] = field(default_factory=dict[str, str])
    """Fact -> the actions that are called only if the fact is present and not false. Default: none."""

    @property
    def source(self) -> str:
        """The address of the provider's file."""
        return _PROVIDER + self.file

    def needed(self, facts: Mapping[str, object]) -> Iterator[tuple[Phase, str]]:
        """The phases and actions that a resource with these facts needs."""
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
