"""What somebody may do to the resources of `family_program` behind Pulumi's back, by their logical names."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.emulator.cloud import Cloud
from tests.stacks.family_parts import EAST

Ids = Mapping[str, str]
"""Id by logical name."""


def _change_distribution(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("cloudfront")
    found = client.get_distribution_config(Id=ids["distribution"])
    config = found["DistributionConfig"]
    config["DefaultCacheBehavior"]["AllowedMethods"]["Items"] = ["GET", "HEAD"]
    config["DefaultCacheBehavior"]["AllowedMethods"]["Quantity"] = 2
    config["WebACLId"] = ""
    client.update_distribution(Id=ids["distribution"], IfMatch=found["ETag"], DistributionConfig=config)


def _change_access(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("cloudfront")
    found = client.get_origin_access_control_config(Id=ids["access"])
    config = {**found["OriginAccessControlConfig"], "SigningBehavior": "never"}
    client.update_origin_access_control(Id=ids["access"], IfMatch=found["ETag"], OriginAccessControlConfig=config)


def _change_headers(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("cloudfront")
    found = client.get_response_headers_policy_config(Id=ids["headers"])
    config = found["ResponseHeadersPolicyConfig"]
    config["SecurityHeadersConfig"]["FrameOptions"]["FrameOption"] = "SAMEORIGIN"
    client.update_response_headers_policy(Id=ids["headers"], IfMatch=found["ETag"], ResponseHeadersPolicyConfig=config)


def _change_function(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("cloudfront")
    found = client.describe_function(Name=ids["function"], Stage="DEVELOPMENT")
    client.update_function(
        Name=ids["function"],
        IfMatch=found["ETag"],
        FunctionConfig={"Comment": "directories", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler(event) { return event.request; }",
    )


def _change_acl(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("wafv2", region=EAST)
    this = {"Id": ids["acl"], "Name": "families", "Scope": "CLOUDFRONT"}
    found = client.get_web_acl(**this)
    acl = found["WebACL"]
    acl["Rules"][1]["Statement"]["RateBasedStatement"]["Limit"] = 100_000
    kept = {key: acl[key] for key in ("DefaultAction", "Rules", "VisibilityConfig")}
    client.update_web_acl(**this, **kept, LockToken=found["LockToken"])


def _untag(name: str) -> Callable[[Cloud, Ids], None]:
    def change(cloud: Cloud, ids: Ids) -> None:
        client = cloud.client("logs", region=EAST)
        kind = {"log-source": "delivery-source", "log-destination": "delivery-destination", "log-delivery": "delivery"}
        arn = f"arn:aws:logs:{EAST}:{cloud.account_id}:{kind[name]}:{ids[name]}"
        client.untag_resource(resourceArn=arn, tagKeys=["Stack"])

    return change


def _change_zone(cloud: Cloud, ids: Ids) -> None:
    cloud.client("route53").update_hosted_zone_comment(Id=ids["zone"], Comment="changed")


def _change_record(record: Mapping[str, Any]) -> Callable[[Cloud, Ids], None]:
    def change(cloud: Cloud, ids: Ids) -> None:
        changes = [{"Action": "UPSERT", "ResourceRecordSet": record}]
        cloud.client("route53").change_resource_record_sets(HostedZoneId=ids["zone"], ChangeBatch={"Changes": changes})

    return change


def _change_certificate(cloud: Cloud, ids: Ids) -> None:
    tags = [{"Key": "Stack", "Value": "other"}]
    cloud.client("acm", region=EAST).add_tags_to_certificate(CertificateArn=ids["certificate"], Tags=tags)


def _change_key(cloud: Cloud, ids: Ids) -> None:
    cloud.client("kms").disable_key_rotation(KeyId=ids["first"])


def _change_alias(cloud: Cloud, ids: Ids) -> None:
    cloud.client("kms").update_alias(AliasName="alias/families", TargetKeyId=ids["second"])


def _change_key_policy(cloud: Cloud, ids: Ids) -> None:
    cloud.client("kms").put_key_policy(KeyId=ids["second"], PolicyName="default", Policy='{"Statement": []}')


def _change_alarm(cloud: Cloud, ids: Ids) -> None:
    cloud.client("cloudwatch", region=EAST).disable_alarm_actions(AlarmNames=[ids["alarm"]])


def _change_budget(cloud: Cloud, ids: Ids) -> None:
    client = cloud.client("budgets")
    this = {"AccountId": cloud.account_id, "BudgetName": "families-budget"}
    first = client.describe_notifications_for_budget(**this)["Notifications"][0]
    first.pop("NotificationState")
    client.delete_notification(**this, Notification=first)


_ELSEWHERE = {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "elsewhere.cloudfront.net", "EvaluateTargetHealth": False}
_NOTE = {"Name": "note.example.com", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"changed"'}]}

CHANGES: Mapping[str, Callable[[Cloud, Ids], None]] = {
    "access": _change_access,
    "acl": _change_acl,
    "alarm": _change_alarm,
    "alias": _change_record({"Name": "example.com", "Type": "A", "AliasTarget": _ELSEWHERE}),
    "budget": _change_budget,
    "certificate": _change_certificate,
    "distribution": _change_distribution,
    "first": _change_key,
    "function": _change_function,
    "headers": _change_headers,
    "key-alias": _change_alias,
    "key-policy": _change_key_policy,
    "log-delivery": _untag("log-delivery"),
    "log-destination": _untag("log-destination"),
    "log-source": _untag("log-source"),
    "text": _change_record(_NOTE),
    "zone": _change_zone,
}
