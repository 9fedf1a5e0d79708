"""What others in the account have of the kinds that this stack consists of."""

from collections.abc import Mapping

from tests.stacks.refusals.calls import ACCOUNT, EMPTY, OTHER, PREFIX, REGION, Call, arn, call, edge
from tests.stacks.refusals.own import ALARM, LISTED_TAGS, record

THEIR_GROUP = f"/aws/codebuild/{OTHER}-publish"
THEIR_TOPIC = arn("sns", f"{OTHER}-alarms")

OTHER_STACK: Mapping[str, Call] = {
    "change the other stack's build": call(
        "codebuild.update_project",
        {"codebuild:UpdateProject": arn("codebuild", f"project/{OTHER}-publish")},
        name=f"{OTHER}-publish",
        source={"type": "NO_SOURCE", "buildspec": "version: 0.2"},
    ),
    "delete the other stack's build": call(
        "codebuild.delete_project",
        {"codebuild:DeleteProject": arn("codebuild", f"project/{OTHER}-publish")},
        name=f"{OTHER}-publish",
    ),
    "delete the other stack's log": call(
        "logs.delete_log_group",
        {"logs:DeleteLogGroup": arn("logs", f"log-group:{THEIR_GROUP}")},
        logGroupName=THEIR_GROUP,
    ),
    "keep the other stack's log for a day": call(
        "logs.put_retention_policy",
        {"logs:PutRetentionPolicy": arn("logs", f"log-group:{THEIR_GROUP}")},
        logGroupName=THEIR_GROUP,
        retentionInDays=1,
    ),
    "delete the other stack's key": call(
        "kms.schedule_key_deletion", {"kms:ScheduleKeyDeletion": arn("kms", "key/{their_key}")}, KeyId="{their_key}"
    ),
    "rewrite the other stack's key's policy": call(
        "kms.put_key_policy",
        {"kms:PutKeyPolicy": arn("kms", "key/{their_key}")},
        KeyId="{their_key}",
        PolicyName="default",
        Policy=EMPTY,
    ),
    "call the other stack's key one's own": call(
        "kms.tag_resource",
        {"kms:TagResource": arn("kms", "key/{their_key}")},
        KeyId="{their_key}",
        Tags=[{"TagKey": "Project", "TagValue": "secure-site"}, {"TagKey": "Stack", "TagValue": "prod"}],
    ),
    "take the tags off one's own key": call(
        "kms.untag_resource", {"kms:UntagResource": arn("kms", "key/{key}")}, KeyId="{key}", TagKeys=["Stack"]
    ),
    "make a key without tags": call("kms.create_key", {"kms:CreateKey": "*"}),
    "make a key for the other stack": call(
        "kms.create_key",
        {"kms:CreateKey": "*", "kms:TagResource": arn("kms", "key/*")},
        Tags=[{"TagKey": "Project", "TagValue": "secure-site"}, {"TagKey": "Stack", "TagValue": "dev"}],
    ),
    "delete the other stack's topic": call("sns.delete_topic", {"sns:DeleteTopic": THEIR_TOPIC}, TopicArn=THEIR_TOPIC),
    "subscribe to the other stack's alarms": call(
        "sns.subscribe",
        {"sns:Subscribe": THEIR_TOPIC},
        TopicArn=THEIR_TOPIC,
        Protocol="email",
        Endpoint="mallory@example.com",
    ),
    "filter the other stack's alarms away": call(
        "sns.set_subscription_attributes",
        {"sns:SetSubscriptionAttributes": "*"},
        SubscriptionArn="{their_subscription}",
        AttributeName="FilterPolicy",
        AttributeValue='{"none": ["such"]}',
    ),
    "delete the other stack's alarm": call(
        "cloudwatch.delete_alarms",
        {"cloudwatch:DeleteAlarms": arn("cloudwatch", f"alarm:{OTHER}-5xx-error-rate")},
        AlarmNames=[f"{OTHER}-5xx-error-rate"],
    ),
    "stop somebody's instance by one's own alarm": call(
        "cloudwatch.put_metric_alarm",
        {"cloudwatch:PutMetricAlarm": arn("cloudwatch", f"alarm:{ALARM}")},
        AlarmName=ALARM,
        AlarmActions=[f"arn:aws:automate:{REGION}:ec2:stop"],
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="CPUUtilization",
        Namespace="AWS/EC2",
        Dimensions=[{"Name": "InstanceId", "Value": "i-0123456789abcdef0"}],
        Period=60,
        Statistic="Average",
        Threshold=0,
    ),
    "silence the other stack's events": call(
        "events.put_rule",
        {"events:PutRule": arn("events", f"rule/{OTHER}-pipeline-failed")},
        Name=f"{OTHER}-pipeline-failed",
        EventPattern='{"source": ["aws.codepipeline"]}',
        State="DISABLED",
    ),
    "delete the other stack's budget": call(
        "budgets.delete_budget",
        {"budgets:ModifyBudget": f"arn:aws:budgets::{ACCOUNT}:budget/{OTHER}-monthly"},
        AccountId=ACCOUNT,
        BudgetName=f"{OTHER}-monthly",
    ),
    "delete the other stack's distribution": call(
        "cloudfront.delete_distribution",
        {"cloudfront:DeleteDistribution": edge("distribution/{their_distribution}")},
        Id="{their_distribution}",
        IfMatch="any",
    ),
    "call the other stack's distribution one's own": call(
        "cloudfront.tag_resource",
        {"cloudfront:TagResource": edge("distribution/{their_distribution}")},
        Resource=edge("distribution/{their_distribution}"),
        Tags={"Items": LISTED_TAGS},
    ),
    "give one's own distribution to the other stack": call(
        "cloudfront.tag_resource",
        {"cloudfront:TagResource": edge("distribution/{distribution}")},
        Resource=edge("distribution/{distribution}"),
        Tags={"Items": [{"Key": "Stack", "Value": "dev"}]},
    ),
    "log who visits the other stack": call(
        "logs.put_delivery_source",
        {
            "logs:PutDeliverySource": arn("logs", f"delivery-source:{PREFIX}-access"),
            "cloudfront:AllowVendedLogDeliveryForResource": edge("distribution/{their_distribution}"),
        },
        name=f"{PREFIX}-access",
        resourceArn=edge("distribution/{their_distribution}"),
        logType="ACCESS_LOGS",
    ),
    "rewrite the other stack's function": call(
        "cloudfront.update_function",
        {"cloudfront:UpdateFunction": edge(f"function/{OTHER}-viewer-request")},
        Name=f"{OTHER}-viewer-request",
        IfMatch="any",
        FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler(event) { return event.request; }",
    ),
    "delete the other stack's web ACL": call(
        "wafv2.delete_web_acl",
        {"wafv2:DeleteWebACL": arn("wafv2", f"global/webacl/{OTHER}-web/1")},
        Name=f"{OTHER}-web",
        Scope="CLOUDFRONT",
        Id="1",
        LockToken="any",
    ),
    "delete the other stack's certificate": call(
        "acm.delete_certificate",
        {"acm:DeleteCertificate": arn("acm", "certificate/{their_certificate}")},
        CertificateArn=arn("acm", "certificate/{their_certificate}"),
    ),
    "ask for a certificate without tags": call(
        "acm.request_certificate", {"acm:RequestCertificate": "*"}, DomainName="example.com", ValidationMethod="DNS"
    ),
    "take the domain's mail": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{zone}"},
        HostedZoneId="{zone}",
        ChangeBatch=record("example.com", "MX", "10 mail.mallory.example"),
    ),
    "take another name of the domain": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{zone}"},
        HostedZoneId="{zone}",
        ChangeBatch=record("login.example.com", "A", "192.0.2.1"),
    ),
    "prove another name to a certificate authority": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{zone}"},
        HostedZoneId="{zone}",
        ChangeBatch=record("_acme-challenge.login.example.com", "CNAME", "mallory.example"),
    ),
    "rewrite the domain's mail policy": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{zone}"},
        HostedZoneId="{zone}",
        ChangeBatch=record("_dmarc.example.com", "CNAME", "mallory.example"),
    ),
    "change another zone": call(
        "route53.change_resource_record_sets",
        {"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/{their_zone}"},
        HostedZoneId="{their_zone}",
        ChangeBatch=record("example.com", "A", "192.0.2.1"),
    ),
}

OPEN: Mapping[str, Call] = {
    "cancel the other stack's subscription": call(
        "sns.unsubscribe", {"sns:Unsubscribe": "*"}, SubscriptionArn="{their_subscription}"
    ),
    "delete security headers that no distribution uses": call(
        "cloudfront.delete_response_headers_policy",
        {"cloudfront:DeleteResponseHeadersPolicy": edge("response-headers-policy/theirs")},
        Id="theirs",
        IfMatch="any",
    ),
    "delete an origin access control that no distribution uses": call(
        "cloudfront.delete_origin_access_control",
        {"cloudfront:DeleteOriginAccessControl": edge("origin-access-control/theirs")},
        Id="theirs",
        IfMatch="any",
    ),
    "rewrite the security headers of the other stack": call(
        "cloudfront.update_response_headers_policy",
        {"cloudfront:UpdateResponseHeadersPolicy": edge("response-headers-policy/theirs")},
        Id="theirs",
        IfMatch="any",
        ResponseHeadersPolicyConfig={"Name": "theirs"},
    ),
    "rewrite the origin access control of the other stack": call(
        "cloudfront.update_origin_access_control",
        {"cloudfront:UpdateOriginAccessControl": edge("origin-access-control/theirs")},
        Id="theirs",
        IfMatch="any",
        OriginAccessControlConfig={
            "Name": "theirs",
            "SigningProtocol": "sigv4",
            "SigningBehavior": "never",
            "OriginAccessControlOriginType": "s3",
        },
    ),
    "rewrite the policy of a key without tags": call(
        "kms.put_key_policy",
        {"kms:PutKeyPolicy": arn("kms", "key/{unclaimed_key}")},
        KeyId="{unclaimed_key}",
        PolicyName="default",
        Policy=EMPTY,
    ),
    "call a certificate without tags one's own": call(
        "acm.add_tags_to_certificate",
        {"acm:AddTagsToCertificate": arn("acm", "certificate/{untagged_certificate}")},
        CertificateArn=arn("acm", "certificate/{untagged_certificate}"),
        Tags=LISTED_TAGS,
    ),
    "call a distribution without tags one's own": call(
        "cloudfront.tag_resource",
        {"cloudfront:TagResource": edge("distribution/{untagged_distribution}")},
        Resource=edge("distribution/{untagged_distribution}"),
        Tags={"Items": LISTED_TAGS},
    ),
    "call a key without tags one's own": call(
        "kms.tag_resource",
        {"kms:TagResource": arn("kms", "key/{untagged_key}")},
        KeyId="{untagged_key}",
        Tags=[{"TagKey": "Project", "TagValue": "secure-site"}, {"TagKey": "Stack", "TagValue": "prod"}],
    ),
}
"""What the deploy role is not refused, though it is not the stack's: AWS has no ARN and no tag to tell it by, and
foundation/permissions/conditions.py says so.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html,
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html and
https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
"""
