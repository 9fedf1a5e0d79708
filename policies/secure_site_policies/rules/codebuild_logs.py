"""Rule codebuild-logs: every build writes a log.

Without a log there is no record of what was published, and by which commands. CloudWatch Logs is on by default; a
project that turns it off must log to S3.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import the_resource
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule

_OFF = "DISABLED"


def _judge(project: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    logs = the_object(project.get("logsConfig"))
    if the_object(logs.get("cloudwatchLogs")).get("status") != _OFF:
        return
    if the_object(logs.get("s3Logs")).get("status") != "ENABLED":
        yield Objection(
            _OFF,
            f"logsConfig.cloudwatchLogs is {_OFF!r} and logsConfig.s3Logs is not enabled.\n"
            'Write instead: logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": ..}}.',
        )


policy = resource_rule(
    About(
        name="codebuild-logs",
        risk="Without a log there is no record of what a build did.",
        severity=Severity.MEDIUM,
        controls=(fsbp("CodeBuild.4", "CodeBuild project environments should have a logging AWS Configuration"),),
        fix="Keep CloudWatch Logs on, with a log group of the stack that has a retention, or write the log to S3.",
        url="https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-4",
    ),
    the_resource("aws:codebuild/project:Project"),
    _judge,
)
