"""Where a pipeline takes the site from: one of two ways to reach a GitHub repository."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class OAuthSource:
    """A repository read with a personal token; pushes are told by a webhook with a secret of its own.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
    """

    repository: str
    """The repository as "owner/name"."""
    branch: str
    """The one branch that is published."""
    token: pulumi.Output[str]
    """A GitHub token that may read the repository; a secret output."""
    webhook_secret: pulumi.Output[str]
    """What GitHub signs its calls with: letters and digits, never the token; a secret output."""


@dataclass(frozen=True)
class ConnectionSource:
    """A repository read through a connection of CodeConnections, which needs no token of anybody's.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-github.html
    """

    repository: str
    """The repository as "owner/name"."""
    branch: str
    """The one branch that is published."""
    connection_arn: str | None = None
    """A connection that exists. Default: none, the stack makes one, which stays PENDING until somebody confirms it in
    the console."""
