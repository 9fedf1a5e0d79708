"""What a DeliveryPipeline takes, and what it does not."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi

from components import rules
from components.context import Context
from components.pipeline.buildspec import Publication
from components.pipeline.source import ConnectionSource, OAuthSource

DEFAULT_IMAGE = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
"""Where a site is built unless the caller says otherwise: CodeBuild's own image, with Node, Python, Go and Ruby."""

_SHORTEST_TIMEOUT_MINUTES = 5
_LONGEST_TIMEOUT_MINUTES = 2160
_LONGEST_CONNECTION_NAME = 32


class DeliveryPipelineArgs(TypedDict):
    """Inputs of DeliveryPipeline."""

    context: Context
    """Names, account, region and tags of the stack."""
    source: OAuthSource | ConnectionSource
    """The repository and the way to it."""
    content_bucket: str
    """Where the site is published."""
    content_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key of that bucket. Default: none, it has no customer key."""
    distribution_id: pulumi.Input[str]
    """The distribution whose cache is invalidated after a publish."""
    distribution_arn: pulumi.Input[str]
    """Its ARN."""
    site_url: pulumi.Input[str]
    """Where the build looks at what it has published."""
    content_security_policy: str
    """The site's, with which every page has to work."""
    publication: NotRequired[Publication]
    """How the finished site is published. Default: five releases are kept, and each is looked at."""
    log_bucket: pulumi.Input[str]
    """Takes the access logs of the artifact bucket; its policy has to let S3 write them."""
    build_commands: NotRequired[Sequence[str]]
    """Shell commands that build the site. Default: none, the repository holds the site as it is."""
    output_directory: NotRequired[str]
    """Folder of the finished site in the repository. Default: "public"."""
    build_image: NotRequired[str]
    """Image that the build runs in, with bash and the aws CLI. Default: DEFAULT_IMAGE."""
    compute_type: NotRequired[str]
    """Size of the machine that builds. Default: "BUILD_GENERAL1_SMALL"."""
    approval: NotRequired[bool]
    """Whether somebody has to approve each publish in the console. Default: False."""
    notification_email: NotRequired[str | None]
    """Who is told of failures and of waiting approvals. Default: nobody, and then there is no topic."""
    artifact_days: NotRequired[int]
    """Days for which artifacts, and the build's cache, are kept. Default: 30."""
    log_retention_days: NotRequired[int]
    """Days for which the log of the builds is kept; a retention that CloudWatch Logs knows. Default: 90."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a build is stopped, 5 to 2160. Default: 15."""
    boundary_arn: pulumi.Input[str]
    """Permissions boundary of both roles."""
    kms: NotRequired[bool]
    """Whether artifacts are encrypted with a key of the stack's own. Default: False, with S3's (SSE-S3)."""
    protect: NotRequired[bool]
    """Whether the artifact bucket is kept from deletion. Default: False, destroy removes it with all that is in it."""


def judge(name: str, args: DeliveryPipelineArgs) -> None:
    """Raises ValueError, which names the component, the key, the value and the rule, for the first fault."""

    def refuse(problem: str) -> ValueError:
        return ValueError(f"DeliveryPipeline {name!r}: {problem}")

    source, email = args["source"], args.get("notification_email")
    judged: list[tuple[str, str, rules.Rule]] = [
        ("source.repository", source.repository, rules.REPOSITORY),
        ("source.branch", source.branch, rules.BRANCH),
        *(("build_commands", command, rules.COMMAND) for command in args.get("build_commands", ())),
        ("output_directory", args.get("output_directory", "public"), rules.FOLDER),
    ]
    if "build_image" in args:
        judged.append(("build_image", args["build_image"], rules.BUILD_IMAGE))
    if email is not None:
        judged.append(("notification_email", email, rules.EMAIL))
    for key, value, rule in judged:
        if not rule.holds(value):
            raise refuse(f"{key} must be {rule.allowed}, got {value!r}")
    if (days := args.get("artifact_days", 30)) < 1:
        raise refuse(f"artifact_days must be at least 1, got {days}")
    if (retention := args.get("log_retention_days", 90)) not in rules.LOG_RETENTION_DAYS:
        allowed = ", ".join(str(days) for days in rules.LOG_RETENTION_DAYS)
        raise refuse(f"log_retention_days must be one of {allowed}, got {retention}")
    timeout = args.get("timeout_minutes", 15)
    if not _SHORTEST_TIMEOUT_MINUTES <= timeout <= _LONGEST_TIMEOUT_MINUTES:
        raise refuse(
            f"timeout_minutes must be from {_SHORTEST_TIMEOUT_MINUTES} to {_LONGEST_TIMEOUT_MINUTES}, got {timeout}"
        )
    _judge_connection(name, args["context"].prefix, source)


def _judge_connection(name: str, prefix: str, source: OAuthSource | ConnectionSource) -> None:
    if isinstance(source, OAuthSource):
        return
    if source.connection_arn is None and len(prefix) > _LONGEST_CONNECTION_NAME:
        raise ValueError(
            f"DeliveryPipeline {name!r}: the connection {prefix!r} would have {len(prefix)} characters, AWS allows "
            f"{_LONGEST_CONNECTION_NAME}: shorten the name of the project or of the stack, or give connection_arn"
        )
    if source.connection_arn is not None and not rules.CONNECTION_ARN.holds(source.connection_arn):
        raise ValueError(
            f"DeliveryPipeline {name!r}: source.connection_arn must be {rules.CONNECTION_ARN.allowed}, "
            f"got {source.connection_arn!r}"
        )
