"""Permissions of identities: resources that are named, and actions that have none."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ACCOUNT,
    ANY,
    Example,
    arn,
    example,
    twin,
)


def named() -> Iterator[Example]:
    """The examples."""
    yield from _named()
    yield from _everything()


def _role(name: str, page: str, action: list[str], resource: str | list[str], wildcard: str) -> Example:
    rule = "s3-wildcards" if wildcard.startswith("s3:") else "iam-wildcards"
    statement = {"Action": action, "Resource": resource}
    return example("role", name, page, statement, twins=[ANY, twin(rule, Action=wildcard)])


def _named() -> Iterator[Example]:
    for name, page, action, resource, wildcard in (
        (
            "reading a bucket",
            "AmazonS3/latest/userguide/example-policies-s3.html",
            ["s3:ListBucket", "s3:GetObject"],
            ["arn:aws:s3:::acme-site", "arn:aws:s3:::acme-site/*"],
            "s3:Get*",
        ),
        (
            "writing a prefix",
            "AmazonS3/latest/userguide/example-policies-s3.html",
            ["s3:PutObject", "s3:DeleteObject"],
            "arn:aws:s3:::acme-site/uploads/*",
            "s3:*",
        ),
        (
            "a table",
            "amazondynamodb/latest/developerguide/using-identity-based-policies.html",
            ["dynamodb:GetItem", "dynamodb:PutItem"],
            arn("dynamodb", "table/site"),
            "dynamodb:*",
        ),
        (
            "a table and its indexes",
            "amazondynamodb/latest/developerguide/using-identity-based-policies.html",
            ["dynamodb:Query"],
            [arn("dynamodb", "table/site"), arn("dynamodb", "table/site/index/*")],
            "dynamodb:Q*",
        ),
        (
            "a stream",
            "lambda/latest/dg/with-kinesis.html",
            ["kinesis:GetRecords", "kinesis:GetShardIterator"],
            arn("kinesis", "stream/site"),
            "kinesis:Get*",
        ),
        (
            "a queue",
            "lambda/latest/dg/with-sqs.html",
            ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
            arn("sqs", "jobs"),
            "sqs:*",
        ),
        (
            "a topic",
            "sns/latest/dg/sns-using-identity-based-policies.html",
            ["sns:Publish"],
            arn("sns", "alarms"),
            "sns:*",
        ),
        (
            "the logs of a function",
            "lambda/latest/dg/lambda-intro-execution-role.html",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            arn("logs", "log-group:/aws/lambda/site:*"),
            "logs:*",
        ),
        (
            "a secret with its suffix",
            "secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
            ["secretsmanager:GetSecretValue"],
            arn("secretsmanager", "secret:site-??????"),
            "secretsmanager:*",
        ),
        (
            "a parameter",
            "systems-manager/latest/userguide/sysman-paramstore-access.html",
            ["ssm:GetParameters"],
            arn("ssm", "parameter/site/*"),
            "ssm:Get*",
        ),
        (
            "a key",
            "kms/latest/developerguide/customer-managed-policies.html",
            ["kms:Decrypt"],
            arn("kms", "key/0a1b2c3d"),
            "kms:*",
        ),
        (
            "a function",
            "lambda/latest/dg/permissions-user-function.html",
            ["lambda:InvokeFunction"],
            arn("lambda", "function:site"),
            "lambda:*",
        ),
        (
            "a state machine",
            "step-functions/latest/dg/iam-policies-lambda.html",
            ["states:StartExecution"],
            arn("states", "stateMachine:site"),
            "states:*",
        ),
        (
            "an event bus",
            "eventbridge/latest/userguide/eb-use-identity-based.html",
            ["events:PutEvents"],
            arn("events", "event-bus/site"),
            "events:*",
        ),
        (
            "an invalidation",
            "AmazonCloudFront/latest/DeveloperGuide/cf-api-permissions-ref.html",
            ["cloudfront:CreateInvalidation"],
            f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2EXAMPLE",
            "cloudfront:*",
        ),
        (
            "a repository of images",
            "AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html",
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            arn("ecr", "repository/site"),
            "ecr:*",
        ),
        (
            "a repository of code",
            "codecommit/latest/userguide/customer-managed-policies.html",
            ["codecommit:GitPull"],
            arn("codecommit", "site"),
            "codecommit:*",
        ),
        (
            "a hosted zone",
            "Route53/latest/DeveloperGuide/access-control-managing-permissions.html",
            ["route53:ChangeResourceRecordSets"],
            "arn:aws:route53:::hostedzone/Z1EXAMPLE",
            "route53:*",
        ),
        (
            "an API",
            "apigateway/latest/developerguide/api-gateway-iam-policy-examples-for-api-execution.html",
            ["execute-api:Invoke"],
            arn("execute-api", "a1b2c3/prod/GET/*"),
            "execute-api:*",
        ),
        (
            "sending mail",
            "ses/latest/dg/control-user-access.html",
            ["ses:SendEmail"],
            arn("ses", "identity/example.com"),
            "ses:*",
        ),
        (
            "a delivery stream",
            "firehose/latest/dev/controlling-access.html",
            ["firehose:PutRecord"],
            arn("firehose", "deliverystream/site"),
            "firehose:*",
        ),
        (
            "a connection",
            "codepipeline/latest/userguide/security-iam.html",
            ["codeconnections:UseConnection"],
            arn("codeconnections", "connection/0a1b"),
            "codeconnections:*",
        ),
        (
            "a database by IAM",
            "AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
            ["rds-db:connect"],
            arn("rds-db", "dbuser:cluster-0A1B/site"),
            "rds-db:*",
        ),
        (
            "a file system",
            "efs/latest/ug/security_iam_id-based-policy-examples.html",
            ["elasticfilesystem:ClientMount"],
            arn("elasticfilesystem", "file-system/fs-0a1b"),
            "elasticfilesystem:*",
        ),
    ):
        yield _role(name, page, action, resource, wildcard)


def _everything() -> Iterator[Example]:
    for name, page, action in (
        ("who am I", "STS/latest/APIReference/API_GetCallerIdentity.html", ["sts:GetCallerIdentity"]),
        ("logging in to ECR", "AmazonECR/latest/userguide/registry_auth.html", ["ecr:GetAuthorizationToken"]),
        (
            "metrics",
            "AmazonCloudWatch/latest/monitoring/iam-identity-based-access-control-cw.html",
            ["cloudwatch:PutMetricData"],
        ),
        (
            "traces",
            "xray/latest/devguide/security_iam_id-based-policy-examples.html",
            ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        ),
        ("listing buckets", "AmazonS3/latest/userguide/example-policies-s3.html", ["s3:ListAllMyBuckets"]),
        (
            "describing instances",
            "AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html",
            ["ec2:DescribeInstances", "ec2:DescribeRegions"],
        ),
        (
            "network interfaces of a function",
            "lambda/latest/dg/configuration-vpc.html",
            [
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ],
        ),
        (
            "network interfaces of a build",
            "codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html",
            [
                "ec2:CreateNetworkInterface",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DeleteNetworkInterface",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeVpcs",
            ],
        ),
        (
            "starting a job of Comprehend",
            "comprehend/latest/dg/security_iam_id-based-policy-examples.html",
            ["comprehend:StartPiiEntitiesDetectionJob", "comprehend:DetectSentiment"],
        ),
        (
            "creating a key",
            "kms/latest/developerguide/customer-managed-policies.html",
            ["kms:CreateKey", "kms:ListAliases"],
        ),
        (
            "reading prices",
            "awsaccountbilling/latest/aboutv2/security_iam_id-based-policy-examples.html",
            ["pricing:GetProducts"],
        ),
        (
            "text of an image",
            "textract/latest/dg/security_iam_id-based-policy-examples.html",
            ["textract:DetectDocumentText"],
        ),
        (
            "messages of Systems Manager",
            "systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html",
            ["ssmmessages:CreateControlChannel", "ssmmessages:OpenDataChannel"],
        ),
    ):
        statement = {"Action": action, "Resource": "*"}
        yield example(
            "role",
            name,
            page,
            statement,
            twins=[
                twin("iam-resource-wildcards", Action=[*action, "kms:Decrypt"]),
                twin("iam-wildcards", Action=[*action, "ec2:*"]),
                twin("iam-not-elements", Action=None, NotAction=action),
            ],
        )
