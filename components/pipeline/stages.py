"""The stages of a pipeline: pure functions from settings to the structures of CodePipeline.

AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import pulumi
import pulumi_aws as aws

from components.pipeline.source import SourceOptions

SOURCE_ACTION = "GitHub"
"""Name of the action that takes the site from the repository, which a webhook or a trigger starts."""

_SOURCE_ARTIFACT = "source"

Stage = aws.codepipeline.PipelineStageArgsDict
Action = aws.codepipeline.PipelineStageActionArgsDict


def stages(action: Action, approval: bool, project_name: pulumi.Input[str]) -> list[Stage]:
    """Source, then an approval if there is one, then the build that publishes."""
    approve: list[Stage] = [{"name": "Approve", "actions": [_approve()]}] if approval else []
    return [
        {"name": "Source", "actions": [action]},
        *approve,
        {"name": "Publish", "actions": [_publish(project_name)]},
    ]


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
        "output_artifacts": [_SOURCE_ARTIFACT],
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
        "output_artifacts": [_SOURCE_ARTIFACT],
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


def _publish(project_name: pulumi.Input[str]) -> Action:
    return {
        "name": "Publish",
        "category": "Build",
        "owner": "AWS",
        "provider": "CodeBuild",
        "version": "1",
        "configuration": {"ProjectName": project_name},
        "input_artifacts": [_SOURCE_ARTIFACT],
    }
