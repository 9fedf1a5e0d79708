"""Policies of topics and queues, and permissions of functions."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ACCOUNT,
    ANYONE,
    ORG,
    ORGANIZATION,
    OTHER,
    OTHER_ROOT,
    ROLE,
    ROOT,
    UNNAMED,
    Example,
    arn,
    example,
    service,
    source,
    twin,
)


def messages() -> Iterator[Example]:
    """The examples."""
    yield from _topics_and_queues()
    yield from _functions()


def _topics_and_queues() -> Iterator[Example]:
    topic, queue = arn("sns", "alarms"), arn("sqs", "jobs")
    publish, send = {"Action": "sns:Publish", "Resource": topic}, {"Action": "sqs:SendMessage", "Resource": queue}
    for name, principal, of, page in (
        ("S3", "s3", "arn:aws:s3:::acme-site", "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"),
        ("alarms", "cloudwatch", arn("cloudwatch", "alarm:*"), "sns/latest/dg/sns-access-policy-use-cases.html"),
        (
            "EventBridge",
            "events",
            arn("events", "rule/failed"),
            "eventbridge/latest/userguide/eb-use-resource-based.html",
        ),
        (
            "budgets",
            "budgets",
            f"arn:aws:budgets::{ACCOUNT}:*",
            "cost-management/latest/userguide/budgets-sns-policy.html",
        ),
        (
            "cost anomalies",
            "costalerts",
            f"arn:aws:ce::{ACCOUNT}:anomalysubscription/*",
            "cost-management/latest/userguide/ad-SNS.html",
        ),
        (
            "CodeStar notifications",
            "codestar-notifications",
            arn("codestar-notifications", "*"),
            "dtconsole/latest/userguide/set-up-sns.html",
        ),
        ("SES", "ses", arn("ses", "identity/example.com"), "ses/latest/dg/configure-sns-notifications.html"),
        ("Config", "config", arn("config", "*"), "config/latest/developerguide/sns-topic-policy.html"),
        (
            "CloudTrail",
            "cloudtrail",
            arn("cloudtrail", "trail/site"),
            "awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html",
        ),
        (
            "backup",
            "backup",
            arn("backup", "backup-vault:site"),
            "aws-backup/latest/devguide/backup-notifications.html",
        ),
    ):
        statement = {**publish, "Principal": service(principal), "Condition": source(of)}
        yield example(
            "topic",
            name,
            page,
            statement,
            twins=[UNNAMED, twin("confused-deputy", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}})],
        )
    owner = {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}
    yield example(
        "topic",
        "the default policy",
        "sns/latest/dg/sns-access-policy-use-cases.html",
        {
            "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes"],
            "Resource": topic,
            "Principal": {"AWS": "*"},
            "Condition": owner,
        },
        twins=[ANYONE, twin("open-principals", Condition={"StringLike": {"AWS:SourceOwner": "*"}})],
    )
    yield example(
        "topic",
        "another account subscribes",
        "sns/latest/dg/sns-access-policy-use-cases.html",
        {"Action": "sns:Subscribe", "Resource": topic, "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE],
    )
    yield example(
        "topic",
        "publishers of an organization",
        "sns/latest/dg/sns-access-policy-use-cases.html",
        {**publish, "Principal": {"AWS": "*"}, "Condition": ORG},
        twins=[ANYONE, twin("iam-wildcards", Action="sns:*")],
    )
    for name, principal, of, page in (
        ("a topic", "sns", topic, "sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"),
        (
            "a bucket",
            "s3",
            "arn:aws:s3:::acme-site",
            "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html",
        ),
        (
            "EventBridge",
            "events",
            arn("events", "rule/jobs"),
            "eventbridge/latest/userguide/eb-use-resource-based.html",
        ),
        (
            "EventBridge Scheduler",
            "scheduler",
            arn("scheduler", "schedule/default/jobs"),
            "scheduler/latest/UserGuide/setting-up.html",
        ),
    ):
        statement = {**send, "Principal": service(principal), "Condition": {"ArnEquals": {"aws:SourceArn": of}}}
        yield example(
            "queue",
            name,
            page,
            statement,
            twins=[UNNAMED, twin("confused-deputy", Condition={"ArnLike": {"aws:SourceArn": "*"}})],
        )
    for name, principal in (("two accounts", [ROOT, OTHER_ROOT]), ("a role", ROLE)):
        yield example(
            "queue",
            name,
            "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html",
            {**send, "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Principal": {"AWS": principal}},
            twins=[ANYONE, twin("iam-wildcards", Action="sqs:*")],
        )
    yield example(
        "queue",
        "the owner, as the console writes it",
        "AWSSimpleQueueService/latest/SQSDeveloperGuide/creating-sqs-standard-queues.html",
        {**send, "Action": "SQS:*", "Principal": {"AWS": ROOT}},
        stricter={
            "iam-wildcards": "the account owns the queue without this statement; its IAM policies name the actions"
        },
    )
    yield example(
        "queue",
        "everyone in a time window",
        "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html",
        {**send, "Principal": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-31T15:00Z"}}},
        stricter={"open-principals": "in that window, anyone on the internet sends messages"},
    )


def _functions() -> Iterator[Example]:
    invoke = {"action": "lambda:InvokeFunction", "function": "thumbnail"}
    for name, principal, of, page in (
        ("EventBridge", "events", arn("events", "rule/nightly"), "lambda/latest/dg/access-control-resource-based.html"),
        ("SNS", "sns", arn("sns", "alarms"), "lambda/latest/dg/with-sns.html"),
        (
            "API Gateway",
            "apigateway",
            arn("execute-api", "a1b2c3/*/GET/site"),
            "lambda/latest/dg/services-apigateway.html",
        ),
        (
            "a load balancer",
            "elasticloadbalancing",
            arn("elasticloadbalancing", "targetgroup/site/0a1b"),
            "lambda/latest/dg/services-alb.html",
        ),
        (
            "CloudWatch Logs",
            "logs",
            arn("logs", "log-group:site:*"),
            "AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
        ),
        (
            "Secrets Manager",
            "secretsmanager",
            arn("secretsmanager", "secret:site-a1b2c3"),
            "secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html",
        ),
        (
            "Config",
            "config",
            arn("config", "config-rule/config-rule-0a1b"),
            "config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html",
        ),
        (
            "Cognito",
            "cognito-idp",
            arn("cognito-idp", "userpool/eu-west-1_0a1b"),
            "cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
        ),
    ):
        statement = {**invoke, "principal": f"{principal}.amazonaws.com", "sourceArn": of}
        yield example(
            "lambda",
            name,
            page,
            statement,
            twins=[twin("confused-deputy", sourceArn=None), twin("confused-deputy", sourceArn="arn:aws:*:*:*:*")],
        )
    bucket = {"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::acme-site", "sourceAccount": ACCOUNT}
    yield example(
        "lambda",
        "S3",
        "lambda/latest/dg/with-s3.html",
        {**invoke, **bucket},
        twins=[twin("confused-deputy", sourceArn=None, sourceAccount=None)],
    )
    yield example(
        "lambda",
        "another account",
        "lambda/latest/dg/permissions-function-cross-account.html",
        {**invoke, "principal": OTHER},
        twins=[twin("open-principals", principal="*")],
    )
    yield example(
        "lambda",
        "an organization",
        "lambda/latest/dg/permissions-function-organization.html",
        {**invoke, "principal": "*", "principalOrgId": ORGANIZATION},
        twins=[twin("open-principals", principalOrgId=None), twin("iam-wildcards", action="lambda:*")],
    )
    url = {"action": "lambda:InvokeFunctionUrl", "function": "thumbnail", "functionUrlAuthType": "AWS_IAM"}
    yield example(
        "lambda",
        "a function URL for a role",
        "lambda/latest/dg/urls-auth.html",
        {**url, "principal": ROLE},
        twins=[twin("open-principals", principal="*", functionUrlAuthType="NONE")],
    )
