"""The settings of the account's foundation, in groups."""

from collections.abc import Iterator
from dataclasses import dataclass

from components import rules
from components.settings.faults import Fault, Missing, Wrong
from components.settings.setting import Options, flag, required, setting
from foundation.github.environment import MOST_REVIEWERS
from foundation.github.repository import REVIEWS
from foundation.roles.state_access import StateBucket


@dataclass(frozen=True, kw_only=True)
class DeployOptions(Options):
    """The stacks of the account, and the workflows that deploy them."""

    stacks: tuple[str, ...] = setting(
        (),
        rules.STACK_NAME,
        "The site stacks of this account, each with a Pulumi.<stack>.yaml of the site. At least one.",
        example="dev",
    )
    repository: str = required(
        rules.REPOSITORY, "The GitHub repository that holds this program.", example="example/secure-site"
    )
    branch: str = setting("main", rules.BRANCH, "The branch that is deployed, and checked for drift.")
    oidc_provider_arn: str | None = setting(
        None,
        rules.GITHUB_PROVIDER_ARN,
        "GitHub's identity provider where the account has it already. Without one, the foundation makes it.",
    )

    def faults(self) -> Iterator[Fault]:
        """There is something to deploy."""
        if not self.stacks:
            yield Missing("stacks", "the site stacks of this account")


@dataclass(frozen=True, kw_only=True)
class StateOptions(Options):
    """The bucket with the state of the sites' stacks."""

    state_bucket: str = required(
        rules.BUCKET_NAME,
        "Bucket of the backend s3://<bucket>, in this region. The roles get the state of their own stack. Not needed "
        "for Pulumi Cloud.",
        example="example-pulumi-state",
    )
    state_key_arn: str | None = setting(
        None,
        rules.KMS_KEY_ARN,
        "The KMS key that encrypts the stacks' secrets (secrets provider awskms with context_stack). Takes effect with "
        "stateBucket.",
    )

    @property
    def bucket(self) -> StateBucket:
        """The bucket and its key, as the roles take them."""
        return StateBucket(self.state_bucket, self.state_key_arn)


@dataclass(frozen=True, kw_only=True)
class GithubOptions(Options):
    """The rules of the repository at GitHub."""

    github: bool = flag(
        False,
        "Sets the repository's rules: the gate is required, environments, variables, Dependabot. Needs GITHUB_TOKEN of "
        "a user who administers it.",
    )
    required_reviews: int = setting(1, rules.between(REVIEWS[0], REVIEWS[-1]), "Approvals that a pull request needs.")
    reviewed_stacks: tuple[str, ...] = setting(
        (),
        rules.STACK_NAME,
        "Stacks that are deployed only after one of the reviewers has approved the job.",
        example="prod",
    )
    reviewer_users: tuple[int, ...] = setting(
        (),
        rules.GITHUB_ID,
        "Ids of the users that review (gh api users/NAME --jq .id). At most "
        f"{MOST_REVIEWERS} together with reviewerTeams.",
        example="ID",
    )
    reviewer_teams: tuple[int, ...] = setting(
        (), rules.GITHUB_ID, "Ids of the teams that review (gh api orgs/ORG/teams/NAME --jq .id).", example="ID"
    )

    def faults(self) -> Iterator[Fault]:
        """Reviewed stacks have reviewers, and no more than GitHub takes."""
        reviewers = len(self.reviewer_users) + len(self.reviewer_teams)
        if self.reviewed_stacks and not reviewers:
            allowed = "an id of GitHub, because reviewed_stacks is set (gh api users/NAME --jq .id)"
            yield Missing("reviewer_users", allowed)
        if reviewers > MOST_REVIEWERS:
            yield Wrong("reviewer_users", f"at most {MOST_REVIEWERS} together with reviewer_teams")


@dataclass(frozen=True, kw_only=True)
class BaselineOptions(Options):
    """The safeguards of the account as a whole."""

    account_baseline: bool = flag(
        False,
        "Sets up what the whole account needs once: AWS Config, CloudTrail, Access Analyzer, no public buckets, a "
        "watch on root.",
    )
    security_email: str = required(
        rules.EMAIL,
        "Address that hears of the root user's actions.",
        example="security@example.com",
    )
    record_days: int = setting(365, rules.DAYS, "Days for which the records of AWS Config and CloudTrail are kept.")
