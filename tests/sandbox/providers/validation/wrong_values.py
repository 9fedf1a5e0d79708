"""Valid inputs of the types of a delivery, and what one wrong value in them is answered with."""

import copy
from typing import Any

from sandbox.providers.values import Props

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
PIPELINE = "aws:codepipeline/pipeline:Pipeline"
PROJECT = "aws:codebuild/project:Project"
BUDGET = "aws:budgets/budget:Budget"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"

_ACCOUNT = "123456789012"
_FUNCTION = f"arn:aws:cloudfront::{_ACCOUNT}:function/viewer"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/delivery"


def _action(name: str, category: str, provider: str, **more: Any) -> Props:
    return {"name": name, "category": category, "owner": "AWS", "provider": provider, "version": "1", **more}


VALID: dict[str, Props] = {
    DISTRIBUTION: {
        "enabled": True,
        "comment": "a site",
        "httpVersion": "http2and3",
        "priceClass": "PriceClass_100",
        "origins": [{"domainName": "b.s3.eu-west-1.amazonaws.com", "originId": "content", "connectionAttempts": 3}],
        "defaultCacheBehavior": {
            "targetOriginId": "content",
            "viewerProtocolPolicy": "redirect-to-https",
            "allowedMethods": ["GET", "HEAD"],
            "cachedMethods": ["GET", "HEAD"],
            "functionAssociations": [{"eventType": "viewer-request", "functionArn": _FUNCTION}],
        },
        "restrictions": {"geoRestriction": {"restrictionType": "whitelist", "locations": ["DE"]}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
    },
    ACCESS_CONTROL: {
        "name": "content",
        "description": "signs requests",
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    },
    PIPELINE: {
        "name": "delivery",
        "roleArn": _ROLE,
        "pipelineType": "V2",
        "executionMode": "QUEUED",
        "artifactStores": [{"type": "S3", "location": "artifacts"}],
        "stages": [
            {"name": "Source", "actions": [_action("Get", "Source", "S3", outputArtifacts=["source"])]},
            {"name": "Build", "actions": [_action("Build", "Build", "CodeBuild", inputArtifacts=["source"])]},
        ],
        "triggers": [
            {
                "providerType": "CodeStarSourceConnection",
                "gitConfiguration": {"sourceActionName": "Get", "pushes": [{"branches": {"includes": ["main"]}}]},
            }
        ],
    },
    PROJECT: {
        "name": "delivery",
        "description": "publishes the site",
        "serviceRole": _ROLE,
        "buildTimeout": 15,
        "artifacts": {"type": "CODEPIPELINE"},
        "source": {"type": "CODEPIPELINE", "buildspec": "{}"},
        "cache": {"type": "S3", "location": "artifacts/cache"},
        "environment": {
            "computeType": "BUILD_GENERAL1_SMALL",
            "image": "aws/codebuild/standard:7.0",
            "type": "LINUX_CONTAINER",
            "environmentVariables": [{"name": "BUCKET", "value": "content", "type": "PLAINTEXT"}],
        },
    },
    BUDGET: {
        "name": "site",
        "budgetType": "COST",
        "limitAmount": "10",
        "limitUnit": "USD",
        "timeUnit": "MONTHLY",
        "costFilters": [{"name": "Service", "values": ["Amazon CloudFront"]}],
        "notifications": [
            {
                "comparisonOperator": "GREATER_THAN",
                "notificationType": "ACTUAL",
                "threshold": 80,
                "thresholdType": "PERCENTAGE",
                "subscriberEmailAddresses": ["owner@example.com"],
            }
        ],
    },
    DELIVERY: {
        "deliverySourceName": "access-logs",
        "deliveryDestinationArn": f"arn:aws:logs:us-east-1:{_ACCOUNT}:delivery-destination:logs",
    },
}
"""Inputs by type token."""

_BEHAVIOR = "defaultCacheBehavior"
_ACTION = "stages[1].actions[0]"

WRONG: list[tuple[str, str, Any, str]] = [
    (DISTRIBUTION, "priceClass", "PriceClass_50", "must be one of 'None', 'PriceClass_100'"),
    (DISTRIBUTION, "httpVersion", "http4", "must be one of 'http1.1'"),
    (DISTRIBUTION, f"{_BEHAVIOR}.viewerProtocolPolicy", "https", "did you mean 'https-only'?"),
    (DISTRIBUTION, f"{_BEHAVIOR}.functionAssociations[0].eventType", "request", "must be one of 'origin-request'"),
    (DISTRIBUTION, "restrictions.geoRestriction.restrictionType", "allow", "must be one of 'blacklist'"),
    (DISTRIBUTION, "comment", "c" * 129, "must have 0 to 128 characters, it has 129"),
    (DISTRIBUTION, f"{_BEHAVIOR}.functionAssociations[0].functionArn", "viewer", "must be an ARN"),
    (
        DISTRIBUTION,
        f"{_BEHAVIOR}.functionAssociations",
        [{"eventType": f"viewer-{kind}", "functionArn": _FUNCTION} for kind in ("request", "response", "request")],
        "must have at most 2 items, it has 3",
    ),
    (DISTRIBUTION, "origins[0].connectionAttempts", 5, "must be 1 to 3"),
    (ACCESS_CONTROL, "name", "n" * 65, "must have 1 to 64 characters, it has 65"),
    (ACCESS_CONTROL, "signingBehavior", "sometimes", "must be one of 'always', 'never', 'no-override'"),
    (PIPELINE, "pipelineType", "V3", "must be one of 'V1', 'V2'"),
    (PIPELINE, "executionMode", "FAST", "must be one of 'PARALLEL', 'QUEUED', 'SUPERSEDED'"),
    (PIPELINE, f"{_ACTION}.owner", "Amazon", "must be one of 'AWS', 'Custom', 'ThirdParty'"),
    (PIPELINE, f"{_ACTION}.category", "Compile", "must be one of 'Approval', 'Build'"),
    (
        PIPELINE,
        "triggers[0].gitConfiguration.pushes[0].branches.includes",
        [f"branch-{number}" for number in range(9)],
        "must have 1 to 8 items, it has 9",
    ),
    (PIPELINE, "roleArn", f"arn:aws:iam::{_ACCOUNT}:user/delivery", "must be the ARN of a role"),
    (PIPELINE, "artifactStores[0].type", "GCS", "must be one of 'S3'"),
    (
        PIPELINE,
        "stages",
        [{"name": "Source", "actions": [_action("Get", "Source", "S3", outputArtifacts=["source"])]}],
        "must have at least 2 items, it has 1",
    ),
    (
        PIPELINE,
        "artifactStores",
        [{"type": "S3", "location": "artifacts", "region": "eu-west-1"}],
        "must have no region in a single store",
    ),
    (PROJECT, "environment.computeType", "BUILD_GENERAL1_SMAL", "did you mean 'BUILD_GENERAL1_SMALL'?"),
    (PROJECT, "environment.environmentVariables[0].type", "SECRET", "must be one of 'PARAMETER_STORE'"),
    (PROJECT, "cache", {"type": "S3"}, "must have a location with type 'S3'"),
    (PROJECT, "serviceRole", "delivery", "must be an ARN"),
    (PROJECT, "description", "d" * 256, "must have 0 to 255 characters, it has 256"),
    (PROJECT, "buildTimeout", 3, "must be 5 to 2160"),
    (BUDGET, "filterExpression", {"dimensions": {"key": "SERVICE", "values": ["a"]}}, "conflicts with costFilters"),
    (BUDGET, "timeUnit", "WEEKLY", "must be one of 'ANNUALLY'"),
    (BUDGET, "notifications[0].thresholdType", "PERCENT", "did you mean 'PERCENTAGE'?"),
    (BUDGET, "plannedLimits", [{"amount": "5", "startTime": "2030-01", "unit": "USD"}], "must be YYYY-MM-DD_HH:MM"),
    (DELIVERY, "deliveryDestinationArn", "logs", "must be an ARN"),
    (DELIVERY, "deliverySourceName", "access logs", "must match"),
    (PROJECT, "artefacts", {"type": "CODEPIPELINE"}, "unknown property artefacts; did you mean artifacts?"),
    (PROJECT, "environment.image", None, "missing required property image"),
    (PROJECT, "source", "CODEPIPELINE", "must be an object"),
]
"""Type, path of the wrong value, the value (None takes it away), and a part of the answer."""


def with_wrong_value(token: str, path: str, value: Any) -> Props:
    """Returns the type's valid inputs with one value exchanged."""
    inputs = copy.deepcopy(VALID[token])
    *parents, last = path.replace("[", ".").replace("]", "").split(".")
    place: Any = inputs
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    place[last] = value
    return inputs
