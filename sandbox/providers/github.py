"""The github package. There is no GitHub here, so every resource is recorded, with outputs in GitHub's form.

A type without an entry below is recorded under its inputs. It needs an entry only for computed outputs and for changes
that force a replacement. https://www.pulumi.com/registry/packages/github/api-docs/
"""

import zlib
from collections.abc import Mapping

from sandbox.providers.clients import AwsClients
from sandbox.providers.errors import ResourceError
from sandbox.providers.table import Entry, Output, RecordedEntry
from sandbox.providers.values import Props

_REPOSITORY = frozenset({"repository"})
_OTHER = RecordedEntry(id="{number}")


def _repository_id(properties: Props) -> int:
    """Returns the number of a repository, which depends on its name alone."""
    return zlib.crc32(str(properties["repository"]).encode())


_OF_REPOSITORY: Mapping[str, Output] = {"repositoryId": _repository_id}

_TABLE: Mapping[str, Entry] = {
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": RecordedEntry(
        id="{repository}:{environment}:{variableName}",
        outputs=_OF_REPOSITORY,
        replace_on=frozenset({"repository", "environment", "variableName"}),
        identity=("repository", "environment", "variableName"),
    ),
    # Every repository has these settings, so the provider changes the repository in place.
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": RecordedEntry(
        id="{repository}",
        defaults={"enabled": True},
    ),
    "github:index/actionsSecret:ActionsSecret": RecordedEntry(
        id="{repository}:{secretName}",
        replace_on=frozenset({"repository", "secretName"}),
        identity=("repository", "secretName"),
    ),
    "github:index/actionsVariable:ActionsVariable": RecordedEntry(
        id="{repository}:{variableName}",
        outputs=_OF_REPOSITORY,
        replace_on=frozenset({"repository", "variableName"}),
        identity=("repository", "variableName"),
    ),
    "github:index/branchProtection:BranchProtection": RecordedEntry(
        id="BPR_{token}",
        replace_on=frozenset({"repositoryId"}),
    ),
    "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates": RecordedEntry(
        id="{repository}",
        replace_on=_REPOSITORY,
    ),
    "github:index/repositoryEnvironment:RepositoryEnvironment": RecordedEntry(
        id="{repository}:{environment}",
        outputs=_OF_REPOSITORY,
        replace_on=frozenset({"repository", "environment"}),
        identity=("repository", "environment"),
        defaults={"canAdminsBypass": True, "preventSelfReview": False},
    ),
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": RecordedEntry(
        id="{repository}:{environment}:{number}",
        outputs={**_OF_REPOSITORY, "policyId": lambda found: int(found["number"])},
        replace_on=frozenset({"repository", "environment"}),
    ),
    "github:index/repositoryRuleset:RepositoryRuleset": RecordedEntry(
        id="{number}",
        outputs={"nodeId": "RRS_{token}", "rulesetId": lambda found: int(found["number"])},
        replace_on=_REPOSITORY,
    ),
    "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": RecordedEntry(
        id="{repositoryId}",
        outputs=_OF_REPOSITORY,
        replace_on=_REPOSITORY,
        defaults={"enabled": True},
    ),
    "github:index/repositoryWebhook:RepositoryWebhook": RecordedEntry(
        id="{number}",
        outputs={"url": "https://api.github.com/repos/{repository}/hooks/{number}"},
        replace_on=_REPOSITORY,
        defaults={"active": True},
    ),
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": RecordedEntry(
        id="{repository}",
        defaults={"canApprovePullRequestReviews": False},
    ),
}


class GithubCatalog:
    """The resource types of the github package."""

    package = "github"

    def find(self, token: str) -> Entry | None:
        """Returns the entry of a type token. Every type has one."""
        return _TABLE.get(token, _OTHER)

    def how_to_add(self, token: str) -> str:
        """Returns what to write where, for a type without an entry."""
        return f"Add {token} to the table in sandbox/providers/github.py"

    def ambient(self, token: str, region: str, inputs: Props) -> Props:
        """Returns nothing: GitHub's types have no outputs in common."""
        del token, region, inputs
        return {}

    def invoke(self, clients: AwsClients, token: str, region: str, args: Props) -> Props:
        """Raises ResourceError: no GitHub answers here."""
        del clients, region, args
        raise ResourceError(f"{token}: the sandbox cannot ask GitHub; set the value in the stack's config")
