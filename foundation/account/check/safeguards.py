"""Checks of the safeguards in the baseline, however they were set up."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from components.context import CLOUDFRONT_REGION
from doctor.model import Check
from doctor.reader import Account
from foundation.account.expectations import (
    MINIMUM_PASSWORD_LENGTH,
    PASSWORD_FLAGS,
    PASSWORD_REUSE_PREVENTION,
    PUBLIC_ACCESS_FLAGS,
    ROOT_SIGN_IN,
    rules_by_region,
)

_FIX = (
    "In the foundation of this account: pulumi -C foundation config set accountBaseline true; "
    "pulumi -C foundation config set securityEmail <address>; "
    "pulumi up"
)


def _open_to_the_public(account: Account) -> Sequence[str]:
    answer = account.find(
        "s3:GetAccountPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration", AccountId=account.id
    )
    block = (answer or {}).get("PublicAccessBlockConfiguration", {})
    return [f"{flag} is off" for flag in PUBLIC_ACCESS_FLAGS if not block.get(flag)]


def _weak_passwords(account: Account) -> Sequence[str]:
    answer = account.find("iam:GetAccountPasswordPolicy", "NoSuchEntity")
    if answer is None:
        return ["there is no password policy"]
    policy = answer["PasswordPolicy"]
    problems = [f"{flag} is off" for flag in PASSWORD_FLAGS if not policy.get(flag)]
    for member, least in (
        ("MinimumPasswordLength", MINIMUM_PASSWORD_LENGTH),
        ("PasswordReusePrevention", PASSWORD_REUSE_PREVENTION),
    ):
        if policy.get(member, 0) < least:
            problems.append(f"{member} is {policy.get(member, 0)}, expected at least {least}")
    return problems


def _no_analyzer(account: Account) -> Sequence[str]:
    analyzers = account.ask("access-analyzer:ListAnalyzers")["analyzers"]
    if any(each["status"] == "ACTIVE" and each["type"] in ("ACCOUNT", "ORGANIZATION") for each in analyzers):
        return []
    return [f"no analyzer of outside access is active in {account.region}"]


def _not_recording(account: Account) -> Sequence[str]:
    problems: list[str] = []
    for region in rules_by_region(account.region):
        found = account.ask("config:DescribeConfigurationRecorderStatus", region=region)
        if not any(recorder["recording"] for recorder in found["ConfigurationRecordersStatus"]):
            problems.append(f"no recorder runs in {region}")
    return problems


def _missing_rules(account: Account) -> Sequence[str]:
    problems: list[str] = []
    for region, rules in rules_by_region(account.region).items():
        found = account.ask("config:DescribeConfigRules", region=region)["ConfigRules"]
        there = {rule["Source"].get("SourceIdentifier") for rule in found}
        problems += [f"{region} has no {rule.identifier}" for rule in rules if rule.identifier not in there]
    return problems


def _no_trail(account: Account) -> Sequence[str]:
    trails = account.ask("cloudtrail:DescribeTrails", region=CLOUDFRONT_REGION)["trailList"]
    if any(_logs_management_events(account, trail) for trail in trails):
        return []
    return [f"no trail logs management events in {CLOUDFRONT_REGION}"]


def _logs_management_events(account: Account, trail: Mapping[str, Any]) -> bool:
    """Whether a trail logs management events: it does, unless its own event selectors exclude them.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """
    arn = trail["TrailARN"]
    status = account.ask("cloudtrail:GetTrailStatus", region=CLOUDFRONT_REGION, Name=arn)
    if not status["IsLogging"]:
        return False
    if not trail.get("HasCustomEventSelectors"):
        return True
    found = account.ask("cloudtrail:GetEventSelectors", region=CLOUDFRONT_REGION, TrailName=arn)
    return any(selector.get("IncludeManagementEvents") for selector in found.get("EventSelectors", [])) or any(
        field["Field"] == "eventCategory" and "Management" in field.get("Equals", [])
        for selector in found.get("AdvancedEventSelectors", [])
        for field in selector["FieldSelectors"]
    )


def _no_root_alarm(account: Account) -> Sequence[str]:
    rules = account.ask("events:ListRules", region=CLOUDFRONT_REGION)["Rules"]
    for rule in rules:
        if rule["State"] != "DISABLED" and matches_root_sign_in(rule.get("EventPattern", "{}")):
            found = account.ask("events:ListTargetsByRule", region=CLOUDFRONT_REGION, Rule=rule["Name"])
            if found["Targets"]:
                return []
    return [f"no rule in {CLOUDFRONT_REGION} reports a sign-in of the root user"]


def matches_root_sign_in(pattern: str) -> bool:
    """Whether an event pattern, as JSON, matches a sign-in of the root user."""
    wanted = json.loads(pattern)
    types = wanted.get("detail", {}).get("userIdentity", {}).get("type", ["Root"])
    return ROOT_SIGN_IN in wanted.get("detail-type", []) and "Root" in types


CHECKS = (
    Check("public-buckets", "S3 blocks public access in the whole account", _FIX, _open_to_the_public),
    Check("password-policy", "passwords of IAM users are long, varied and not reused", _FIX, _weak_passwords),
    Check("access-analyzer", "an analyzer reports access from outside", _FIX, _no_analyzer),
    Check("config-recorder", "AWS Config records", _FIX, _not_recording),
    Check("config-rules", "AWS Config has every rule of the baseline", _FIX, _missing_rules),
    Check("trail", f"a trail logs management events in {CLOUDFRONT_REGION}", _FIX, _no_trail),
    Check("root-activity", "a rule reports a sign-in of the root user", _FIX, _no_root_alarm),
)
"""The checks, in report order."""
