"""What is no stack's: other buckets, the state of the other stack, the account and its other services."""

from collections.abc import Mapping

from tests.stacks.refusals.calls import (
    ACCOUNT,
    EMPTY,
    OTHER,
    STATE,
    STRANGER,
    Call,
    arn,
    call,
    delete_object,
    get_object,
    put_bucket_policy,
    put_object,
    s3,
)

THEIR_CONTENT = f"{OTHER}-content-{ACCOUNT}"
THEIR_STATE = ".pulumi/stacks/secure-site/dev.json"
EVENT = {"Source": "mallory", "DetailType": "approved", "Detail": "{}"}

BUCKETS: Mapping[str, Call] = {
    "list the account's buckets": call("s3.list_buckets", {"s3:ListAllMyBuckets": "*"}),
    "read a stranger's object": get_object(STRANGER, "page.html"),
    "write into a stranger's bucket": put_object(STRANGER, "page.html"),
    "delete a stranger's object": delete_object(STRANGER, "page.html"),
    "list a stranger's bucket": call("s3.list_objects_v2", {"s3:ListBucket": s3(STRANGER)}, Bucket=STRANGER),
    "open a stranger's bucket": call(
        "s3.delete_public_access_block", {"s3:PutBucketPublicAccessBlock": s3(STRANGER)}, Bucket=STRANGER
    ),
    "rewrite a stranger's bucket's policy": put_bucket_policy(STRANGER),
    "delete a stranger's bucket": call("s3.delete_bucket", {"s3:DeleteBucket": s3(STRANGER)}, Bucket=STRANGER),
    "make a bucket of any name": call("s3.create_bucket", {"s3:CreateBucket": s3("mallorys")}, Bucket="mallorys"),
    "read the other stack's page": get_object(THEIR_CONTENT, "index.html"),
    "publish the other stack's page": put_object(THEIR_CONTENT, "index.html"),
    "rewrite the other stack's bucket's policy": put_bucket_policy(THEIR_CONTENT),
    "delete the other stack's bucket": call(
        "s3.delete_bucket", {"s3:DeleteBucket": s3(THEIR_CONTENT)}, Bucket=THEIR_CONTENT
    ),
    "read the other stack's state": get_object(STATE, THEIR_STATE),
    "write the other stack's state": put_object(STATE, THEIR_STATE),
    "delete the other stack's state": delete_object(STATE, THEIR_STATE),
    "delete the state's bucket": call("s3.delete_bucket", {"s3:DeleteBucket": s3(STATE)}, Bucket=STATE),
}

ACCOUNT_WIDE: Mapping[str, Call] = {
    "terminate an instance": call(
        "ec2.terminate_instances",
        {"ec2:TerminateInstances": arn("ec2", "instance/i-0123456789abcdef0")},
        InstanceIds=["i-0123456789abcdef0"],
    ),
    "run a function": call(
        "lambda.invoke", {"lambda:InvokeFunction": arn("lambda", "function:theirs")}, FunctionName="theirs"
    ),
    "stop the trail": call(
        "cloudtrail.stop_logging", {"cloudtrail:StopLogging": arn("cloudtrail", "trail/account")}, Name="account"
    ),
    "delete the trail": call(
        "cloudtrail.delete_trail", {"cloudtrail:DeleteTrail": arn("cloudtrail", "trail/account")}, Name="account"
    ),
    "stop AWS Config": call(
        "config.stop_configuration_recorder",
        {"config:StopConfigurationRecorder": "*"},
        ConfigurationRecorderName="account",
    ),
    "leave the organization": call("organizations.leave_organization", {"organizations:LeaveOrganization": "*"}),
    "read a secret": call(
        "secretsmanager.get_secret_value",
        {"secretsmanager:GetSecretValue": arn("secretsmanager", "secret:theirs")},
        SecretId="theirs",
    ),
    "write a parameter": call(
        "ssm.put_parameter",
        {"ssm:PutParameter": arn("ssm", "parameter/theirs")},
        Name="/theirs",
        Value="any",
        Type="String",
    ),
    "write into a table": call(
        "dynamodb.put_item",
        {"dynamodb:PutItem": arn("dynamodb", "table/theirs")},
        TableName="theirs",
        Item={"id": {"S": "1"}},
    ),
    "make a queue": call("sqs.create_queue", {"sqs:CreateQueue": arn("sqs", "theirs")}, QueueName="theirs"),
    "announce an event": call(
        "events.put_events", {"events:PutEvents": arn("events", "event-bus/default")}, Entries=[EVENT]
    ),
    "let another service write logs": call(
        "logs.put_resource_policy",
        {"logs:PutResourcePolicy": "*"},
        policyName="more",
        policyDocument=EMPTY,
    ),
    "deploy a template": call(
        "cloudformation.create_stack",
        {"cloudformation:CreateStack": arn("cloudformation", "stack/more/*")},
        StackName="more",
        TemplateBody="{}",
    ),
    "bring a certificate": call(
        "acm.import_certificate",
        {"acm:ImportCertificate": arn("acm", "certificate/{certificate}")},
        CertificateArn=arn("acm", "certificate/{certificate}"),
        Certificate=b"any",
        PrivateKey=b"any",
    ),
    "make a zone": call(
        "route53.create_hosted_zone", {"route53:CreateHostedZone": "*"}, Name="mallory.example", CallerReference="1"
    ),
    "delete the zone": call(
        "route53.delete_hosted_zone", {"route53:DeleteHostedZone": "arn:aws:route53:::hostedzone/{zone}"}, Id="{zone}"
    ),
    "feed a metric": call(
        "cloudwatch.put_metric_data",
        {"cloudwatch:PutMetricData": "*"},
        Namespace="AWS/More",
        MetricData=[{"MetricName": "errors", "Value": 0}],
    ),
}
