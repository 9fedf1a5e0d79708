"""The ways in which permissions lead to more permissions: the table behind rule privilege-escalation.

Each entry is one path of https://pathfinding.cloud, which grew out of the lists of Rhino Security Labs
(https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/) and Bishop Fox
(https://bishopfox.com/blog/privilege-escalation-in-aws). A few entries that it lacks name AWS's own page instead. Of a
path with several steps, only the steps that need a permission of their own are listed: there are too many actions that
start an existing function or job.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class Bound(Enum):
    """The bound that makes a way harmless; its value is the text of "Write instead"."""

    NONE = "nothing; an administrator signs in to do this"
    BOUNDARY = 'add "Condition": {"StringEquals": {"iam:PermissionsBoundary": "<ARN of the boundary>"}}'
    EXACT = "name each resource in full, without a wildcard"
    PASSED = (
        "pass only roles of this stack that have a permissions boundary, each by its whole ARN, and to the service "
        'that they trust: "Condition": {"StringEquals": {"iam:PassedToService": "<service>.amazonaws.com"}}'
    )


@dataclass(frozen=True, slots=True)
class Escalation:
    """A way to more permissions, open to an identity that is allowed all of its actions."""

    actions: tuple[str, ...]
    """The actions in AWS's spelling. The statement that allows the first action must have the bound."""
    how: str
    """What the holder can do: the rest of a sentence that begins with "its holder can"."""
    bound: Bound
    """The bound that makes the way harmless."""
    source: str
    """Id of the path at pathfinding.cloud, or the address of AWS's page."""
    services: tuple[str, ...] = ()
    """To which the role is passed. Default: none, no role is."""

    @property
    def reference(self) -> str:
        """The page that describes the way."""
        return self.source if self.source.startswith("https:") else f"https://pathfinding.cloud/paths/{self.source}"


_INSTANCES = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"
_PIPELINES = "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-service-role.html"
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html"
_API = "https://docs.aws.amazon.com/IAM/latest/APIReference/"

_IDENTITIES: Mapping[str, tuple[str, Bound, str]] = {
    "iam:CreatePolicyVersion": ("rewrite a policy of its own", Bound.NONE, "iam-001"),
    "iam:SetDefaultPolicyVersion": (
        "restore an older, wider version of a policy",
        Bound.NONE,
        "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    ),
    "iam:CreateAccessKey": ("create an access key for any user", Bound.NONE, "iam-002"),
    "iam:CreateLoginProfile": ("set a password for any user without one", Bound.NONE, "iam-004"),
    "iam:UpdateLoginProfile": ("change the password of any user", Bound.NONE, "iam-006"),
    "iam:AddUserToGroup": ("join a group with more permissions", Bound.NONE, "iam-013"),
    "iam:AttachGroupPolicy": ("attach any policy to a group", Bound.NONE, "iam-010"),
    "iam:PutGroupPolicy": ("write any policy into a group", Bound.NONE, "iam-011"),
    "iam:DeleteRolePermissionsBoundary": (
        "remove the boundary of a role",
        Bound.NONE,
        f"{_API}API_DeleteRolePermissionsBoundary.html",
    ),
    "iam:DeleteUserPermissionsBoundary": (
        "remove the boundary of a user",
        Bound.NONE,
        f"{_API}API_DeleteUserPermissionsBoundary.html",
    ),
    "iam:PutRolePermissionsBoundary": (
        "replace the boundary of a role by a wider one",
        Bound.BOUNDARY,
        f"{_API}API_PutRolePermissionsBoundary.html",
    ),
    "iam:PutUserPermissionsBoundary": (
        "replace the boundary of a user by a wider one",
        Bound.BOUNDARY,
        f"{_API}API_PutUserPermissionsBoundary.html",
    ),
    "iam:AttachRolePolicy": ("attach any policy to a role, even its own", Bound.BOUNDARY, "iam-009"),
    "iam:PutRolePolicy": ("write any policy into a role, even its own", Bound.BOUNDARY, "iam-005"),
    "iam:AttachUserPolicy": ("attach any policy to a user", Bound.BOUNDARY, "iam-008"),
    "iam:PutUserPolicy": ("write any policy into a user", Bound.BOUNDARY, "iam-007"),
    "iam:UpdateAssumeRolePolicy": ("make any role trust it", Bound.BOUNDARY, "iam-012"),
}
"""Ways that change an identity: action -> description, bound, source."""

_EXISTING: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("sts:AssumeRole",): ("assume every role that trusts the account", "sts-001"),
    ("apprunner:UpdateService",): ("run an image of its own as a service's role", "apprunner-002"),
    ("batch:SubmitJob",): ("run a command of its own as a job's role", "batch-002"),
    ("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"): (
        "run code as an interpreter's role",
        "bedrock-002",
    ),
    ("cloudformation:UpdateStack",): ("create any resource as a stack's role", "cloudformation-002"),
    ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"): (
        "create any resource as a stack's role",
        "cloudformation-005",
    ),
    ("codebuild:StartBuild",): ("run a buildspec of its own as a project's role", "codebuild-002"),
    ("codebuild:StartBuildBatch",): ("run a buildspec of its own as a project's role", "codebuild-003"),
    ("codedeploy:CreateDeployment",): ("run scripts as an instance's role", "codedeploy-001"),
    ("ec2:ModifyInstanceAttribute", "ec2:StartInstances"): ("start an instance with a script of its own", "ec2-002"),
    ("ec2-instance-connect:SendSSHPublicKey",): ("log in to an instance and use its role", "ec2-003"),
    ("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"): (
        "have a group start instances with a script of its own",
        "ec2-005",
    ),
    ("ecs:ExecuteCommand",): ("run commands as a task's role", "ecs-006"),
    ("glue:UpdateDevEndpoint",): ("log in to an endpoint and use its role", "glue-002"),
    ("lambda:UpdateFunctionCode",): ("run code as a function's role", "lambda-003"),
    ("sagemaker:CreatePresignedNotebookInstanceUrl",): ("open a notebook and use its role", "sagemaker-004"),
    ("sagemaker:UpdateNotebookInstance", "sagemaker:CreateNotebookInstanceLifecycleConfig"): (
        "run a script as a notebook's role",
        "sagemaker-005",
    ),
    ("ssm:StartSession",): ("log in to an instance and use its role", "ssm-001"),
    ("ssm:SendCommand",): ("run commands as an instance's role", "ssm-002"),
}
"""Ways that use an existing resource and its role: actions -> description, source."""

_NEW: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("amplify.amazonaws.com",): {"amplify:CreateApp": "amplify-001"},
    ("tasks.apprunner.amazonaws.com",): {"apprunner:CreateService": "apprunner-001"},
    ("ecs-tasks.amazonaws.com", "batch.amazonaws.com"): {"batch:RegisterJobDefinition": "batch-001"},
    ("bedrock-agentcore.amazonaws.com",): {
        "bedrock-agentcore:CreateCodeInterpreter": "bedrock-001",
        "bedrock-agentcore:CreateAgentRuntime": "bedrock-003",
        "bedrock-agentcore:CreateBrowser": "bedrock-006",
    },
    ("braket.amazonaws.com",): {"braket:CreateJob": "braket-001"},
    ("cloudformation.amazonaws.com",): {
        "cloudformation:CreateStack": "cloudformation-001",
        "cloudformation:CreateStackSet": "cloudformation-003",
        "cloudformation:UpdateStackSet": "cloudformation-004",
    },
    ("codebuild.amazonaws.com",): {
        "codebuild:CreateProject": "codebuild-001",
        "codebuild:UpdateProject": "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html",
    },
    ("codepipeline.amazonaws.com",): {
        "codepipeline:CreatePipeline": _PIPELINES,
        "codepipeline:UpdatePipeline": _PIPELINES,
    },
    ("cognito-identity.amazonaws.com",): {"cognito-identity:SetIdentityPoolRoles": "cognito-identity-001"},
    ("datapipeline.amazonaws.com", "ec2.amazonaws.com"): {"datapipeline:CreatePipeline": "datapipeline-001"},
    ("ec2.amazonaws.com",): {
        "ec2:RunInstances": "ec2-001",
        "ec2:RequestSpotInstances": "ec2-004",
        "ec2:AssociateIamInstanceProfile": _INSTANCES,
        "ec2:ReplaceIamInstanceProfileAssociation": _INSTANCES,
        "iam:AddRoleToInstanceProfile": f"{_API}API_AddRoleToInstanceProfile.html",
        "imagebuilder:CreateInfrastructureConfiguration": "imagebuilder-001",
    },
    ("ecs-tasks.amazonaws.com",): {
        "ecs:RegisterTaskDefinition": "ecs-004",
        "ecs:RunTask": "ecs-008",
        "ecs:StartTask": "ecs-009",
    },
    ("elasticmapreduce.amazonaws.com", "ec2.amazonaws.com"): {"elasticmapreduce:RunJobFlow": "emr-001"},
    ("emr-serverless.amazonaws.com",): {"emr-serverless:StartJobRun": "emr-serverless-001"},
    ("gamelift.amazonaws.com",): {"gamelift:CreateFleet": "gamelift-001"},
    ("glue.amazonaws.com",): {
        "glue:CreateDevEndpoint": "glue-001",
        "glue:CreateJob": "glue-003",
        "glue:UpdateJob": "glue-005",
        "glue:CreateSession": "glue-007",
    },
    ("kinesisanalytics.amazonaws.com",): {"kinesisanalytics:CreateApplication": "kinesisanalytics-001"},
    ("lambda.amazonaws.com",): {
        "lambda:CreateFunction": "lambda-001",
        "lambda:UpdateFunctionConfiguration": (
            "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html"
        ),
    },
    ("omics.amazonaws.com",): {"omics:StartRun": "omics-001"},
    ("sagemaker.amazonaws.com",): {
        "sagemaker:CreateNotebookInstance": "sagemaker-001",
        "sagemaker:CreateTrainingJob": "sagemaker-002",
        "sagemaker:CreateProcessingJob": "sagemaker-003",
    },
    ("scheduler.amazonaws.com",): {
        "scheduler:CreateSchedule": _SCHEDULER,
        "scheduler:UpdateSchedule": _SCHEDULER,
    },
    ("ssm.amazonaws.com",): {"ssm:StartAutomationExecution": "ssm-003"},
    ("states.amazonaws.com",): {
        "states:CreateStateMachine": _STATES,
        "states:UpdateStateMachine": _STATES,
    },
}
"""Ways that pass a role to a service: the service's principals -> action that passes the role -> source."""


def _escalations() -> Iterator[Escalation]:
    for action, (how, bound, source) in _IDENTITIES.items():
        yield Escalation((action,), how, bound, source)
    for actions, (how, source) in _EXISTING.items():
        yield Escalation(actions, how, Bound.EXACT, source)
    for services, handing in _NEW.items():
        for action, source in handing.items():
            how = f"have {services[0]} do anything as the role that it passes"
            yield Escalation(("iam:PassRole", action), how, Bound.PASSED, source, services)


ESCALATIONS = tuple(_escalations())
"""All ways."""

ACTIONS = frozenset(action for way in ESCALATIONS for action in way.actions)
"""The actions of all ways."""
