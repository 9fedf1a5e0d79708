"""The pipeline: builds, connections, webhooks."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_HAND_ON = "codeconnections:PassConnection codestar-connections:PassConnection"
_PIPELINES = "arn:aws:codepipeline:{region}:{account}:"
_WEBHOOK = f"{_PIPELINES}webhook:{{targetPipeline}}-????????"

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
        create=f"codepipeline:CreatePipeline codepipeline:TagResource iam:PassRole {_HAND_ON}",
        update="codepipeline:UpdatePipeline codepipeline:TagResource codepipeline:UntagResource iam:PassRole "
        + _HAND_ON,
        delete="codepipeline:DeletePipeline",
        elsewhere={
            "{roleArn}": "iam:PassRole",
            # AWS has renamed the service of connections, and checks the permission under either name.
            # https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
            "{codeconnections} {codestar-connections}": _HAND_ON,
        },
        only_with={"connection": _HAND_ON},
    ),
    "aws:codepipeline/webhook:Webhook": Calls(
        file="codepipeline/webhook.go",
        # The name ends in eight digits that change with the webhook's secret, which this table does not know.
        arns=f"{_WEBHOOK}",
        read="codepipeline:ListWebhooks codepipeline:ListTagsForResource",
        create="codepipeline:PutWebhook codepipeline:TagResource",
        update="codepipeline:PutWebhook codepipeline:TagResource codepipeline:UntagResource",
        delete="codepipeline:DeleteWebhook",
        elsewhere={
            f"{_PIPELINES}webhook:*": "codepipeline:ListWebhooks",
            f"{_WEBHOOK} {_PIPELINES}{{targetPipeline}}": "codepipeline:PutWebhook",
        },
    ),
}
"""Type token -> its calls."""
