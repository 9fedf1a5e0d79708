"""Roles that may do more than they need."""

import pulumi_aws as aws

from tests.stacks.mutations.mutation import ACCOUNT, PREFIX, Change, added, allow, changed, document, put, statement

_BUILD = "delivery-publish-access-content"
_BUILD_ROLE = f"{PREFIX}-publish"
_CONTENT = f"arn:aws:s3:::{PREFIX}-content-{ACCOUNT}"


def _may(*actions: str, on: str | list[str] = f"{_CONTENT}/*") -> Change:
    return put(policy=document(allow(*actions, on=on)))


MUTATIONS = (
    changed(
        "the build may get and put in any bucket",
        "iam-resource-wildcards",
        _BUILD,
        _may("s3:GetObject", "s3:PutObject", on="*"),
    ),
    changed(
        "the build may get and put in any bucket, by ARN",
        "iam-resource-wildcards",
        _BUILD,
        _may("s3:GetObject", "s3:PutObject", on="arn:aws:s3:::*/*"),
    ),
    changed(
        "the build may write to every bucket of a name",
        "iam-resource-wildcards",
        _BUILD,
        _may("s3:PutObject", on="arn:aws:s3:::secure-site-*/*"),
    ),
    changed("the build may do anything in S3", "s3-wildcards", _BUILD, _may("s3:*")),
    changed("the build may do anything in S3, in capitals", "s3-wildcards", _BUILD, _may("S3:*")),
    changed("the build may get objects, with a question mark", "s3-wildcards", _BUILD, _may("s3:Get?bject")),
    changed("the build may put anything", "s3-wildcards", _BUILD, _may("s3:ListBucket", "s3:Put*")),
    changed("the build may do anything in services that end in 3", "s3-wildcards iam-wildcards", _BUILD, _may("?3:*")),
    changed(
        "the build may do everything in its bucket but delete",
        "iam-not-elements s3-wildcards",
        _BUILD,
        statement({"Action": None, "NotAction": "s3:DeleteObject"}),
    ),
    changed(
        "the build may list everything but one bucket",
        "iam-not-elements",
        _BUILD,
        statement({"Resource": None, "NotResource": _CONTENT}),
    ),
    changed(
        "the build may do anything with its log",
        "iam-wildcards",
        "delivery-publish-access-logs",
        statement({"Action": "logs:*"}),
    ),
    changed(
        "the pipeline may start every build",
        "iam-resource-wildcards privilege-escalation",
        "delivery-access-build",
        statement({"Resource": "*"}),
    ),
    changed(
        "the pipeline may start every build of the account",
        "iam-resource-wildcards privilege-escalation",
        "delivery-access-build",
        statement({"Resource": f"arn:aws:codebuild:us-east-1:{ACCOUNT}:project/*"}),
    ),
    changed("the boundary is all of S3", "s3-wildcards", "boundary-policy", statement({"Action": "s3:*"})),
    changed("the boundary is every bucket", "iam-resource-wildcards", "boundary-policy", statement({"Resource": "*"})),
    changed(
        "an inline policy of the role itself",
        "s3-wildcards",
        "delivery-publish-access-role",
        put(inline_policies=[{"name": "more", "policy": document(allow("s3:*", on=f"{_CONTENT}/*"))}]),
    ),
    added(
        "AmazonS3FullAccess for the build",
        "s3-wildcards iam-wildcards iam-resource-wildcards",
        lambda: aws.iam.RolePolicyAttachment(
            "more", role=_BUILD_ROLE, policy_arn="arn:aws:iam::aws:policy/AmazonS3FullAccess"
        ),
    ),
    added(
        "AdministratorAccess for the pipeline",
        "s3-wildcards iam-wildcards iam-resource-wildcards pass-role privilege-escalation",
        lambda: aws.iam.RolePolicyAttachment(
            "more", role=f"{PREFIX}-pipeline", policy_arn="arn:aws:iam::aws:policy/AdministratorAccess"
        ),
    ),
    added(
        "an endpoint that lets all of S3 through",
        "s3-wildcards required-tags",
        lambda: aws.ec2.VpcEndpoint(
            "more",
            vpc_id="vpc-0123456789abcdef0",
            service_name="com.amazonaws.us-east-1.s3",
            policy=document({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"{_CONTENT}/*"}),
        ),
    ),
    added(
        "the build may make new versions of its boundary",
        "privilege-escalation",
        lambda: aws.iam.RolePolicy(
            "more",
            role=_BUILD_ROLE,
            policy=document(
                allow("iam:CreatePolicyVersion", on=f"arn:aws:iam::{ACCOUNT}:policy/{PREFIX}-boundary"),
            ),
        ),
    ),
    added(
        "the build may say who assumes its role",
        "privilege-escalation",
        lambda: aws.iam.RolePolicy(
            "more",
            role=_BUILD_ROLE,
            policy=document(
                allow("iam:UpdateAssumeRolePolicy", on=f"arn:aws:iam::{ACCOUNT}:role/{_BUILD_ROLE}"),
            ),
        ),
    ),
    added(
        "the build may pass any role to anything",
        "pass-role iam-resource-wildcards",
        lambda: aws.iam.RolePolicy("more", role=_BUILD_ROLE, policy=document(allow("iam:PassRole"))),
    ),
    added(
        "the build may pass a role to whichever service",
        "pass-role",
        lambda: aws.iam.RolePolicy(
            "more",
            role=_BUILD_ROLE,
            policy=document(allow("iam:PassRole", on=f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-pipeline")),
        ),
    ),
    added("two policies that are harmless apart", "privilege-escalation", lambda: _escalate_by_two_policies()),
)


def _escalate_by_two_policies() -> None:
    passed = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    role = f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-pipeline"
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{PREFIX}-helper"
    aws.iam.RolePolicy("pass", role=_BUILD_ROLE, policy=document(allow("iam:PassRole", on=role, Condition=passed)))
    aws.iam.RolePolicy(
        "make",
        role=_BUILD_ROLE,
        policy=document(allow("lambda:CreateFunction", "lambda:InvokeFunction", on=function)),
    )
