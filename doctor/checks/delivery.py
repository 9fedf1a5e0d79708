"""Checks of the pipeline and of what starts it."""

from collections.abc import Sequence

from doctor.deployed import Deployed
from doctor.model import Check


def _unconfirmed(stack: Deployed) -> Sequence[str]:
    arns = {
        action["configuration"]["ConnectionArn"]
        for pipeline in stack.all("aws:codepipeline/pipeline:Pipeline")
        for stage in pipeline.outputs["stages"]
        for action in stage["actions"]
        if "ConnectionArn" in (action.get("configuration") or {})
    }
    problems: list[str] = []
    for arn in sorted(arns):
        found = stack.account.ask("codeconnections:GetConnection", ConnectionArn=arn)["Connection"]
        if found["ConnectionStatus"] != "AVAILABLE":
            problems.append(f"connection {found['ConnectionName']} is {found['ConnectionStatus']}")
    return problems


def _webhook(stack: Deployed) -> Sequence[str]:
    wanted = stack.all("aws:codepipeline/webhook:Webhook")
    if not wanted:
        return []
    found = {one["definition"]["name"]: one for one in stack.account.ask("codepipeline:ListWebhooks")["webhooks"]}
    problems: list[str] = []
    for webhook in wanted:
        name = webhook.outputs["name"]
        if name not in found:
            problems.append(f"webhook {name} is gone")
        elif code := found[name].get("errorCode"):
            problems.append(f"webhook {name} failed with {code}: {found[name].get('errorMessage', '')}")
    return problems


def _last_execution(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    for pipeline in stack.all("aws:codepipeline/pipeline:Pipeline"):
        name = pipeline.outputs["name"]
        answer = stack.account.ask("codepipeline:ListPipelineExecutions", pipelineName=name)
        executions = answer["pipelineExecutionSummaries"]
        if not executions:
            problems.append(f"pipeline {name} has never run")
        elif executions[0]["status"] == "Failed":
            problems.append(f"the last execution of pipeline {name} failed ({executions[0]['pipelineExecutionId']})")
    return problems


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "connection",
        "the connection to GitHub is confirmed, if the pipeline uses one",
        "Open the console's page of connections, choose the connection and 'Update pending connection'",
        _unconfirmed,
    ),
    Check(
        "webhook",
        "the webhook takes GitHub's events, if the pipeline uses one",
        "Look at GitHub's side: settings of the repository, Webhooks, Recent Deliveries",
        _webhook,
    ),
    Check(
        "pipeline",
        "the last execution did not fail",
        "See why: aws codepipeline get-pipeline-state --name <pipelineName>; the build's log is in CloudWatch Logs",
        _last_execution,
    ),
)
