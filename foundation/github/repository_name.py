"""A repository as GitHub names it in the subject of its tokens, with or without the ids that never change."""

import re
from dataclasses import dataclass

from components.rules import REPOSITORY, Rule

_ID = "[1-9][0-9]*"
_WITH_IDS = re.compile(rf"(?P<owner>[^/@]+)@(?P<owner_id>{_ID})/(?P<name>[^/@]+)@(?P<repository_id>{_ID})")


@dataclass(frozen=True)
class RepositoryName:
    """A GitHub repository.

    Subjects of repositories that were created, renamed or transferred since 15 July 2026 have the ids, so that a later
    repository of the same name gets none of their roles. Older repositories keep the names alone until they opt in.
    GitHub: https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
    """

    owner: str
    name: str
    owner_id: str | None = None
    """Default: none, the repository's subjects have no ids."""
    repository_id: str | None = None
    """Default: none, as for owner_id."""

    @classmethod
    def parse(cls, text: str) -> "RepositoryName":
        """Reads "owner@id/name@id" or "owner/name". Raises ValueError for another text."""
        if match := _WITH_IDS.fullmatch(text):
            found = cls(**match.groupdict())
        elif text.count("/") == 1:
            found = cls(*text.split("/"))
        else:
            raise ValueError(f"no GitHub repository: {text!r}")
        if not REPOSITORY.holds(found.path):
            raise ValueError(f"no GitHub repository: {text!r}")
        return found

    @property
    def path(self) -> str:
        """The repository's address below github.com: "owner/name"."""
        return f"{self.owner}/{self.name}"

    def subject(self, end: str) -> str:
        """The token subject of a job. GitHub compares it letter by letter, unlike the name in an address.

        GitHub: https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
        """
        if self.repository_id is None:
            return f"repo:{self.path}:{end}"
        return f"repo:{self.owner}@{self.owner_id}/{self.name}@{self.repository_id}:{end}"


def _holds(text: str) -> bool:
    try:
        RepositoryName.parse(text)
    except ValueError:
        return False
    return True


REPOSITORY_NAME = Rule(
    "what gh api repos/OWNER/NAME/actions/oidc/customization/sub --jq .sub_claim_prefix prints after 'repo:': "
    "owner@id/name@id, such as example@9919/site@74, or owner/name for a repository that GitHub names without ids",
    _holds,
)
"""The rule for a RepositoryName as text."""
