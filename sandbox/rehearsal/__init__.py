"""Runs a push through the pipeline as the local cloud holds it, each step under the role that AWS would use.

    execution = rehearse(cloud, "secure-site-dev", Path("site"), report=ConsoleReporter(console), approve=ask)

Rehearsed are the source artifact, approvals, and CodeBuild's phases. Other parts are rejected, or reported in a line.
"""

from sandbox.rehearsal.errors import DeniedError, RehearsalError
from sandbox.rehearsal.execution import Execution, Reporter, StageResult
from sandbox.rehearsal.folder import revision_of
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
    "revision_of",
]
