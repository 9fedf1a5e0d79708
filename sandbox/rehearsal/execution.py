"""The result of one run of a pipeline, and the reporter that follows it."""

from dataclasses import dataclass
from typing import Literal, Protocol

Status = Literal["Succeeded", "Failed", "Stopped"]
"""AWS's own words. "Stopped": interrupted by the user.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html
"""


@dataclass(frozen=True)
class StageResult:
    """The result of one stage."""

    name: str
    status: Status
    seconds: float


@dataclass(frozen=True)
class Execution:
    """A run of a pipeline that succeeded."""

    id: str
    """The pipeline execution's id, as the local CodePipeline gave it."""
    pipeline: str
    revision: str
    """40 hex digits in place of the commit, which depend on the content of the folder alone."""
    stages: tuple[StageResult, ...]
    log_streams: tuple[str, ...]
    """Streams in CloudWatch Logs with the output of the builds, "group:stream"."""


class Reporter(Protocol):
    """Receives the progress of a pipeline. `stage_finished` follows every `stage_started`, also after a failure."""

    def stage_started(self, name: str) -> None:
        """A stage begins."""
        ...

    def line(self, text: str) -> None:
        """One line of the running stage: output of a command, or a remark of the rehearsal."""
        ...

    def stage_finished(self, result: StageResult) -> None:
        """The stage that began last has ended."""
        ...
