"""A policy that lets its holder read the reports in one bucket, and nothing else."""

import json

import pulumi_aws as aws

statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-reports/*"}
aws.iam.Policy(
    "reader",
    policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    tags={"Project": "reports", "Stack": "dev", "ManagedBy": "Pulumi"},
)
