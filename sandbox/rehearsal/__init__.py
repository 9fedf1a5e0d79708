"""A push through the pipeline as the local cloud holds it, each step under the permissions of the role AWS would use.

    execution = rehearse(cloud, "secure-site-dev", Path("site"), report=ConsoleReporter(console), approve=ask)

Rehearsed: the source artifact, approvals, and CodeBuild's phases. What is not is refused, or said in a line.
"""

from sandbox.rehearsal.errors import DeniedError, RehearsalError
from sandbox.rehearsal.execution import Execution, Reporter, StageResult
from sandbox.rehearsal.pipeline import rehearse
from sandbox.rehearsal.reporters import ConsoleReporter, QuietReporter

__all__ = [
    "ConsoleReporter",
    "DeniedError",
    "Execution",
    "QuietReporter",
    "RehearsalError",
    "Reporter",
    "StageResult",
    "rehearse",
]
