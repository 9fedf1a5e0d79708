"""Writes the output of a build to CloudWatch Logs and to the user."""

import time
from collections.abc import Callable

from sandbox.rehearsal.errors import calling
from sandbox.rehearsal.roles import AssumedRole

_BATCH_EVENTS = 500
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
_LONGEST_EVENT = 250_000


class BuildLog:
    """One stream of a log group, written with the permissions of the build role."""

    def __init__(self, role: AssumedRole, group: str, stream: str, show: Callable[[str], object]) -> None:
        """Creates the stream. Raises DeniedError if the role may not write it.

        AWS checks these two calls against the stream's ARN, the local cloud against the log group's, which does not
        match "log-group:NAME:*". So IAM's simulator checks the permission, and root writes the lines.
        """
        cloud = role.cloud
        arn = f"arn:aws:logs:{cloud.region}:{cloud.account_id}:log-group:{group}:log-stream:{stream}"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            role.require(action, arn)
        self._logs = cloud.client("logs")
        self._names = {"logGroupName": group, "logStreamName": stream}
        with calling(role.role, "logs:CreateLogStream", arn):
            self._logs.create_log_stream(**self._names)
        self._show = show
        self._events: list[dict[str, object]] = []

    @property
    def name(self) -> str:
        """The name of group and stream, "group:stream"."""
        return ":".join(self._names.values())

    def write(self, line: str) -> None:
        """Shows a line at once, and buffers it for the stream."""
        self._show(line)
        # CloudWatch rejects an empty message.
        self._events.append({"timestamp": int(time.time() * 1000), "message": line[:_LONGEST_EVENT] or " "})
        if len(self._events) >= _BATCH_EVENTS:
            self.flush()

    def flush(self) -> None:
        """Sends the buffered lines."""
        if self._events:
            self._logs.put_log_events(**self._names, logEvents=self._events)
            self._events = []
