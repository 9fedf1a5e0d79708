"""Keys, records and alarms that do not do what they are there for."""

import json

import pulumi
import pulumi_aws as aws

from tests.stacks.mutations.mutation import ACCOUNT, TAGS, added, changed, document, put

_TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:more"


def _publish() -> str:
    return document(
        {
            "Effect": "Allow",
            "Action": "sns:Publish",
            "Resource": _TOPIC,
            "Principal": {"Service": "events.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        }
    )


def _component() -> None:
    pulumi.ComponentResource("acme:shop:Database", "more").register_outputs({"password": "correct-horse-battery"})


def _alarm(actions: list[str]) -> None:
    aws.cloudwatch.MetricAlarm(
        "more",
        name="more",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        metric_name="5xxErrorRate",
        namespace="AWS/CloudFront",
        period=300,
        statistic="Average",
        threshold=1,
        alarm_actions=actions,
        tags=TAGS,
    )


def _web_acl() -> None:
    aws.wafv2.WebAcl(
        "more",
        name="more",
        scope="CLOUDFRONT",
        default_action={"allow": {}},
        visibility_config={
            "cloudwatch_metrics_enabled": True,
            "sampled_requests_enabled": True,
            "metric_name": "more",
        },
        tags=TAGS,
    )


def _certificate(method: str, algorithm: str) -> None:
    aws.acm.Certificate("more", domain_name="example.com", validation_method=method, key_algorithm=algorithm, tags=TAGS)


MUTATIONS = (
    added(
        "a key never rotates",
        "kms-rotation",
        lambda: aws.kms.Key("more", description="more", tags=TAGS),
    ),
    added(
        "a deleted key is gone in a week",
        "kms-deletion-window",
        lambda: aws.kms.Key("more", enable_key_rotation=True, deletion_window_in_days=7, tags=TAGS),
    ),
    added("a topic is not encrypted", "sns-encryption", lambda: aws.sns.Topic("more", name="more", tags=TAGS)),
    added(
        "a topic takes messages over plain HTTP",
        "sns-tls-only",
        lambda: aws.sns.TopicPolicy("more", arn=_TOPIC, policy=_publish()),
    ),
    changed("logs of builds are kept for ever", "log-retention", "delivery-publish-log", put(retention_in_days=0)),
    added(
        "a trail of one region",
        "cloudtrail-coverage",
        lambda: aws.cloudtrail.Trail(
            "more", name="more", s3_bucket_name="records", enable_log_file_validation=True, tags=TAGS
        ),
    ),
    added(
        "a recorder that is off and delivers nothing",
        "config-recorder",
        lambda: aws.cfg.Recorder("more", role_arn=f"arn:aws:iam::{ACCOUNT}:role/config"),
    ),
    added("an alarm that tells no one", "alarm-actions", lambda: _alarm([])),
    added(
        "an event that reaches nothing",
        "event-rule-target",
        lambda: aws.cloudwatch.EventRule(
            "more", name="more", event_pattern=json.dumps({"source": ["aws.codepipeline"]}), tags=TAGS
        ),
    ),
    added(
        "a budget that warns no one",
        "budget-notifications",
        lambda: aws.budgets.Budget(
            "more",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount="10",
            limit_unit="USD",
            tags=TAGS,
        ),
    ),
    added("a firewall in front of nothing", "waf-attached", _web_acl),
    added("a certificate by mail", "certificate-validation", lambda: _certificate("EMAIL", "RSA_2048")),
    added(
        "a certificate with a weak key",
        "certificate-key certificate-validation",
        lambda: _certificate("DNS", "RSA_1024"),
    ),
    added(
        "tokens for another service open the account",
        "oidc-provider",
        lambda: aws.iam.OpenIdConnectProvider(
            "more",
            url="https://token.actions.githubusercontent.com",
            client_id_lists=["sts.amazonaws.com", "vault"],
            tags=TAGS,
        ),
    ),
    added(
        "short passwords",
        "password-policy",
        lambda: aws.iam.AccountPasswordPolicy("more", minimum_password_length=8, password_reuse_prevention=24),
    ),
    added(
        "a password in a parameter",
        "parameter-secure-string",
        lambda: aws.ssm.Parameter("more", name="/db/password", type="String", value="correct-horse", tags=TAGS),
    ),
    changed(
        "broken uploads stay in the bucket",
        "bucket-aborted-uploads",
        "site-content-lifecycle",
        put(
            rules=[
                {
                    "id": "objects",
                    "status": "Enabled",
                    "filter": {},
                    "noncurrent_version_expiration": {"noncurrent_days": 30},
                }
            ]
        ),
    ),
    added(
        "a password among the outputs",
        "stack-outputs",
        lambda: pulumi.export("databasePassword", "correct-horse-battery-staple"),
    ),
    added("a password among the outputs of a component", "stack-outputs", _component),
)
