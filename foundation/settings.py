"""The foundation's configuration, judged as a whole before the first resource.

Every key is declared, with its default, in Pulumi.yaml beside this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components import rules
from components.settings.reader import ConfigReader
from foundation.github.environment import MOST_REVIEWERS
from foundation.github.repository import REVIEWS
from foundation.roles.state_access import StateBucket

_TEN_YEARS_DAYS = 3650


@dataclass(frozen=True)
class GithubSettings:
    """The rules of the repository at GitHub."""

    required_reviews: int
    reviewer_users: tuple[int, ...]
    """Ids of those who let a job into the environments of `reviewed_stacks`."""
    reviewer_teams: tuple[int, ...]
    reviewed_stacks: tuple[str, ...]


@dataclass(frozen=True)
class BaselineSettings:
    """The safeguards of the account as a whole."""

    security_email: str
    """Who hears of what the root user does."""
    record_days: int
    """Days for which the records of AWS Config and CloudTrail are kept."""


@dataclass(frozen=True)
class Settings:
    """All of the configuration."""

    region: str
    """Where AWS Config runs and the state is."""
    stacks: tuple[str, ...]
    """The site stacks of this account."""
    repository: str
    branch: str
    oidc_provider_arn: str | None
    """None: the foundation makes GitHub's identity provider."""
    state: StateBucket | None
    """None: the state is where no permission of AWS leads."""
    github: GithubSettings | None
    """None: the repository is left as it is."""
    baseline: BaselineSettings | None
    """None: somebody else looks after the account."""
    protect: bool
    tags: Mapping[str, str]

    @property
    def backend_url(self) -> str | None:
        """Where `pulumi login` finds the state; None for Pulumi Cloud."""
        return f"s3://{self.state.name}?region={self.region}" if self.state else None


def load() -> Settings:
    """The settings of the account's foundation.

    Raises SettingsError, with a line for each fault that names the key, the value, what is allowed and what to run.
    """
    read = ConfigReader(pulumi.get_project())
    provider = ConfigReader("aws", faults=read.faults)
    stacks = read.texts("stacks", rules.STACK_NAME)
    if not stacks:
        read.missing("stacks", "the site stacks of this account", "pulumi config set --path 'stacks[0]' dev")
    if pulumi.get_stack() in stacks:
        read.refuse("stacks", "other names than the foundation's own", pulumi.get_stack())
    settings = Settings(
        region=provider.required_text("region", rules.REGION, "us-east-1"),
        stacks=stacks,
        repository=read.required_text("repository", rules.REPOSITORY, "example/secure-site"),
        branch=read.text("branch", "main", rules.BRANCH),
        oidc_provider_arn=read.optional_text("oidcProviderArn", rules.GITHUB_PROVIDER_ARN),
        state=_state(read),
        github=_github(read, stacks),
        baseline=_baseline(read),
        protect=read.flag("protect"),
        tags=read.tags("tags"),
    )
    read.refuse_unknown()
    read.raise_faults(pulumi.get_stack())
    return settings


def _state(read: ConfigReader) -> StateBucket | None:
    bucket = read.optional_text("stateBucket", rules.BUCKET_NAME)
    key = read.optional_text("stateKeyArn", rules.KMS_KEY_ARN)
    if bucket is None:
        read.useless("stateKeyArn", "means nothing without stateBucket")
        return None
    return StateBucket(bucket, key)


def _github(read: ConfigReader, stacks: tuple[str, ...]) -> GithubSettings | None:
    reviews = read.whole("requiredReviews", 1, REVIEWS[0], REVIEWS[-1])
    users, teams = read.numbers("reviewerUsers"), read.numbers("reviewerTeams")
    reviewed = read.texts("reviewedStacks", rules.STACK_NAME)
    if not read.flag("github"):
        for key in ("reviewerUsers", "reviewerTeams", "reviewedStacks"):
            read.useless(key, "means nothing without github")
        return None
    if reviewed and not users and not teams:
        read.missing("reviewerUsers", "an id of GitHub, for reviewedStacks is set", "gh api users/NAME --jq .id")
    if len(users) + len(teams) > MOST_REVIEWERS:
        read.refuse("reviewerUsers", f"at most {MOST_REVIEWERS} together with reviewerTeams")
    for stack in reviewed:
        if stack not in stacks:
            read.refuse("reviewedStacks", "among stacks", stack)
    return GithubSettings(reviews, users, teams, reviewed)


def _baseline(read: ConfigReader) -> BaselineSettings | None:
    days = read.whole("recordDays", 365, 1, _TEN_YEARS_DAYS)
    if not read.flag("accountBaseline"):
        read.useless("securityEmail", "means nothing without accountBaseline")
        return None
    return BaselineSettings(read.required_text("securityEmail", rules.EMAIL, "security@example.com"), days)
