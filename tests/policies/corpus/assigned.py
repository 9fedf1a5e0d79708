"""Permissions of identities: ids that AWS assigns, and what belongs to the identity itself."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ACCOUNT,
    ANY,
    TAGGED,
    Example,
    Statement,
    arn,
    example,
    twin,
)


def assigned() -> Iterator[Example]:
    """The examples."""
    yield from _assigned()
    yield from _own()


def _assigned() -> Iterator[Example]:
    keys, instances = arn("kms", "key/*"), "arn:aws:ec2:*:*:instance/*"
    by_principal = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    for name, page, action, resource, condition in (
        (
            "instances by their tag",
            "IAM/latest/UserGuide/reference_policies_examples_ec2_tag-owner.html",
            ["ec2:StartInstances", "ec2:StopInstances"],
            instances,
            {"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}},
        ),
        (
            "instances of the own team",
            "IAM/latest/UserGuide/reference_policies_examples_ec2-start-stop-match-tags.html",
            ["ec2:StartInstances"],
            instances,
            by_principal,
        ),
        (
            "instances by EC2's key",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            ["ec2:TerminateInstances"],
            arn("ec2", "instance/*"),
            {"StringEquals": {"ec2:ResourceTag/purpose": "test"}},
        ),
        (
            "volumes by their tag",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            ["ec2:DeleteVolume"],
            arn("ec2", "volume/*"),
            TAGGED,
        ),
        (
            "security groups of one VPC",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            ["ec2:DeleteSecurityGroup"],
            arn("ec2", "security-group/*"),
            {"ArnEquals": {"ec2:Vpc": arn("ec2", "vpc/vpc-0a1b")}},
        ),
        (
            "sessions on tagged instances",
            "systems-manager/latest/userguide/getting-started-restrict-access-examples.html",
            ["ssm:StartSession"],
            arn("ec2", "instance/*"),
            {"StringLike": {"ssm:resourceTag/Finance": "WebServers"}},
        ),
        (
            "a key by its alias",
            "kms/latest/developerguide/alias-authorization.html",
            ["kms:Decrypt"],
            keys,
            {"StringEquals": {"kms:RequestAlias": "alias/site"}},
        ),
        (
            "keys by their aliases",
            "kms/latest/developerguide/alias-authorization.html",
            ["kms:Encrypt", "kms:DescribeKey"],
            arn("kms", "key/*", region="*"),
            {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/site"}},
        ),
        (
            "keys by a prefix of their aliases",
            "kms/latest/developerguide/alias-authorization.html",
            ["kms:Decrypt"],
            keys,
            {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/site-*"}},
        ),
        (
            "keys by their tag",
            "kms/latest/developerguide/tag-authorization.html",
            ["kms:GenerateDataKey"],
            keys,
            TAGGED,
        ),
        (
            "certificates by their tag",
            "acm/latest/userguide/authen-custmanagedpolicies.html",
            ["acm:DeleteCertificate"],
            arn("acm", "certificate/*"),
            TAGGED,
        ),
        (
            "interfaces of a subnet for a build",
            "codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html",
            ["ec2:CreateNetworkInterfacePermission"],
            arn("ec2", "network-interface/*"),
            {
                "ArnEquals": {"ec2:Subnet": [arn("ec2", "subnet/subnet-0a1b")]},
                "StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"},
            },
        ),
    ):
        ((operator, tested), *_) = condition.items()
        yield example(
            "role",
            name,
            page,
            {"Action": action, "Resource": resource, "Condition": condition},
            twins=[
                twin("iam-resource-wildcards", Condition=None),
                twin("iam-resource-wildcards", Condition={f"{operator}IfExists": tested}),
                twin("iam-resource-wildcards", Condition={"StringLike": dict.fromkeys(tested, "*")}),
                twin("iam-resource-wildcards", Condition={"StringEquals": dict.fromkeys(tested, "${aws:UserAgent}")}),
                ANY,
            ],
        )


def _own() -> Iterator[Example]:
    for name, page, action, resource in (
        (
            "a home folder",
            "IAM/latest/UserGuide/reference_policies_examples_s3_home-directory-console.html",
            ["s3:GetObject", "s3:PutObject"],
            "arn:aws:s3:::acme-home/${aws:username}/*",
        ),
        (
            "a bucket of the own team",
            "IAM/latest/UserGuide/reference_policies_variables.html",
            ["s3:GetObject"],
            "arn:aws:s3:::acme-${aws:PrincipalTag/team}/*",
        ),
        (
            "a folder of a signed-in user",
            "IAM/latest/UserGuide/reference_policies_examples_s3_cognito-bucket.html",
            ["s3:GetObject"],
            "arn:aws:s3:::acme-app/cognito/${cognito-identity.amazonaws.com:sub}/*",
        ),
        (
            "the own password",
            "IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-password-only.html",
            ["iam:ChangePassword", "iam:GetUser"],
            f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
        ),
        (
            "the own access keys",
            "IAM/latest/UserGuide/reference_policies_examples_iam_credentials_console.html",
            ["iam:CreateAccessKey", "iam:DeleteAccessKey"],
            f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
        ),
        (
            "the own second factor",
            "IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html",
            ["iam:EnableMFADevice", "iam:ResyncMFADevice"],
            f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
        ),
        (
            "the own sessions",
            "systems-manager/latest/userguide/getting-started-restrict-access-examples.html",
            ["ssm:TerminateSession", "ssm:ResumeSession"],
            arn("ssm", "session/${aws:username}-*"),
        ),
        (
            "the thing that connects",
            "iot/latest/developerguide/connect-policy.html",
            ["iot:Connect"],
            arn("iot", "client/${iot:Connection.Thing.ThingName}"),
        ),
        (
            "items of a signed-in user",
            "IAM/latest/UserGuide/reference_policies_examples_dynamodb_items.html",
            ["dynamodb:GetItem"],
            arn("dynamodb", "table/site"),
        ),
    ):
        statement: Statement = {"Action": action, "Resource": resource}
        if name.startswith("items"):
            leading = {"dynamodb:LeadingKeys": ["${www.amazon.com:user_id}"]}
            statement = {**statement, "Condition": {"ForAllValues:StringEquals": leading}}
        bucket = resource.startswith("arn:aws:s3")
        chosen = "arn:aws:s3:::${aws:Referer}/*" if bucket else arn("dynamodb", "table/${aws:UserAgent}")
        yield example("role", name, page, statement, twins=[twin("iam-resource-wildcards", Resource=chosen), ANY])
