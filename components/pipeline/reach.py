"""How a pipeline reaches the repository at GitHub: by a token, or by a connection.

AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-github.html
"""

from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow
from components.pipeline.source import SourceOptions
from components.pipeline.stages import Action, from_connection, from_oauth, on_push

LONGEST_CONNECTION_NAME = 32
"""In characters."""

_SERVICES = ("codeconnections", "codestar-connections")


@dataclass(frozen=True)
class Connection:
    """The connection to GitHub, made here or given by the user."""

    arn: pulumi.Output[str]
    status: pulumi.Output[str] | None
    """None for a connection that the user gave."""


@dataclass(frozen=True)
class Reach:
    """How the pipeline reaches the repository: its source action, its triggers and its connection."""

    action: Action
    triggers: list[aws.codepipeline.PipelineTriggerArgsDict] | None = None
    """None where a webhook starts it."""
    connection: Connection | None = None
    """None where a token is used."""


def reach(name: str, context: Context, source: SourceOptions, child: pulumi.ResourceOptions) -> Reach:
    """Makes {name}-connection for source connection, unless the user has given one."""
    if source.is_oauth:
        return Reach(from_oauth(source))
    connection = _connection(name, context, source.connection_arn, child)
    return Reach(from_connection(source, connection.arn), on_push(source.branch), connection)


def _connection(name: str, context: Context, given_arn: str | None, child: pulumi.ResourceOptions) -> Connection:
    if given_arn is not None:
        return Connection(pulumi.Output.from_input(given_arn), None)
    made = aws.codeconnections.Connection(
        f"{name}-connection", name=context.prefix, provider_type="GitHub", tags=context.tags, opts=child
    )
    return Connection(made.arn, made.connection_status)


def use_connection(arn: pulumi.Output[str]) -> Statement:
    """Lets a role use a connection under both names of its service: AWS has renamed it, and checks either.

    AWS: https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
    """
    actions = [f"{service}:UseConnection" for service in _SERVICES]
    return allow(actions, [arn.apply(partial(_under, service)) for service in _SERVICES])


def _under(service: str, arn: str) -> str:
    """The ARN of a connection under one of the names of its service."""
    return ":".join([*arn.split(":")[:2], service, *arn.split(":")[3:]])
