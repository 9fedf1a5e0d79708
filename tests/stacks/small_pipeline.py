"""A small pipeline, made without the engine, for tests of what a push does with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.emulator.cloud import ACCOUNT_ID, Cloud
from sandbox.rehearsal import Execution, StageResult, rehearse

REGION = "us-east-1"
PIPELINE, PROJECT = "trial-pipeline-with-a-name", "trial-project"
ARTIFACTS, CONTENT = "trial-artifacts", "trial-content"
LOG_GROUP = f"/aws/codebuild/{PROJECT}"
LOG_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{LOG_GROUP}:*"
PROJECT_ARN = f"arn:aws:codebuild:{REGION}:{ACCOUNT_ID}:project/{PROJECT}"
PIPELINE_ARN = f"arn:aws:codepipeline:{REGION}:{ACCOUNT_ID}:{PIPELINE}"
CONNECTION_ARN = f"arn:aws:codeconnections:{REGION}:{ACCOUNT_ID}:connection/0b6d"

PIPELINE_MAY = {
    "s3:PutObject": f"arn:aws:s3:::{ARTIFACTS}/*",
    "codebuild:StartBuild": PROJECT_ARN,
    "codebuild:BatchGetBuilds": PROJECT_ARN,
    "codeconnections:UseConnection": CONNECTION_ARN,
    "codestar-connections:UseConnection": CONNECTION_ARN.replace("codeconnections", "codestar-connections"),
}
BUILD_MAY = {
    "s3:GetObject": f"arn:aws:s3:::{ARTIFACTS}/*",
    "s3:PutObject": f"arn:aws:s3:::{CONTENT}/*",
    "logs:CreateLogStream": LOG_ARN,
    "logs:PutLogEvents": LOG_ARN,
}


@dataclass
class Recorder:
    """A reporter that keeps what it is told."""

    lines: list[str] = field(default_factory=list[str])
    stages: list[str] = field(default_factory=list[str])

    def stage_started(self, name: str) -> None:
        self.stages.append(name)

    def line(self, text: str) -> None:
        self.lines.append(text)

    def stage_finished(self, result: StageResult) -> None:
        self.stages[-1] += f" {result.status}"


@dataclass
class Trial:
    """A small pipeline of which a test changes what it is about."""

    cloud: Cloud
    directory: Path
    recorder: Recorder = field(default_factory=Recorder)

    def allow(self, role: str, actions: dict[str, str]) -> None:
        statements = [{"Effect": "Allow", "Action": action, "Resource": on} for action, on in actions.items()]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.cloud.client("iam").put_role_policy(RoleName=role, PolicyName="may", PolicyDocument=policy)

    def trust(self, role: str, service: str, source_arn: str, operator: str = "StringEquals") -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {operator: {"aws:SourceAccount": ACCOUNT_ID, "aws:SourceArn": source_arn}},
        }
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.cloud.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=trust)

    def buildspec(self, phases: dict[str, Sequence[str] | dict[str, Any]], files: Sequence[str] = ()) -> None:
        written = {name: found if isinstance(found, dict) else {"commands": found} for name, found in phases.items()}
        env = {"shell": "bash", "variables": {"WHO": "spec"}}
        spec = json.dumps({"version": 0.2, "env": env, "phases": written, "artifacts": {"files": [*files]}})
        source = {"type": "CODEPIPELINE", "buildspec": spec}
        self.cloud.client("codebuild").update_project(name=PROJECT, source=source)

    def stages(self, *between: dict[str, Any], source: dict[str, Any] | None = None, taken: str = "source") -> None:
        publish = action("Publish", "Build", "CodeBuild", {"ProjectName": PROJECT}, inputs=[{"name": taken}])
        stages = [stage("Source", source or github()), *between, stage("Publish", publish)]
        self.cloud.client("codepipeline").update_pipeline(pipeline=pipeline(stages))

    def push(self, approved: bool = True) -> Execution:
        return rehearse(self.cloud, PIPELINE, self.directory, report=self.recorder, approve=lambda action: approved)


def action(name: str, category: str, provider: str, configuration: dict[str, str], **rest: Any) -> dict[str, Any]:
    inputs, outputs = rest.get("inputs", []), rest.get("outputs", [])
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {
        "name": name,
        "actionTypeId": kind,
        "configuration": configuration,
        "inputArtifacts": inputs,
        "outputArtifacts": outputs,
        "runOrder": 1,
    }


def stage(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "actions": list(actions)}


def github() -> dict[str, Any]:
    configuration = {"Owner": "example", "Repo": "site", "Branch": "main"}
    return action("GitHub", "Source", "GitHub", configuration, outputs=[{"name": "source"}])


def pipeline(stages: list[dict[str, Any]]) -> dict[str, Any]:
    store = {"type": "S3", "location": ARTIFACTS}
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/trial-pipeline"
    return {"name": PIPELINE, "roleArn": role, "artifactStore": store, "stages": stages, "version": 1}


def make_pipeline(cloud: Cloud) -> None:
    """Everything that `Trial` changes; its roles may nothing yet, and nobody may assume them."""
    for bucket in (ARTIFACTS, CONTENT):
        cloud.client("s3").create_bucket(Bucket=bucket)
    nobody = '{"Version": "2012-10-17", "Statement": []}'
    for role in ("trial-pipeline", "trial-build"):
        cloud.client("iam").create_role(RoleName=role, AssumeRolePolicyDocument=nobody)
    cloud.client("logs").create_log_group(logGroupName=LOG_GROUP)
    cloud.client("codebuild").create_project(
        name=PROJECT,
        source={"type": "CODEPIPELINE", "buildspec": ""},
        artifacts={"type": "CODEPIPELINE"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "BUCKET", "value": CONTENT, "type": "PLAINTEXT"}],
        },
        serviceRole=f"arn:aws:iam::{ACCOUNT_ID}:role/trial-build",
        timeoutInMinutes=5,
    )
    _create_pipeline(cloud)


def _create_pipeline(cloud: Cloud) -> None:
    """moto looks the pipeline's role up in an IAM of its own."""
    statement = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
    moto = replace(cloud, aws_url=cloud.codepipeline_url)
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    moto.client("iam").create_role(RoleName="trial-pipeline", AssumeRolePolicyDocument=trust)
    build = action("Publish", "Build", "CodeBuild", {"ProjectName": PROJECT}, inputs=[{"name": "source"}])
    stages = [stage("Source", github()), stage("Publish", build)]
    cloud.client("codepipeline").create_pipeline(pipeline=pipeline(stages))
