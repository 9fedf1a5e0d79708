"""The pipeline: builds, connections, webhooks."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_PIPELINES = "arn:aws:codepipeline:{region}:{account}:"

DELIVERY: Mapping[str, Calls] = {
    "aws:codebuild/project:Project": Calls(
        file="codebuild/project.go",
        arns="arn:aws:codebuild:{region}:{account}:project/{name}",
        read="codebuild:BatchGetProjects",
        create="codebuild:CreateProject iam:PassRole",
        update="codebuild:UpdateProject iam:PassRole",
        delete="codebuild:DeleteProject",
        elsewhere={"{serviceRole}": "iam:PassRole"},
    ),
    "aws:codeconnections/connection:Connection": Calls(
        file="codeconnections/connection.go",
        arns="arn:aws:codeconnections:{region}:{account}:connection/*",
        read="codeconnections:GetConnection codeconnections:ListTagsForResource",
        create="codeconnections:CreateConnection codeconnections:TagResource codeconnections:PassConnection",
        update="codeconnections:TagResource codeconnections:UntagResource codeconnections:PassConnection",
        delete="codeconnections:DeleteConnection",
    ),
    "aws:codepipeline/pipeline:Pipeline": Calls(
        file="codepipeline/codepipeline.go",
        arns=f"{_PIPELINES}{{name}}",
        read="codepipeline:GetPipeline codepipeline:ListTagsForResource",
        create="codepipeline:CreatePipeline codepipeline:TagResource iam:PassRole codeconnections:PassConnection",
        update="codepipeline:UpdatePipeline codepipeline:TagResource codepipeline:UntagResource iam:PassRole "
        "codeconnections:PassConnection",
        delete="codepipeline:DeletePipeline",
        elsewhere={"{roleArn}": "iam:PassRole", "{connection}": "codeconnections:PassConnection"},
        only_with={"connection": "codeconnections:PassConnection"},
    ),
    "aws:codepipeline/webhook:Webhook": Calls(
        file="codepipeline/webhook.go",
        arns=f"{_PIPELINES}webhook:{{name}}",
        read="codepipeline:ListWebhooks codepipeline:ListTagsForResource",
        create="codepipeline:PutWebhook codepipeline:TagResource",
        update="codepipeline:PutWebhook codepipeline:TagResource codepipeline:UntagResource",
        delete="codepipeline:DeleteWebhook",
        elsewhere={
            f"{_PIPELINES}webhook:*": "codepipeline:ListWebhooks",
            f"{_PIPELINES}webhook:{{name}} {_PIPELINES}{{targetPipeline}}": "codepipeline:PutWebhook",
        },
    ),
}
"""Type token -> its calls."""
