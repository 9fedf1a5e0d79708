"""Roles and resources that let in somebody else."""

from typing import Any

import pulumi_aws as aws

from tests.stacks.mutations.mutation import (
    ACCOUNT,
    PREFIX,
    TAGS,
    added,
    changed,
    document,
    drop,
    one_more_statement,
    statement,
)

_GITHUB = "token.actions.githubusercontent.com"


def _github_role(**claims: Any) -> None:
    aws.iam.Role(
        "ci",
        name=f"{PREFIX}-ci",
        permissions_boundary=f"arn:aws:iam::{ACCOUNT}:policy/{PREFIX}-boundary",
        tags=TAGS,
        assume_role_policy=document(
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{_GITHUB}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": claims,
            }
        ),
    )


MUTATIONS = (
    changed(
        "anybody may read the artifacts",
        "open-principals",
        "delivery-artifacts-policy",
        one_more_statement(
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{PREFIX}-artifacts-{ACCOUNT}/*",
            }
        ),
    ),
    changed(
        "everybody but one account may write logs",
        "iam-not-elements",
        "site-logs-policy",
        statement({"Principal": None, "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}),
    ),
    changed(
        "the log delivery may act for anybody",
        "confused-deputy",
        "site-logs-policy",
        statement(
            {
                # Not below AWSLogs/<account>, which the service itself keeps to one account.
                "Resource": f"arn:aws:s3:::secure-site-dev-logs-{ACCOUNT}/*",
                "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
            }
        ),
    ),
    changed(
        "CodeBuild may assume the role for anybody",
        "confused-deputy",
        "delivery-publish-access-role",
        statement({"Condition": None}, key="assume_role_policy"),
    ),
    changed(
        "CodeBuild has to say for whom only if it likes",
        "confused-deputy",
        "delivery-publish-access-role",
        statement({"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}}, key="assume_role_policy"),
    ),
    changed(
        "any AWS account may assume the pipeline's role",
        "open-principals",
        "delivery-access-role",
        statement({"Principal": {"AWS": "*"}, "Condition": None}, key="assume_role_policy"),
    ),
    changed(
        "the build's role has no boundary",
        "role-boundary",
        "delivery-publish-access-role",
        drop("permissions_boundary"),
    ),
    added(
        "every repository of the organisation may deploy",
        "oidc-trust",
        lambda: _github_role(
            StringEquals={f"{_GITHUB}:aud": "sts.amazonaws.com"}, StringLike={f"{_GITHUB}:sub": "repo:example/*"}
        ),
    ),
    added(
        "any token of GitHub for this audience may deploy",
        "oidc-trust",
        lambda: _github_role(StringEquals={f"{_GITHUB}:aud": "sts.amazonaws.com"}),
    ),
    added(
        "a token that was made for somebody else may deploy",
        "oidc-trust",
        lambda: _github_role(StringEquals={f"{_GITHUB}:sub": "repo:example/site:environment:dev"}),
    ),
    added(
        "a key that anybody may use",
        "open-principals",
        lambda: aws.kms.Key(
            "more",
            enable_key_rotation=True,
            tags=TAGS,
            policy=document({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}),
        ),
    ),
    added(
        "a topic that anybody may publish to",
        "open-principals sns-tls-only",
        lambda: aws.sns.TopicPolicy(
            "more",
            arn=f"arn:aws:sns:us-east-1:{ACCOUNT}:{PREFIX}-pipeline",
            policy=document(
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "sns:Publish",
                    "Resource": f"arn:aws:sns:us-east-1:{ACCOUNT}:{PREFIX}-pipeline",
                }
            ),
        ),
    ),
)
