"""Permissions of identities: roles, and what the pack is stricter about than AWS's pages."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ACCOUNT,
    ANY,
    ROLE,
    Example,
    arn,
    example,
    twin,
)


def delegating() -> Iterator[Example]:
    """The examples."""
    yield from _delegating()
    yield from _stricter()


def _delegating() -> Iterator[Example]:
    yield from _roles()
    yield from _services()


def _roles() -> Iterator[Example]:
    boundary = {"StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/site-boundary"}}
    roles = f"arn:aws:iam::{ACCOUNT}:role/site-*"
    yield example(
        "role",
        "writing roles under a boundary",
        "IAM/latest/UserGuide/access_policies_boundaries.html",
        {
            "Action": ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
            "Resource": roles,
            "Condition": boundary,
        },
        twins=[
            twin("privilege-escalation", Condition=None),
            twin("privilege-escalation", Action=["iam:UpdateSAMLProvider"]),
            twin("privilege-escalation", Condition={"StringLike": {"iam:PermissionsBoundary": "*"}}),
        ],
    )
    yield example(
        "role",
        "assuming one role",
        "IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
        {"Action": "sts:AssumeRole", "Resource": ROLE},
        twins=[twin("privilege-escalation", Resource=f"arn:aws:iam::{ACCOUNT}:role/wor*"), ANY],
    )
    to_monitoring = {"StringEquals": {"iam:PassedToService": "monitoring.rds.amazonaws.com"}}
    yield example(
        "role",
        "passing one role to one service",
        "IAM/latest/UserGuide/id_roles_use_passrole.html",
        {"Action": "iam:PassRole", "Resource": ROLE, "Condition": to_monitoring},
        twins=[
            twin("pass-role", Condition=None),
            twin("pass-role", Resource=f"arn:aws:iam::{ACCOUNT}:role/*"),
            twin(
                "privilege-escalation",
                Action=["iam:PassRole", "apigateway:PUT"],
                Condition={"StringEquals": {"iam:PassedToService": "apigateway.amazonaws.com"}},
            ),
        ],
    )


def _services() -> Iterator[Example]:
    for name, action, resource, page in (
        (
            "code of one function",
            "lambda:UpdateFunctionCode",
            arn("lambda", "function:site"),
            "lambda/latest/dg/permissions-user-function.html",
        ),
        (
            "one build",
            "codebuild:StartBuild",
            arn("codebuild", "project/site"),
            "codebuild/latest/userguide/security_iam_id-based-policy-examples.html",
        ),
        (
            "one project",
            "codebuild:UpdateProject",
            arn("codebuild", "project/site"),
            "codebuild/latest/userguide/security_iam_id-based-policy-examples.html",
        ),
        (
            "one state machine",
            "states:UpdateStateMachine",
            arn("states", "stateMachine:site"),
            "step-functions/latest/dg/procedure-create-iam-role.html",
        ),
        (
            "configuration of one function",
            "lambda:UpdateFunctionConfiguration",
            arn("lambda", "function:site"),
            "lambda/latest/dg/permissions-user-function.html",
        ),
    ):
        yield example(
            "role",
            name,
            page,
            {"Action": action, "Resource": resource},
            twins=[twin("privilege-escalation", Resource=f"{resource[:-2]}*"), ANY],
        )


def _stricter() -> Iterator[Example]:
    for name, page, statement, stricter in (
        (
            "describing all of EC2",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            {"Action": "ec2:Describe*", "Resource": "*"},
            {
                "iam-wildcards": "a wildcard grants what AWS adds later; the used actions are known",
                "iam-resource-wildcards": "some of them have resources",
            },
        ),
        (
            "all of a bucket",
            "AmazonS3/latest/userguide/example-policies-s3.html",
            {"Action": "s3:*", "Resource": "arn:aws:s3:::acme-site/*"},
            {"s3-wildcards": "it includes the policy and the deletion of the bucket's content"},
        ),
        (
            "everything but IAM",
            "IAM/latest/UserGuide/reference_policies_elements_notaction.html",
            {"NotAction": "iam:*", "Resource": "*"},
            {
                "s3-wildcards": "it includes every action of S3",
                "iam-not-elements": "everything except what is named grows with AWS",
                "iam-resource-wildcards": "of any resource",
                "privilege-escalation": "lambda, for one, leads to the permissions of every function's role",
            },
        ),
        (
            "creating any log group",
            "lambda/latest/dg/lambda-intro-execution-role.html",
            {"Action": "logs:CreateLogGroup", "Resource": arn("logs", "*")},
            {"iam-resource-wildcards": "the group of a function has a known name"},
        ),
        (
            "launching instances",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            {"Action": "ec2:RunInstances", "Resource": "*"},
            {"iam-resource-wildcards": "images, subnets and security groups have ids that the program knows"},
        ),
    ):
        yield example("role", name, page, statement, stricter=stricter)
