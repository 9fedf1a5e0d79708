"""The output of a build, in CloudWatch Logs and before the person's eyes."""

import time
from collections.abc import Callable

from sandbox.rehearsal.errors import calling
from sandbox.rehearsal.roles import AssumedRole

_BATCH_EVENTS = 500
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
_LONGEST_EVENT = 250_000


class BuildLog:
    """One stream of a log group, written as far as the build role may."""

    def __init__(self, role: AssumedRole, group: str, stream: str, show: Callable[[str], object]) -> None:
        """Makes the stream. Raises DeniedError where the role may not write it.

        AWS judges these two calls on the stream's ARN, the local cloud on the log group's, which "log-group:NAME:*" is
        not for. So the permission is asked of IAM's simulator, and root writes the lines.
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
        """ "group:stream"."""
        return ":".join(self._names.values())

    def write(self, line: str) -> None:
        """Shows a line at once, and keeps it for the stream."""
        self._show(line)
        # CloudWatch refuses an empty message.
        self._events.append({"timestamp": int(time.time() * 1000), "message": line[:_LONGEST_EVENT] or " "})
        if len(self._events) >= _BATCH_EVENTS:
            self.flush()

    def flush(self) -> None:
        """Sends what is kept."""
        if self._events:
            self._logs.put_log_events(**self._names, logEvents=self._events)
            self._events = []
