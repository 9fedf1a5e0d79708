"""What one run of a pipeline was, and who is told while it goes on."""

from dataclasses import dataclass
from typing import Literal, Protocol

Status = Literal["Succeeded", "Failed", "Stopped"]
"""AWS's own words. "Stopped": interrupted by the person.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html
"""


@dataclass(frozen=True)
class StageResult:
    """How one stage ended."""

    name: str
    status: Status
    seconds: float


@dataclass(frozen=True)
class Execution:
    """A run of a pipeline that got to its end."""

    id: str
    """The pipeline execution's id, as the local CodePipeline gave it."""
    pipeline: str
    revision: str
    """What stands for the commit: 40 hex digits that follow from the content of the folder alone."""
    stages: tuple[StageResult, ...]
    log_streams: tuple[str, ...]
    """Streams in CloudWatch Logs with the output of the builds, "group:stream"."""


class Reporter(Protocol):
    """Is told how a pipeline gets on. `stage_finished` follows every `stage_started`, whatever happens between."""

    def stage_started(self, name: str) -> None:
        """A stage begins."""
        ...

    def line(self, text: str) -> None:
        """One line of the running stage: output of a command, or what the rehearsal has to say."""
        ...

    def stage_finished(self, result: StageResult) -> None:
        """The stage that began last is over."""
        ...
