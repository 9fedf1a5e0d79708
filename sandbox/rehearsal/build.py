"""Runs a build: the buildspec's own commands, with the credentials of the project's role and nothing of the user's.

https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.emulator.cloud import Cloud
from sandbox.rehearsal.archive import unpack
from sandbox.rehearsal.artifacts import Artifact, Place, collect
from sandbox.rehearsal.build_log import BuildLog
from sandbox.rehearsal.buildspec import Buildspec, Phase, parse
from sandbox.rehearsal.errors import DeniedError, RehearsalError, calling, find_denial
from sandbox.rehearsal.roles import AssumedRole, assume
from sandbox.rehearsal.shell import Shell

_SERVICE = "codebuild.amazonaws.com"
_KEPT_LINES = 1000


@dataclass(frozen=True)
class BuildRequest:
    """The build that the pipeline requests from CodeBuild."""

    pipeline: str
    """The pipeline's name."""
    project: Mapping[str, Any]
    """The project, as BatchGetProjects returns it."""
    build: Mapping[str, Any]
    """The build, as StartBuild returns it."""
    source: Artifact
    """The input artifact."""
    output: Place | None
    """The place of the output artifact. None: the action has none."""
    variables: Mapping[str, str]
    """The action's own environment variables, which win over the project's."""
    viewer: Mapping[str, str]
    """Variables with the site's address on this machine, in place of DNS and of the public authorities."""
    is_built: bool = False
    """Whether the source holds the finished site, so that the phase "build" is left out."""


@dataclass(frozen=True)
class Built:
    """What a build leaves."""

    log: str
    """The name of its log stream, "group:stream"."""
    artifact: Artifact | None
    """Its output artifact. None: the action has none."""


def run_build(cloud: Cloud, request: BuildRequest, show: Callable[[str], object]) -> Built:
    """Runs a build to its end.

    Raises RehearsalError, or DeniedError for a permission that the build role lacks. No file of the build stays
    on this machine.
    """
    project, build = request.project, request.build
    spec = parse(project["source"].get("buildspec", ""))
    role = assume(cloud, project["serviceRole"], _SERVICE, project["arn"])
    # The local cloud keeps no logsConfig; this is the group that CodeBuild takes without one.
    log = BuildLog(role, f"/aws/codebuild/{project['name']}", build["id"].partition(":")[2], show)
    for sentence in spec.unrehearsed:
        show(f"not rehearsed: {sentence}")
    phases = [phase for phase in spec.phases if not (request.is_built and phase.name == "build")]
    if len(phases) < len(spec.phases):
        show("not rehearsed: the commands of the phase build, because the folder is the finished site")
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as workspace:
        source, home, temporary = (Path(workspace, name) for name in ("src", "home", "tmp"))
        home.mkdir()
        temporary.mkdir()
        with calling(role.role, "s3:GetObject", request.source.arn):
            answer = role.client("s3").get_object(Bucket=request.source.bucket, Key=request.source.key)
        unpack(answer["Body"].read(), source)
        own = _variables(request, spec, source, log)
        environment = {**_machine(home, temporary), **cloud.environment(role.credentials), **own}
        try:
            with Shell(spec.shell, source, environment, project["timeoutInMinutes"] * 60) as shell:
                try:
                    _Phases(shell, log, environment, role).run(phases)
                except RehearsalError as error:
                    if shell.timed_out:
                        minutes = project["timeoutInMinutes"]
                        raise RehearsalError(f"the build took longer than its {minutes} minutes; {error}") from error
                    raise
            artifact = _hand_over(request, spec, source, role, log)
        finally:
            log.flush()
    return Built(log.name, artifact)


def _hand_over(
    request: BuildRequest, spec: Buildspec, source: Path, role: AssumedRole, log: BuildLog
) -> Artifact | None:
    """Stores the output artifact, as the project's role."""
    if request.output is None:
        return None
    log.write("[Container] Entering phase UPLOAD_ARTIFACTS")
    content = collect(spec.files, source)
    artifact = request.output.store(content, role)
    log.write(f"[Container] Artifact: {len(content):,} bytes in s3://{artifact.bucket}/{artifact.key}")
    log.write("[Container] Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED")
    return artifact


class _Phases:
    """Runs phase after phase, with CodeBuild's rules for what still runs after a failure."""

    def __init__(self, shell: Shell, log: BuildLog, environment: Mapping[str, str], role: AssumedRole) -> None:
        self._shell, self._log, self._environment, self._role = shell, log, environment, role

    def run(self, phases: Sequence[Phase]) -> None:
        """Runs the phases. Raises the first failure, after the phases that run in spite of it."""
        failure: RehearsalError | None = None
        for phase in phases:
            if failure and phase.name != "post_build":
                continue
            self._shell.set("CODEBUILD_BUILD_SUCCEEDING", "0" if failure else "1")
            self._log.write(f"[Container] Entering phase {phase.name.upper()}")
            failed = self._phase(phase)
            state = "FAILED" if failed else "SUCCEEDED"
            self._log.write(f"[Container] Phase complete: {phase.name.upper()} State: {state}")
            self._log.flush()
            failure = failure or failed
            # Only a failed build phase is followed by post_build, and not with ABORT.
            if failed and (phase.aborts or phase.name != "build"):
                break
        if failure:
            raise failure

    def _phase(self, phase: Phase) -> RehearsalError | None:
        failure = self._commands(phase.name, phase.commands)
        return self._commands(phase.name, phase.finally_commands) or failure

    def _commands(self, phase: str, commands: Sequence[str]) -> RehearsalError | None:
        for command in commands:
            failure = self._command(phase, command)
            if failure:
                return failure
        return None

    def _command(self, phase: str, command: str) -> RehearsalError | None:
        printed: deque[str] = deque(maxlen=_KEPT_LINES)

        def output(line: str) -> None:
            printed.append(line)
            self._log.write(line)

        self._log.write(f"[Container] Running command {command}")
        status = self._shell.run(command, output)
        if status == 0:
            return None
        denial = find_denial("\n".join(printed), command, self._environment, self._role.cloud.account_id)
        if denial:
            return DeniedError(self._role.role, denial.action, denial.resource, f"in {phase}: {command}")
        return RehearsalError(f"{phase}: exit code {status} from: {command}")


def _machine(home: Path, temporary: Path) -> dict[str, str]:
    """Returns the variables of a CodeBuild image. This environment's tools come first, so `aws` is the locked CLI.

    temporary: replaces /tmp, which in CodeBuild goes with the container.
    """
    tools = str(Path(sys.executable).parent)
    path = os.pathsep.join([tools, os.environ.get("PATH", os.defpath)])
    return {"PATH": path, "HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8", "AWS_PAGER": ""}


def _variables(request: BuildRequest, spec: Buildspec, source: Path, log: BuildLog) -> dict[str, str]:
    """Returns the variables of a build.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    project, build = request.project, request.build
    own = {
        "CI": "true",
        "CODEBUILD_BUILD_ARN": build["arn"],
        "CODEBUILD_BUILD_ID": build["id"],
        "CODEBUILD_BUILD_IMAGE": project["environment"]["image"],
        "CODEBUILD_BUILD_NUMBER": str(build.get("buildNumber", 1)),
        "CODEBUILD_BUILD_SUCCEEDING": "1",
        "CODEBUILD_INITIATOR": f"codepipeline/{request.pipeline}",
        "CODEBUILD_KMS_KEY_ID": project["encryptionKey"],
        "CODEBUILD_LOG_PATH": log.name.rpartition(":")[2],
        "CODEBUILD_PROJECT_ARN": project["arn"],
        # Only a repository has a version; the artifact of another build has none.
        **({"CODEBUILD_RESOLVED_SOURCE_VERSION": request.source.revision} if request.source.revision else {}),
        "CODEBUILD_SOURCE_VERSION": request.source.arn,
        "CODEBUILD_SRC_DIR": str(source),
        "CODEBUILD_START_TIME": str(int(time.time() * 1000)),
    }
    of_project = plain_variables(project["environment"].get("environmentVariables", []))
    return {**own, **spec.variables, **of_project, **request.variables, **request.viewer}


def plain_variables(variables: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Returns variables in the API's form as a dict. Raises RehearsalError for one that is stored elsewhere."""
    for variable in variables:
        if variable.get("type", "PLAINTEXT") != "PLAINTEXT":
            raise RehearsalError(
                f"variable {variable['name']}: type {variable['type']} is not rehearsed; use PLAINTEXT"
            )
    return {variable["name"]: variable["value"] for variable in variables}
