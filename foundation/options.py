"""The settings of the account's foundation, in groups."""

from collections.abc import Iterator
from dataclasses import dataclass

from components import rules
from components.settings.faults import Fault, Missing, Wrong
from components.settings.setting import Options, flag, required, setting
from foundation.github.environment import MOST_REVIEWERS
from foundation.github.repository import REVIEWS
from foundation.github.repository_name import REPOSITORY_NAME, RepositoryName
from foundation.roles.state_access import StateBucket
from rollout.workflows import deployment

CALLED_WORKFLOW = rules.matching(
    r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+/\.github/workflows/[A-Za-z0-9._-]+\.ya?ml@[0-9a-f]{40}",
    "OWNER/REPOSITORY/.github/workflows/site-previews.yml@COMMIT with all 40 digits of the commit, because a branch "
    "or a tag can be moved",
)


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
        REPOSITORY_NAME,
        "The GitHub repository that holds this program, as GitHub names it in its tokens: with the ids of owner and "
        "repository, and with its own capitals.",
        example="example@9919/secure-site@74",
    )
    branch: str = setting(
        "main",
        rules.BRANCH,
        "The branch that is deployed, and checked for drift: GitHub's default branch, and the one in the workflows.",
    )
    environments_protected: bool = flag(
        False,
        "Whether the branch, and each stack's environment at GitHub, are protected by other means than github. Without "
        "either, no deploy role is made.",
    )
    oidc_provider_arn: str | None = setting(
        None,
        rules.GITHUB_PROVIDER_ARN,
        "GitHub's identity provider where the account has it already. Without one, the foundation makes it.",
    )

    @property
    def repository_name(self) -> RepositoryName:
        """The parts of `repository`."""
        return RepositoryName.parse(self.repository)

    def faults(self) -> Iterator[Fault]:
        """There is something to deploy, and the workflows deploy it."""
        if not self.stacks:
            yield Missing("stacks", "the site stacks of this account")
        workflow, file = deployment(), ".github/workflows/deploy.yml"
        if rules.BRANCH.holds(self.branch) and self.branch not in workflow.branches:
            yield Wrong("branch", f"a branch that {file} deploys; change it there and in preview.yml first")
        for stack in self.stacks:
            if rules.STACK_NAME.holds(stack) and stack not in workflow.stacks:
                yield Wrong("stacks", f"the environment of a job in {file}; write the job first", stack)


@dataclass(frozen=True, kw_only=True)
class SitePreviewOptions(Options):
    """Previews of the pull requests of a site, whose own repository calls the workflow that publishes them."""

    site_repository: str = required(
        REPOSITORY_NAME,
        "The GitHub repository of a site, whose pull requests get previews, as GitHub names it in its tokens.",
        example="example@9919/site@75",
    )
    site_branch: str = setting("main", rules.BRANCH, "The default branch of siteRepository.")
    site_stack: str = required(
        rules.STACK_NAME,
        "The stack of that site, one of stacks, with its setting previews. Required with siteRepository.",
        example="dev",
    )
    site_workflow: str = required(
        CALLED_WORKFLOW,
        "What siteRepository calls, word for word: the workflow site-previews.yml of this program's repository, at the "
        "commit that was read. Required with siteRepository.",
        example="example/secure-site/.github/workflows/site-previews.yml@COMMIT",
    )

    @property
    def repository_name(self) -> RepositoryName:
        """The parts of `site_repository`."""
        return RepositoryName.parse(self.site_repository)


@dataclass(frozen=True, kw_only=True)
class StateOptions(Options):
    """The bucket with the state of the sites' stacks."""

    state_bucket: str = required(
        rules.BUCKET_NAME,
        "Bucket of the backend s3://<bucket>, in this region. The roles get the state of their own stack. Required "
        "with github: the workflows have no token of Pulumi Cloud.",
        example="example-pulumi-state",
    )
    state_key_arn: str = required(
        rules.KMS_KEY_ARN,
        "The KMS key that encrypts the stacks' secrets (secrets provider awskms with context_stack). Required with "
        "stateBucket.",
        example="arn:aws:kms:REGION:ACCOUNT:key/ID",
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
