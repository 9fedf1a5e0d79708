"""The settings of a pipeline's source: the GitHub repository, and one of two ways to reach it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pulumi

from components import rules
from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.setting import Options, required, secret, setting


@dataclass(frozen=True, kw_only=True)
class SourceOptions(Options):
    """A repository read with a personal token, which a webhook reports pushes of, or through a connection.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-github.html
    """

    source: str = required(
        rules.one_of("oauth", "connection"),
        "How the pipeline reads the repository: oauth (token and webhook) or connection (CodeConnections).",
        example="oauth",
    )
    repository: str = required(rules.REPOSITORY, "The GitHub repository of the site.", example="example/site")
    branch: str = setting("main", rules.BRANCH, "The branch whose pushes are published.")
    github_token: pulumi.Input[str] = secret(
        rules.TOKEN, "Token of source oauth, with the scopes repo and admin:repo_hook. Set it with --secret."
    )
    webhook_secret: pulumi.Input[str] = secret(
        rules.WEBHOOK_SECRET,
        "Secret that GitHub signs the calls of its webhook with, never the token. Needed for source oauth. Set it with "
        "--secret.",
    )
    connection_arn: str | None = setting(
        None,
        rules.CONNECTION_ARN,
        "An existing connection for source connection. Without one the stack makes one, to be confirmed in the "
        "console.",
    )

    @property
    def is_oauth(self) -> bool:
        """Whether the repository is read with a token."""
        return self.source == "oauth"

    def faults(self) -> Iterator[Fault]:
        """Each way has what it needs, and nothing of the other."""
        if self.source == "connection":
            for field in ("github_token", "webhook_secret"):
                if getattr(self, field):
                    yield Ineffective(field, "is only for source oauth")
        if self.is_oauth:
            if self.connection_arn:
                yield Ineffective("connection_arn", "is only for source connection")
            yield from self._faults_of_secrets()

    def _faults_of_secrets(self) -> Iterator[Fault]:
        if not self.github_token:
            yield Missing("github_token", rules.TOKEN.allowed)
        if not self.webhook_secret:
            yield Missing("webhook_secret", rules.WEBHOOK_SECRET.allowed)
        if self.github_token and self.github_token == self.webhook_secret:
            yield Wrong("webhook_secret", "another text than github_token")
