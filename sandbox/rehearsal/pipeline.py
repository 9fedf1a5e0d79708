"""Runs a pipeline, stage by stage, each action as the service behind it would do it.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.emulator.cloud import Cloud
from sandbox.rehearsal.artifacts import Artifact, place
from sandbox.rehearsal.build import BuildRequest, plain_variables, run_build
from sandbox.rehearsal.buildspec import parse
from sandbox.rehearsal.errors import RehearsalError, calling
from sandbox.rehearsal.execution import Execution, Reporter, StageResult, Status
from sandbox.rehearsal.folder import Layout, Pushed, read_folder
from sandbox.rehearsal.roles import AssumedRole, assume
from sandbox.viewer import Viewer

_SERVICE = "codepipeline.amazonaws.com"
_VARIABLE = re.compile(r"#\{([A-Za-z0-9@_-]+)\.([A-Za-z0-9@_-]+)\}")
_CONNECTION_SERVICES = ("codeconnections", "codestar-connections")


def rehearse(
    cloud: Cloud,
    pipeline_name: str,
    directory: Path,
    *,
    report: Reporter,
    approve: Callable[[str], bool],
    viewer: Viewer | None = None,
    is_built: bool = False,
) -> Execution:
    """Runs a folder through the pipeline as the cloud holds it, and returns the execution.

    directory: stands for a checkout of the repository, or is the finished site; `read_folder` decides.
    is_built: the directory is the finished site, also where the stack has build commands. Default: False.
    report: receives the progress.
    viewer: serves the site on this machine, since DNS does not know the site's own name. Default: none.
    approve: called with "stage/action" for each manual approval. False ends the execution, as a rejection does on AWS.

    Every call is made under the role that AWS would use. Raises RehearsalError for a pipeline that cannot be rehearsed
    or that fails, or its subclass DeniedError for a permission that a role lacks, with action, resource and role.
    """
    pipeline = cloud.client("codepipeline")
    definition = _definition(pipeline, pipeline_name)
    stages = [(stage["name"], _actions(stage)) for stage in definition["stages"]]
    pushed = read_folder(directory, _layout(cloud, definition), is_built)
    arn = f"arn:aws:codepipeline:{cloud.region}:{cloud.account_id}:{pipeline_name}"
    role = assume(cloud, definition["roleArn"], _SERVICE, arn)
    execution = pipeline.start_pipeline_execution(name=pipeline_name)["pipelineExecutionId"]
    run = _Run(cloud, definition, role, pushed, viewer, report, approve)
    results = tuple(_stage(run, name, actions) for name, actions in stages)
    return Execution(execution, pipeline_name, pushed.archive.revision, results, tuple(run.log_streams))


@dataclass
class _Run:
    """The state that the actions of one execution share."""

    cloud: Cloud
    definition: Mapping[str, Any]
    role: AssumedRole
    pushed: Pushed
    viewer: Viewer | None
    report: Reporter
    approve: Callable[[str], bool]
    artifacts: dict[str, Artifact] = field(default_factory=dict[str, Artifact])
    variables: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """(namespace, name) -> what an action has told the later ones."""
    log_streams: list[str] = field(default_factory=list[str])


_Action = Mapping[str, Any]


def _definition(pipeline: Any, name: str) -> Mapping[str, Any]:
    try:
        return pipeline.get_pipeline(name=name)["pipeline"]
    except pipeline.exceptions.PipelineNotFoundException:
        raise RehearsalError(f"there is no pipeline {name!r} in the local cloud; start it with: make up") from None


def _actions(stage: Mapping[str, Any]) -> list[_Action]:
    """Returns the actions of a stage in the order in which they run. Parallel actions are sorted by name."""
    for action in stage["actions"]:
        if _kind(action) not in _KINDS:
            raise RehearsalError(f"{stage['name']}/{action['name']}: {' by '.join(_kind(action))} is not rehearsed")
    return sorted(stage["actions"], key=lambda action: (action.get("runOrder", 1), action["name"]))


def _kind(action: _Action) -> tuple[str, str]:
    return action["actionTypeId"]["category"], action["actionTypeId"]["provider"]


def _layout(cloud: Cloud, definition: Mapping[str, Any]) -> Layout:
    """What the first build that knows an output directory expects of the repository."""
    actions = [action for stage in definition["stages"] for action in stage["actions"]]
    names = [action["configuration"]["ProjectName"] for action in actions if _kind(action) == ("Build", "CodeBuild")]
    for project in cloud.client("codebuild").batch_get_projects(names=names)["projects"] if names else ():
        for variable in project["environment"].get("environmentVariables", []):
            if variable["name"] == "OUTPUT_DIRECTORY":
                phases = parse(project["source"].get("buildspec", "")).phases
                return Layout(variable["value"], any(phase.name == "build" and phase.commands for phase in phases))
    return Layout(None, has_build=False)


def _stage(run: _Run, name: str, actions: list[_Action]) -> StageResult:
    run.report.stage_started(name)
    status: Status = "Stopped"
    started = time.monotonic()
    try:
        for action in actions:
            _KINDS[_kind(action)](run, action, f"{name}/{action['name']}")
        status = "Succeeded"
    except Exception:
        status = "Failed"
        raise
    finally:
        result = StageResult(name, status, time.monotonic() - started)
        run.report.stage_finished(result)
    return result


def _github(run: _Run, action: _Action, where: str) -> None:
    configuration = action["configuration"]
    repository = f"{configuration['Owner']}/{configuration['Repo']}"
    run.report.line(f"not rehearsed: the webhook and the token; the folder stands for {repository}")
    _store_source(run, action)


def _connection(run: _Run, action: _Action, where: str) -> None:
    """Checks whether the role may use the connection. No emulator has connections, but IAM knows the permission, and
    the program gives the stack's own connection the tags of its pipeline.

    https://docs.aws.amazon.com/dtconsole/latest/userguide/security-iam.html
    """
    _, _, _, *rest = action["configuration"]["ConnectionArn"].split(":")
    # The service has two names, and AWS checks one of them: the role has to be allowed under both.
    for service in _CONNECTION_SERVICES:
        run.role.require(f"{service}:UseConnection", ":".join(["arn", "aws", service, *rest]), _tags(run))
    repository = action["configuration"]["FullRepositoryId"]
    run.report.line(f"not rehearsed: the connection's handshake; the folder stands for {repository}")
    _store_source(run, action)


def _tags(run: _Run) -> Mapping[str, str]:
    arn = f"arn:aws:codepipeline:{run.cloud.region}:{run.cloud.account_id}:{run.definition['name']}"
    found = run.cloud.client("codepipeline").list_tags_for_resource(resourceArn=arn)["tags"]
    return {tag["key"]: tag["value"] for tag in found}


def _store_source(run: _Run, action: _Action) -> None:
    """Stores the source as the pipeline's role, and tells the later actions its commit."""
    name = action["outputArtifacts"][0]["name"]
    archive, where = run.pushed.archive, place(run.definition, name)
    for remark in run.pushed.remarks:
        run.report.line(remark)
    if where.key_id:
        run.report.line(f"not rehearsed: whether the role may use the key {where.key_id}")
    source = run.artifacts[name] = where.store(archive.content, run.role, archive.revision)
    if namespace := action.get("namespace"):
        run.variables[namespace, "CommitId"] = source.revision
    size = f"{len(archive.content):,} bytes"
    run.report.line(f"revision {source.revision[:10]}, {size} in s3://{source.bucket}/{source.key}")


def _approval(run: _Run, action: _Action, where: str) -> None:
    configuration = action.get("configuration", {})
    if topic := configuration.get("NotificationArn"):
        with calling(run.role.role, "sns:Publish", topic):
            message = f"{run.definition['name']} waits for {where}"
            run.role.client("sns").publish(TopicArn=topic, Message=message)
    if "CustomData" in configuration:
        run.report.line(configuration["CustomData"])
    if not run.approve(where):
        raise RehearsalError(f"{where}: rejected, so nothing was published")


def _codebuild(run: _Run, action: _Action, where: str) -> None:
    outputs = [output["name"] for output in action.get("outputArtifacts", [])]
    if len(outputs) > 1:
        raise RehearsalError(f"{where}: more than one output artifact is not rehearsed")
    configuration = {key: _resolved(value, run, where) for key, value in action["configuration"].items()}
    projects = run.cloud.client("codebuild").batch_get_projects(names=[configuration["ProjectName"]])["projects"]
    if not projects:
        raise RehearsalError(f"{where}: there is no CodeBuild project {configuration['ProjectName']!r}")
    project = projects[0]
    with calling(run.role.role, "codebuild:StartBuild", project["arn"]):
        build = run.role.client("codebuild").start_build(projectName=project["name"])["build"]
    # The pipeline polls the build. The local cloud would check that call against no project at all.
    run.role.require("codebuild:BatchGetBuilds", project["arn"])
    request = BuildRequest(
        pipeline=run.definition["name"],
        project=project,
        build=build,
        source=run.artifacts[action["inputArtifacts"][0]["name"]],
        output=place(run.definition, outputs[0]) if outputs else None,
        variables=plain_variables(json.loads(configuration.get("EnvironmentVariables", "[]"))),
        viewer={"SITE_URL": run.viewer.address, "SSL_CERT_FILE": str(run.viewer.ca)} if run.viewer else {},
        is_built=run.pushed.is_built,
    )
    built = run_build(run.cloud, request, run.report.line)
    run.log_streams.append(built.log)
    if built.artifact:
        run.artifacts[outputs[0]] = built.artifact


def _resolved(value: str, run: _Run, where: str) -> str:
    """A value with the variables of earlier actions.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
    """

    def replaced(found: re.Match[str]) -> str:
        known = run.variables.get((found[1], found[2]))
        if known is None:
            raise RehearsalError(f"{where}: {found[0]} is no variable of an earlier action that is rehearsed")
        return known

    return _VARIABLE.sub(replaced, value)


_KINDS: Mapping[tuple[str, str], Callable[[_Run, _Action, str], None]] = {
    ("Source", "GitHub"): _github,
    ("Source", "CodeStarSourceConnection"): _connection,
    ("Approval", "Manual"): _approval,
    ("Build", "CodeBuild"): _codebuild,
}
