"""The stages of a pipeline: pure functions from settings to the structures of CodePipeline.

AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.pipeline.artifacts import SITE, SOURCE
from components.pipeline.source import SourceOptions

SOURCE_ACTION = "GitHub"
"""Name of the action that takes the site from the repository, which a webhook or a trigger starts."""

_SOURCE_VARIABLES = "Source"
"""The namespace of what the source action tells the later actions."""

Stage = aws.codepipeline.PipelineStageArgsDict
Action = aws.codepipeline.PipelineStageActionArgsDict


def stages(
    source: Action, approval: bool, publish: pulumi.Input[str], build: pulumi.Input[str] | None = None
) -> list[Stage]:
    """Source, then an approval if there is one, then a build if the site needs one, then the publication.

    publish, build: names of the projects. The approval comes before anything of the commit runs, so that no commit
    without one can leave anything behind that the next approved one would publish.
    """
    actions: dict[str, Action] = {"Source": source}
    if approval:
        actions["Approve"] = _approve()
    if build is not None:
        actions["Build"] = _run_project("Build", SOURCE, {"ProjectName": build}, [SITE])
    actions["Publish"] = _publish(publish, SOURCE if build is None else SITE)
    return [{"name": name, "actions": [action]} for name, action in actions.items()]


def from_oauth(source: SourceOptions) -> Action:
    """Reads the repository with a token, when a webhook starts it and never by polling.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
    """
    owner, _, repository = source.repository.partition("/")
    return {
        "name": SOURCE_ACTION,
        "category": "Source",
        "owner": "ThirdParty",
        "provider": "GitHub",
        "version": "1",
        "configuration": {
            "Owner": owner,
            "Repo": repository,
            "Branch": source.branch,
            "OAuthToken": pulumi.Output.secret(source.github_token),
            "PollForSourceChanges": "false",
        },
        "namespace": _SOURCE_VARIABLES,
        "output_artifacts": [SOURCE],
    }


def from_connection(source: SourceOptions, connection_arn: pulumi.Input[str]) -> Action:
    """Reads the repository through a connection; the pipeline's trigger starts it.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
    """
    return {
        "name": SOURCE_ACTION,
        "category": "Source",
        "owner": "AWS",
        "provider": "CodeStarSourceConnection",
        "version": "1",
        "configuration": {
            "ConnectionArn": connection_arn,
            "FullRepositoryId": source.repository,
            "BranchName": source.branch,
            "OutputArtifactFormat": "CODE_ZIP",
            "DetectChanges": "false",
        },
        "namespace": _SOURCE_VARIABLES,
        "output_artifacts": [SOURCE],
    }


def on_push(branch: str) -> list[aws.codepipeline.PipelineTriggerArgsDict]:
    """Starts the pipeline for a push to the branch only.

    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
    """
    return [
        {
            "provider_type": "CodeStarSourceConnection",
            "git_configuration": {
                "source_action_name": SOURCE_ACTION,
                "pushes": [{"branches": {"includes": [branch]}}],
            },
        }
    ]


def _approve() -> Action:
    return {
        "name": "Approve",
        "category": "Approval",
        "owner": "AWS",
        "provider": "Manual",
        "version": "1",
        "configuration": {"CustomData": "Publish this commit?"},
    }


def _publish(project_name: pulumi.Input[str], taken: str) -> Action:
    commit = {"name": "SITE_COMMIT", "value": f"#{{{_SOURCE_VARIABLES}.CommitId}}", "type": "PLAINTEXT"}
    configuration = {"ProjectName": project_name, "EnvironmentVariables": json.dumps([commit])}
    return _run_project("Publish", taken, configuration, [])


def _run_project(name: str, taken: str, configuration: Mapping[str, pulumi.Input[str]], made: list[str]) -> Action:
    """AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html"""
    return {
        "name": name,
        "category": "Build",
        "owner": "AWS",
        "provider": "CodeBuild",
        "version": "1",
        "configuration": configuration,
        "input_artifacts": [taken],
        "output_artifacts": made,
    }
