"""Writes to what the stack consists of, and a look at its pages: the work of the deploy role alone."""

from collections.abc import Mapping
from typing import Any

from tests.stacks.refusals.calls import (
    ACCOUNT,
    ARTIFACTS,
    CONTENT,
    EMPTY,
    LOGS,
    PREFIX,
    Call,
    arn,
    call,
    edge,
    get_object,
    iam,
    s3,
    together,
)

BUILD = f"{PREFIX}-publish"
PROJECT = f"{PREFIX}-publish"
GROUP = f"/aws/codebuild/{PROJECT}"
RULE = f"{PREFIX}-pipeline-failed"
ALARM = f"{PREFIX}-5xx-error-rate"
TOPIC = arn("sns", f"{PREFIX}-alarms")
TAGS = {"Project": "secure-site", "Stack": "prod"}
LISTED_TAGS = [{"Key": key, "Value": value} for key, value in TAGS.items()]
SERVICE_BOUNDARY = iam(f"policy/{PREFIX}-service-boundary")


def record(name: str, kind: str, value: str, action: str = "UPSERT") -> Mapping[str, Any]:
    """A change of one record."""
    found = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    return {"Changes": [{"Action": action, "ResourceRecordSet": found}]}


BUCKETS: Mapping[str, Call] = {
    "open a bucket to the public": call(
        "s3.delete_public_access_block", {"s3:PutBucketPublicAccessBlock": s3(CONTENT)}, Bucket=CONTENT
    ),
    "rewrite a bucket's policy": call(
        "s3.put_bucket_policy", {"s3:PutBucketPolicy": s3(CONTENT)}, Bucket=CONTENT, Policy=EMPTY
    ),
    "take a bucket's policy off": call("s3.delete_bucket_policy", {"s3:DeleteBucketPolicy": s3(LOGS)}, Bucket=LOGS),
    "stop keeping versions": call(
        "s3.put_bucket_versioning",
        {"s3:PutBucketVersioning": s3(CONTENT)},
        Bucket=CONTENT,
        VersioningConfiguration={"Status": "Suspended"},
    ),
    "stop encrypting": call(
        "s3.delete_bucket_encryption", {"s3:PutEncryptionConfiguration": s3(CONTENT)}, Bucket=CONTENT
    ),
    "stop logging": call(
        "s3.put_bucket_logging", {"s3:PutBucketLogging": s3(CONTENT)}, Bucket=CONTENT, BucketLoggingStatus={}
    ),
    "let objects expire": call(
        "s3.put_bucket_lifecycle_configuration",
        {"s3:PutLifecycleConfiguration": s3(CONTENT)},
        Bucket=CONTENT,
        LifecycleConfiguration={"Rules": [{"ID": "all", "Status": "Enabled", "Prefix": "", "Expiration": {"Days": 1}}]},
    ),
    "bring access lists back": call(
        "s3.delete_bucket_ownership_controls", {"s3:PutBucketOwnershipControls": s3(LOGS)}, Bucket=LOGS
    ),
    "retag a bucket": call(
        "s3.put_bucket_tagging",
        {"s3:PutBucketTagging": s3(CONTENT)},
        Bucket=CONTENT,
        Tagging={"TagSet": [{"Key": "Stack", "Value": "dev"}]},
    ),
    "delete a bucket": call("s3.delete_bucket", {"s3:DeleteBucket": s3(LOGS)}, Bucket=LOGS),
    "replace the publish tool": call(
        "s3.put_object",
        {"s3:PutObject": s3(f"{ARTIFACTS}/tools/publish.zip")},
        Bucket=ARTIFACTS,
        Key="tools/publish.zip",
        Body=b"",
    ),
}

EDGE: Mapping[str, Call] = {
    "make a distribution": call(
        "cloudfront.create_distribution_with_tags",
        {"cloudfront:CreateDistribution": "*", "cloudfront:TagResource": edge("distribution/*")},
        DistributionConfigWithTags={
            "DistributionConfig": {
                "CallerReference": "another",
                "Comment": "",
                "Enabled": False,
                "Origins": {"Quantity": 1, "Items": [{"Id": "site", "DomainName": f"{CONTENT}.s3.amazonaws.com"}]},
                "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only"},
            },
            "Tags": {"Items": LISTED_TAGS},
        },
    ),
    "delete the distribution": call(
        "cloudfront.delete_distribution",
        {"cloudfront:DeleteDistribution": edge("distribution/{distribution}")},
        Id="{distribution}",
        IfMatch="any",
    ),
    "retag the distribution": call(
        "cloudfront.tag_resource",
        {"cloudfront:TagResource": edge("distribution/{distribution}")},
        Resource=edge("distribution/{distribution}"),
        Tags={"Items": LISTED_TAGS},
    ),
    "rewrite the function": call(
        "cloudfront.update_function",
        {"cloudfront:UpdateFunction": edge(f"function/{PREFIX}-viewer-request")},
        Name=f"{PREFIX}-viewer-request",
        IfMatch="any",
        FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler(event) { return event.request; }",
    ),
    "delete the function": call(
        "cloudfront.delete_function",
        {"cloudfront:DeleteFunction": edge(f"function/{PREFIX}-viewer-request")},
        Name=f"{PREFIX}-viewer-request",
        IfMatch="any",
    ),
    "delete the security headers": call(
        "cloudfront.delete_response_headers_policy",
        {"cloudfront:DeleteResponseHeadersPolicy": edge("response-headers-policy/{headers}")},
        Id="{headers}",
        IfMatch="any",
    ),
    "delete the origin access control": call(
        "cloudfront.delete_origin_access_control",
        {"cloudfront:DeleteOriginAccessControl": edge("origin-access-control/{access}")},
        Id="{access}",
        IfMatch="any",
    ),
    "delete the web ACL": call(
        "wafv2.delete_web_acl",
        {"wafv2:DeleteWebACL": arn("wafv2", f"global/webacl/{PREFIX}-web/{{acl}}")},
        Name=f"{PREFIX}-web",
        Scope="CLOUDFRONT",
        Id="{acl}",
        LockToken="any",
    ),
    "ask for a certificate": call(
        "acm.request_certificate",
        {"acm:RequestCertificate": "*", "acm:AddTagsToCertificate": arn("acm", "certificate/*")},
        DomainName="example.com",
        ValidationMethod="DNS",
        Tags=LISTED_TAGS,
    ),
    "delete the certificate": call(
        "acm.delete_certificate",
        {"acm:DeleteCertificate": arn("acm", "certificate/{certificate}")},
        CertificateArn=arn("acm", "certificate/{certificate}"),
    ),
    "point the domain elsewhere": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{zone}"},
        HostedZoneId="{zone}",
        ChangeBatch=record("example.com", "A", "192.0.2.1"),
    ),
}

DELIVERY: Mapping[str, Call] = {
    "make a role": call(
        "iam.create_role",
        {"iam:CreateRole": iam(f"role/{BUILD}")},
        RoleName=BUILD,
        AssumeRolePolicyDocument=EMPTY,
        PermissionsBoundary=SERVICE_BOUNDARY,
    ),
    "give a role more": call(
        "iam.put_role_policy",
        {"iam:PutRolePolicy": iam(f"role/{BUILD}")},
        RoleName=BUILD,
        PolicyName="more",
        PolicyDocument=EMPTY,
    ),
    "take a role's policy": call(
        "iam.delete_role_policy",
        {"iam:DeleteRolePolicy": iam(f"role/{BUILD}")},
        RoleName=BUILD,
        PolicyName=f"{BUILD}-logs",
    ),
    "set a role's boundary": call(
        "iam.put_role_permissions_boundary",
        {"iam:PutRolePermissionsBoundary": iam(f"role/{BUILD}")},
        RoleName=BUILD,
        PermissionsBoundary=SERVICE_BOUNDARY,
    ),
    "retag a role": call("iam.tag_role", {"iam:TagRole": iam(f"role/{BUILD}")}, RoleName=BUILD, Tags=LISTED_TAGS),
    "delete a role": call("iam.delete_role", {"iam:DeleteRole": iam(f"role/{BUILD}")}, RoleName=BUILD),
    "change what the build runs": call(
        "codebuild.update_project",
        {"codebuild:UpdateProject": arn("codebuild", f"project/{PROJECT}")},
        name=PROJECT,
        source={"type": "NO_SOURCE", "buildspec": "version: 0.2"},
    ),
    "delete the build": call(
        "codebuild.delete_project", {"codebuild:DeleteProject": arn("codebuild", f"project/{PROJECT}")}, name=PROJECT
    ),
    "keep the build's log for a day": call(
        "logs.put_retention_policy",
        {"logs:PutRetentionPolicy": arn("logs", f"log-group:{GROUP}")},
        logGroupName=GROUP,
        retentionInDays=1,
    ),
    "delete the build's log": call(
        "logs.delete_log_group", {"logs:DeleteLogGroup": arn("logs", f"log-group:{GROUP}")}, logGroupName=GROUP
    ),
    "stop the access log": call(
        "logs.delete_delivery", {"logs:DeleteDelivery": arn("logs", "delivery:{delivery}")}, id="{delivery}"
    ),
    "take the access log's source": call(
        "logs.delete_delivery_source",
        {"logs:DeleteDeliverySource": arn("logs", f"delivery-source:{PREFIX}-access")},
        name=f"{PREFIX}-access",
    ),
}

WATCH: Mapping[str, Call] = {
    "make a key": call(
        "kms.create_key",
        {"kms:CreateKey": "*", "kms:TagResource": arn("kms", "key/*")},
        Tags=[{"TagKey": key, "TagValue": value} for key, value in TAGS.items()],
    ),
    "rewrite a key's policy": call(
        "kms.put_key_policy",
        {"kms:PutKeyPolicy": arn("kms", "key/{key}")},
        KeyId="{key}",
        PolicyName="default",
        Policy=EMPTY,
    ),
    "have a key deleted": call(
        "kms.schedule_key_deletion", {"kms:ScheduleKeyDeletion": arn("kms", "key/{key}")}, KeyId="{key}"
    ),
    "make a topic": call("sns.create_topic", {"sns:CreateTopic": TOPIC}, Name=f"{PREFIX}-alarms"),
    "subscribe to the alarms": call(
        "sns.subscribe", {"sns:Subscribe": TOPIC}, TopicArn=TOPIC, Protocol="email", Endpoint="mallory@example.com"
    ),
    "let anybody publish alarms": call(
        "sns.set_topic_attributes",
        {"sns:SetTopicAttributes": TOPIC},
        TopicArn=TOPIC,
        AttributeName="Policy",
        AttributeValue=EMPTY,
    ),
    "delete the alarms' topic": call("sns.delete_topic", {"sns:DeleteTopic": TOPIC}, TopicArn=TOPIC),
    "change what is an event": call(
        "events.put_rule",
        {"events:PutRule": arn("events", f"rule/{RULE}")},
        Name=RULE,
        EventPattern='{"source": ["aws.codepipeline"]}',
        State="DISABLED",
    ),
    "send events elsewhere": call(
        "events.put_targets",
        {"events:PutTargets": arn("events", f"rule/{RULE}")},
        Rule=RULE,
        Targets=[{"Id": "mallory", "Arn": TOPIC}],
    ),
    "take an event's targets": call(
        "events.remove_targets", {"events:RemoveTargets": arn("events", f"rule/{RULE}")}, Rule=RULE, Ids=["topic"]
    ),
    "raise an alarm's threshold": call(
        "cloudwatch.put_metric_alarm",
        {"cloudwatch:PutMetricAlarm": arn("cloudwatch", f"alarm:{ALARM}")},
        AlarmName=ALARM,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="5xxErrorRate",
        Namespace="AWS/CloudFront",
        Period=60,
        Statistic="Average",
        Threshold=100,
    ),
    "delete an alarm": call(
        "cloudwatch.delete_alarms",
        {"cloudwatch:DeleteAlarms": arn("cloudwatch", f"alarm:{ALARM}")},
        AlarmNames=[ALARM],
    ),
    "delete the budget": call(
        "budgets.delete_budget",
        {"budgets:ModifyBudget": f"arn:aws:budgets::{ACCOUNT}:budget/{PREFIX}-monthly"},
        AccountId=ACCOUNT,
        BudgetName=f"{PREFIX}-monthly",
    ),
}

OWN = together(BUCKETS, EDGE, DELIVERY, WATCH)
PAGES: Mapping[str, Call] = {"check a published page": get_object(CONTENT, "index.html")}
