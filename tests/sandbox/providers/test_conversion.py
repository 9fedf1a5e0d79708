"""Properties into arguments and answers into properties, by the shapes of the services themselves."""

import json
from typing import Any, cast

import pytest
from botocore.model import Shape
from botocore.session import get_session

from sandbox.providers.conversion.answer import from_answer
from sandbox.providers.conversion.names import MISSING, Names, property_name, shape_at
from sandbox.providers.conversion.request import to_request
from sandbox.providers.values import ANY, MASK

_RENAME = {
    "stages.actions.category": "actionTypeId.category",
    "restrictions.geoRestriction.locations": "Items",
    "*.acmCertificateArn": "ACMCertificateArn",
}
_NAMES = Names(_RENAME)


def shape(service: str, operation: str, path: str) -> Shape:
    model = get_session().get_service_model(service).operation_model(operation)
    return shape_at(cast(Shape, model.input_shape), path.split("."))


_DISTRIBUTION = ("cloudfront", "CreateDistribution", "DistributionConfig")
_LIFECYCLE = ("s3", "PutBucketLifecycleConfiguration", "LifecycleConfiguration.Rules")
_STAGES = ("codepipeline", "CreatePipeline", "pipeline.stages")

_CASES: list[tuple[tuple[str, str, str], str, Any, Any]] = [
    (
        ("cloudfront", "CreateDistribution", "DistributionConfig.Aliases"),
        "aliases",
        ["a.example", "b.example"],
        {"Quantity": 2, "Items": ["a.example", "b.example"]},
    ),
    (
        ("cloudfront", "CreateDistribution", "DistributionConfig.Restrictions"),
        "restrictions",
        {"geoRestriction": {"restrictionType": "whitelist", "locations": ["DE"]}},
        {"GeoRestriction": {"RestrictionType": "whitelist", "Items": ["DE"], "Quantity": 1}},
    ),
    (
        ("s3", "PutBucketOwnershipControls", "OwnershipControls.Rules"),
        "rule",
        {"objectOwnership": "BucketOwnerEnforced"},
        [{"ObjectOwnership": "BucketOwnerEnforced"}],
    ),
    (
        ("s3", "PutBucketEncryption", "ServerSideEncryptionConfiguration.Rules"),
        "rules",
        [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k"}}],
        [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}],
    ),
    (_LIFECYCLE, "rules", [{"id": "x", "expiration": {"days": 7}}], [{"ID": "x", "Expiration": {"Days": 7}}]),
    (("iam", "CreateRole", "Tags"), "tags", {"Stack": "dev"}, [{"Key": "Stack", "Value": "dev"}]),
    (("codebuild", "CreateProject", "tags"), "tags", {"Stack": "dev"}, [{"key": "Stack", "value": "dev"}]),
    (("logs", "CreateLogGroup", "tags"), "tags", {"Stack": "dev"}, {"Stack": "dev"}),
    (
        ("cloudwatch", "PutMetricAlarm", "Dimensions"),
        "dimensions",
        {"Region": "Global"},
        [{"Name": "Region", "Value": "Global"}],
    ),
    (
        ("codepipeline", "CreatePipeline", "pipeline.artifactStore"),
        "artifactStores",
        [{"type": "S3", "location": "b"}],
        {"type": "S3", "location": "b"},
    ),
    (
        _STAGES,
        "stages",
        [{"name": "s", "actions": [{"category": "Build", "inputArtifacts": ["source"], "runOrder": 1}]}],
        [
            {
                "name": "s",
                "actions": [
                    {"actionTypeId": {"category": "Build"}, "inputArtifacts": [{"name": "source"}], "runOrder": 1}
                ],
            }
        ],
    ),
    (
        ("codepipeline", "CreatePipeline", "pipeline.triggers"),
        "triggers",
        [{"gitConfiguration": {"pushes": [{"branches": {"includes": ["main"]}}]}}],
        [{"gitConfiguration": {"push": [{"branches": {"includes": ["main"]}}]}}],
    ),
]


@pytest.mark.parametrize(("where", "name", "value", "argument"), _CASES)
def test_a_property_becomes_the_argument_and_the_argument_the_property(
    where: tuple[str, str, str], name: str, value: Any, argument: Any
) -> None:
    assert to_request(value, shape(*where), _NAMES, name) == argument
    assert from_answer(argument, shape(*where), value, _NAMES, name) == value


@pytest.mark.parametrize(
    ("where", "value", "argument"),
    [
        (("codebuild", "CreateProject", "timeoutInMinutes"), "15", 15),
        (("codebuild", "CreateProject", "badgeEnabled"), "true", True),
        (("cloudwatch", "PutMetricAlarm", "Threshold"), 5, 5.0),
        (("sns", "Subscribe", "Attributes"), {"RawMessageDelivery": True}, {"RawMessageDelivery": "true"}),
        (("cloudfront", "CreateFunction", "FunctionCode"), "code", b"code"),
    ],
)
def test_a_scalar_takes_the_type_that_the_service_wants(where: tuple[str, str, str], value: Any, argument: Any) -> None:
    assert to_request(value, shape(*where), _NAMES, "x") == argument


def test_a_nested_property_that_the_service_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rules\.colour has no counterpart in AWS's LifecycleRule"):
        to_request([{"id": "x", "colour": "red"}], shape(*_LIFECYCLE), _NAMES, "rules")


def test_what_the_service_fills_in_is_no_drift() -> None:
    expiration = {"Days": 7, "ExpiredObjectDeleteMarker": False}
    live = [{"ID": "x", "Status": "Enabled", "Prefix": "", "Expiration": expiration}]
    given = [{"id": "x", "expiration": {"days": 7}}]
    assert from_answer(live, shape(*_LIFECYCLE), given, _NAMES, "rules") == given


@pytest.mark.parametrize(
    ("live", "found"),
    [
        (["POST", "GET"], ["GET", "POST"]),
        (["GET"], ["GET"]),
        (["PUT", "GET", "POST"], ["GET", "POST", "PUT"]),
        (["GET", "PUT"], ["GET", "PUT"]),
    ],
)
def test_a_set_keeps_the_order_of_the_program_and_shows_what_came_and_went(live: list[str], found: list[str]) -> None:
    methods = shape("cloudfront", "CreateDistribution", "DistributionConfig.DefaultCacheBehavior.AllowedMethods")
    answer = {"Quantity": len(live), "Items": live}
    assert from_answer(answer, methods, ["GET", "POST"], _NAMES, "allowedMethods") == found


def test_an_object_that_came_is_read_whole() -> None:
    live = [{"ID": "mine", "Status": "Enabled"}, {"ID": "theirs", "Expiration": {"Days": 1}}]
    found = from_answer(live, shape(*_LIFECYCLE), [{"id": "mine", "status": "Enabled"}], _NAMES, "rules")
    assert found == [{"id": "mine", "status": "Enabled"}, {"id": "theirs", "expiration": {"days": 1}}]


def test_a_policy_document_is_compared_as_json() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*"}]}
    policy = shape("s3", "PutBucketPolicy", "Policy")
    given = json.dumps(document, indent=2)
    assert from_answer(json.dumps(document), policy, given, _NAMES, "policy") == given
    assert from_answer(document, policy, given, _NAMES, "policy") == given
    document["Statement"] = []
    assert json.loads(from_answer(document, policy, given, _NAMES, "policy")) == document


@pytest.mark.parametrize("shown", ["****", MASK])
def test_a_secret_that_the_service_withholds_stays_as_the_program_gave_it(shown: str) -> None:
    live = [{"name": "s", "actions": [{"configuration": {"OAuthToken": shown, "Branch": "other"}}]}]
    given = [{"name": "s", "actions": [{"configuration": {"OAuthToken": "ghp_x", "Branch": "main"}}]}]
    found = from_answer(live, shape(*_STAGES), given, _NAMES, "stages")
    assert found[0]["actions"][0]["configuration"] == {"OAuthToken": "ghp_x", "Branch": "other"}


@pytest.mark.parametrize("empty", [False, "", [], {}, 0])
def test_what_is_empty_and_absent_in_the_cloud_is_the_same(empty: Any) -> None:
    comment = shape("cloudfront", "CreateDistribution", "DistributionConfig.Comment")
    assert from_answer(MISSING, comment, empty, _NAMES, "comment") == empty


def test_what_is_given_and_absent_in_the_cloud_is_missing() -> None:
    comment = shape("cloudfront", "CreateDistribution", "DistributionConfig.Comment")
    assert from_answer(MISSING, comment, "text", _NAMES, "comment") is MISSING


def test_a_renamed_member_found_without_a_template_has_its_own_name() -> None:
    certificate = shape("cloudfront", "CreateDistribution", "DistributionConfig.ViewerCertificate")
    live = {"ACMCertificateArn": "arn", "SSLSupportMethod": "sni-only"}
    found = from_answer(live, certificate, ANY, _NAMES, "viewerCertificate")
    assert found == {"acmCertificateArn": "arn", "sslSupportMethod": "sni-only"}


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("ViewerProtocolPolicy", "viewerProtocolPolicy"),
        ("KMSMasterKeyID", "kmsMasterKeyId"),
        ("ARN", "arn"),
        ("computeType", "computeType"),
        ("IsIPV6Enabled", "isIpv6Enabled"),
    ],
)
def test_members_are_spelled_as_pulumi_spells_them(member: str, name: str) -> None:
    assert property_name(member) == name
