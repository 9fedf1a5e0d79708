"""A value that the official provider or AWS rejects is rejected at preview, with its path, itself and the rule."""

from collections.abc import Mapping
from typing import Any

import pytest
from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.aws import AwsCatalog
from sandbox.providers.github import GithubCatalog
from sandbox.providers.plugin.check import check_inputs
from sandbox.providers.table import RecordedEntry
from sandbox.providers.validation.validate import broken_values
from sandbox.providers.values import MASK, UNKNOWN, Props, wrap_map
from tests.sandbox.providers.validation.wrong_values import (
    BUDGET,
    DELIVERY,
    DISTRIBUTION,
    PIPELINE,
    VALID,
    WRONG,
    with_wrong_value,
)


def answers(token: str, inputs: Props, like: Mapping[str, PropertyValue] | None = None) -> list[str]:
    entry = AwsCatalog().find(token)
    assert entry is not None
    return check_inputs("aws", token, entry, wrap_map({**entry.defaults, **inputs}, like or {}))


@pytest.mark.parametrize("token", VALID)
def test_valid_inputs_have_no_fault(token: str) -> None:
    assert answers(token, VALID[token]) == []


@pytest.mark.parametrize(("token", "path", "value", "reason"), WRONG)
def test_a_wrong_value_is_named_with_the_rule(token: str, path: str, value: Any, reason: str) -> None:
    found = answers(token, with_wrong_value(token, path, value))
    assert any(path in line and reason in line for line in found), found
    if isinstance(value, str) and len(value) < 80 and "property" not in reason and "object" not in reason:
        assert any(repr(value) in line for line in found)


def test_what_is_not_known_yet_passes() -> None:
    for token, path, value, reason in WRONG:
        # These two conflict with another property in any case.
        if value is not None and "property" not in reason and path not in ("filterExpression", "plannedLimits"):
            assert answers(token, with_wrong_value(token, path, UNKNOWN)) == [], (token, path)


def test_a_secret_is_not_shown() -> None:
    like = {"timeUnit": PropertyValue("WEEKLY", is_secret=True)}
    [line] = answers(BUDGET, with_wrong_value(BUDGET, "timeUnit", "WEEKLY"), like)
    assert line.startswith(f"timeUnit: {MASK} must be one of 'ANNUALLY'")


def test_one_fault_is_told_once() -> None:
    [line] = answers(DELIVERY, with_wrong_value(DELIVERY, "deliveryDestinationArn", "logs"))
    assert line == ("deliveryDestinationArn: 'logs' must be an ARN: arn:partition:service:region:account-id:resource")


@pytest.mark.parametrize(
    ("token", "inputs", "reason"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "Upper"}, "must have only lower case letters"),
        ("aws:s3/bucket:Bucket", {"bucket": "192.168.0.1"}, "look like an IP address"),
        ("aws:s3/bucket:Bucket", {"bucket": "site", "bucketPrefix": "s"}, "bucket conflicts with bucketPrefix"),
        ("aws:s3/bucketVersioning:BucketVersioning", {"status": "On"}, "must be one of 'Disabled'"),
        ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {"objectOwnership": "Me"}, "must be one of"),
        ("aws:acm/certificate:Certificate", {"domainName": f"{'a' * 58}.example"}, "must have 1 to 64 characters"),
        ("aws:acm/certificate:Certificate", {"domainName": "a.example", "keyAlgorithm": "RSA"}, "must be one of"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "g", "retentionInDays": 13}, "must be one of 0, 1, 3"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "a group"}, "must match"),
        ("aws:iam/role:Role", {"maxSessionDuration": 60}, "must be 3600 to 43200"),
        ("aws:iam/role:Role", {"name": "r" * 65}, "must have 1 to 64 characters"),
        ("aws:iam/role:Role", {"assumeRolePolicy": "{"}, "must be valid JSON"),
        ("aws:iam/role:Role", {"assumeRolePolicy": '{"Statement": [{"Resource": "*"}]}'}, "must have no Resource"),
        ("aws:kms/key:Key", {"deletionWindowInDays": 3}, "must be 7 to 30"),
        ("aws:kms/alias:Alias", {"name": "site", "targetKeyId": "k"}, "must be alias/"),
        ("aws:sns/topicSubscription:TopicSubscription", {"protocol": "mail"}, "did you mean 'email'?"),
        ("aws:wafv2/webAcl:WebAcl", {"scope": "GLOBAL"}, "must be one of 'CLOUDFRONT', 'REGIONAL'"),
        ("aws:codeconnections/connection:Connection", {"name": "c", "providerType": "Github"}, "did you mean"),
        ("aws:codepipeline/webhook:Webhook", {"authentication": "HMAC"}, "must be one of 'GITHUB_HMAC'"),
        ("aws:accessanalyzer/analyzer:Analyzer", {"analyzerName": "a", "type": "REGION"}, "must be one of"),
        ("aws:route53/record:Record", {"name": "a", "type": "B", "zoneId": "Z"}, "must be one of 'A'"),
        ("aws:route53/record:Record", {"name": "a", "type": "A", "zoneId": "Z"}, "must have records or aliases"),
        ("aws:cloudwatch/eventRule:EventRule", {"name": "r"}, "must have eventPattern or scheduleExpression"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"treatMissingData": "ok"}, "must be one of 'breaching'"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"period": 45}, "must be 10, 20, 30 or a multiple of 60"),
    ],
)
def test_types_that_hooks_carry_out_and_recorded_ones_are_validated_too(token: str, inputs: Props, reason: str) -> None:
    if "status" in inputs:
        inputs = {"bucket": "site", "versioningConfiguration": inputs}
    if "objectOwnership" in inputs:
        inputs = {"bucket": "site", "rule": inputs}
    entry = AwsCatalog().find(token)
    assert entry is not None
    found = broken_values("aws", token, entry, inputs)
    assert any(reason in broken for _, _, broken in found), found


@pytest.mark.parametrize(
    ("token", "inputs", "reason"),
    [
        ("repositoryRuleset:RepositoryRuleset", {"enforcement": "on"}, "must be one of 'active', 'disabled'"),
        ("repositoryRuleset:RepositoryRuleset", {"target": "branches"}, "did you mean 'branch'?"),
        (
            "repositoryRuleset:RepositoryRuleset",
            {"rules": {"pullRequest": {"requiredApprovingReviewCount": 11}}},
            "must be 0 to 10",
        ),
        ("repositoryWebhook:RepositoryWebhook", {"configuration": {"contentType": "xml"}}, "must be one of 'form'"),
        ("repositoryEnvironment:RepositoryEnvironment", {"waitTimer": 50_000}, "must be 0 to 43200"),
        (
            "repositoryEnvironment:RepositoryEnvironment",
            {"deploymentBranchPolicy": {"protectedBranches": True, "customBranchPolicies": True}},
            "must have either protectedBranches or customBranchPolicies",
        ),
        ("actionsVariable:ActionsVariable", {"variableName": "GITHUB_TOKEN"}, "must be letters"),
        ("actionsSecret:ActionsSecret", {"secretName": "1st"}, "must be letters"),
    ],
)
def test_values_of_github_are_validated_too(token: str, inputs: Props, reason: str) -> None:
    full = f"github:index/{token}"
    found = broken_values("github", full, GithubCatalog().find(full) or RecordedEntry(id=""), inputs)
    assert any(reason in broken for _, _, broken in found), found


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (
            "customErrorResponses",
            [{"errorCode": 418, "responseCode": 200, "responsePagePath": "/"}],
            "must be one of 400, 403",
        ),
        ("customErrorResponses", [{"errorCode": 404, "responsePagePath": "/404.html"}], "must have both"),
        ("customErrorResponses", [{"errorCode": 404, "responseCode": 404, "responsePagePath": "x"}], "begins with '/'"),
        ("defaultCacheBehavior.allowedMethods", ["GET"], "must be one of the sets GET HEAD"),
        ("defaultCacheBehavior.cachedMethods", ["GET", "HEAD", "PUT"], "must be one of the sets GET HEAD"),
        ("defaultCacheBehavior.targetOriginId", "other", "must be the originId of one of the origins: 'content'"),
        ("defaultRootObject", "/index.html", "must be a name without a leading '/'"),
        ("origins[0].domainName", "https://example.com", "must be a host name"),
        ("origins[0].originPath", "path/", "must be empty or '/path'"),
        ("aliases", ["https://example.com"], "must be a name such as 'www.example.com'"),
        ("aliases", ["www.example.com"], "aliases need a certificate"),
        ("restrictions.geoRestriction.locations", ["Germany"], "must be a country of ISO 3166-1"),
        ("restrictions.geoRestriction.restrictionType", "none", "must have no locations with restrictionType 'none'"),
        ("viewerCertificate", {"minimumProtocolVersion": "TLSv2"}, "must be one of 'SSLv3', 'TLSv1'"),
    ],
)
def test_a_distribution_that_cloudfront_rejects_is_rejected_at_preview(path: str, value: Any, reason: str) -> None:
    found = answers(DISTRIBUTION, with_wrong_value(DISTRIBUTION, path, value))
    assert any(reason in line for line in found), found


def test_tags_of_an_object_are_counted_before_anything_is_made() -> None:
    tags = {f"tag-{number}": "x" for number in range(11)}
    [line] = answers("aws:s3/bucketObjectv2:BucketObjectv2", {"bucket": "site", "key": "k", "tags": tags})
    assert line == "tags: must have at most 10 tags, it has 11"


def test_the_structure_of_a_pipeline_is_validated() -> None:
    stages = VALID[PIPELINE]["stages"]
    twice = with_wrong_value(PIPELINE, "stages", [*stages, stages[1]])
    assert answers(PIPELINE, twice) == ["stages: has name 'Build' more than once; give each name once"]
    backwards = with_wrong_value(PIPELINE, "stages", stages[::-1])
    found = answers(PIPELINE, backwards)
    assert "stages: must have only actions of category 'Source' in the first stage" in found
    assert "stages: must have 'source', an input of 'Build', as an output of an earlier action" in found
    old = with_wrong_value(PIPELINE, "pipelineType", "V1")
    assert answers(PIPELINE, old) == [
        "triggers need pipelineType 'V2'",
        "executionMode 'QUEUED' needs pipelineType 'V2'",
    ]


def test_an_unsupported_property_is_named_at_preview() -> None:
    rule = {"allowedMethods": ["GET"], "allowedOrigins": ["*"]}
    [line] = answers("aws:s3/bucket:Bucket", {"bucket": "site", "corsRules": [rule]})
    assert line.startswith("the sandbox does not support corsRules of aws:s3/bucket:Bucket yet")
