"""Rule cloudfront-origin-access: signed where it can be, encrypted in any case."""

from typing import Any

import pytest

from secure_site_policies.rules.cloudfront_origin_access import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, Judgement, judge

FINE = Judgement([], None)
CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
BOTH = pytest.mark.parametrize("kind", [DISTRIBUTION, MULTITENANT])
SAFE = {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]}
S3 = "content.s3.eu-west-1.amazonaws.com"


def origin(kind: str = DISTRIBUTION, custom: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Properties with two origins, of which the first is good."""
    if custom is not None:
        properties |= {"customOriginConfig": custom} if kind == DISTRIBUTION else {"customOriginConfigs": [custom]}
    return {"origins": [{"domainName": S3, "originAccessControlId": "E1"}, properties]}


@BOTH
def test_a_bucket_is_asked_with_origin_access_control(kind: str):
    assert judge(policy, kind, origin(domainName=S3, originAccessControlId="E1")) == FINE
    (message,) = judge(policy, kind, origin(domainName=S3)).violations
    assert message.startswith("it: origins[1]: 'originAccessControlId' is missing, so the origin must answer anyone")


def test_an_origin_access_identity_is_no_substitute():
    identity = {"originAccessIdentity": "origin-access-identity/cloudfront/E1"}
    assert len(judge(policy, DISTRIBUTION, origin(domainName=S3, s3OriginConfig=identity)).violations) == 1


@BOTH
def test_at_the_first_preview_the_ids_of_both_are_unknown(kind: str):
    assert judge(policy, kind, origin(domainName=UNKNOWN, originAccessControlId=UNKNOWN)) == FINE
    assert len(judge(policy, kind, origin(domainName=UNKNOWN)).violations) == 1


@BOTH
@pytest.mark.parametrize(
    "domain",
    [
        S3,
        "content.s3.amazonaws.com",
        "content.s3-eu-west-1.amazonaws.com",
        "content.s3.dualstack.eu-west-1.amazonaws.com",
        "content.s3.cn-north-1.amazonaws.com.cn",
        "content.s3-accelerate.amazonaws.com",
        "a.bucket.with.dots.S3.eu-west-1.amazonaws.com",
        "s3.eu-west-1.amazonaws.com",
        "alias-123-s3alias.s3.eu-west-1.amazonaws.com",
        "abcdefg.lambda-url.eu-west-1.on.aws",
    ],
)
def test_as_a_custom_origin_it_needs_the_same(kind: str, domain: str):
    assert judge(policy, kind, origin(kind, SAFE, domainName=domain, originAccessControlId="E1")) == FINE
    (message,) = judge(policy, kind, origin(kind, SAFE, domainName=domain)).violations
    assert "'originAccessControlId' is missing" in message


@BOTH
@pytest.mark.parametrize(
    "domain",
    [
        "old.example.com",
        "s3-proxy-123.eu-west-1.elb.amazonaws.com",
        "s3.example.com",
        "abc.execute-api.eu-west-1.amazonaws.com",
    ],
)
def test_any_other_origin_is_asked_over_https_with_tls_1_2(kind: str, domain: str):
    assert judge(policy, kind, origin(kind, SAFE, domainName=domain)) == FINE
    newer = {**SAFE, "originSslProtocols": ["TLSv1.2", "TLSv1.3"]}
    assert judge(policy, kind, origin(kind, newer, domainName=domain)) == FINE
    for plain in ("http-only", "match-viewer", None):
        (message,) = judge(
            policy, kind, origin(kind, {**SAFE, "originProtocolPolicy": plain}, domainName=domain)
        ).violations
        assert f"originProtocolPolicy '{plain}' sends requests to the origin over plain HTTP" in message
    for old in ("SSLv3", "TLSv1", "TLSv1.1"):
        protocols = {**SAFE, "originSslProtocols": ["TLSv1.2", old]}
        (message,) = judge(policy, kind, origin(kind, protocols, domainName=domain)).violations
        assert f"originSslProtocols has {old!r}, which attackers can break" in message


@pytest.mark.parametrize("protocols", [None, []])
def test_protocols_that_nobody_chose_are_not_taken_for_safe(protocols: Any):
    custom = {**SAFE, "originSslProtocols": protocols}
    assert len(judge(policy, DISTRIBUTION, origin(custom=custom, domainName="old.example.com")).violations) == 1


@BOTH
@pytest.mark.parametrize(
    "domain",
    [
        "content.s3-website-us-east-1.amazonaws.com",
        "content.s3-website.eu-central-1.amazonaws.com",
        "my.site.s3-website.cn-north-1.amazonaws.com.cn",
    ],
)
def test_a_website_endpoint_is_no_origin(kind: str, domain: str):
    for custom in (SAFE, {**SAFE, "originProtocolPolicy": "http-only"}):
        (message,) = judge(policy, kind, origin(kind, custom, domainName=domain, originAccessControlId="E1")).violations
        assert f"{domain!r} is a website endpoint of S3" in message


@pytest.mark.parametrize("key", ["vpcOriginConfig", "vpcOriginConfigs"])
def test_an_origin_in_a_private_network_answers_nobody_else(key: str):
    properties = {"origins": [{"domainName": "internal", key: {"vpcOriginId": UNKNOWN}}]}
    assert judge(policy, DISTRIBUTION, properties) == FINE


def test_a_custom_origin_whose_name_is_not_known_yet_fails_closed():
    said = judge(policy, DISTRIBUTION, origin(custom=SAFE, domainName=UNKNOWN)).violations
    assert [message.split(" at preview")[0] for message in said] == [
        "it: origins[1].domainName: this cannot be decided"
    ]
    assert len(judge(policy, DISTRIBUTION, {"origins": UNKNOWN_LIST}).violations) == 1


def test_the_control_signs_every_request():
    signs = {"signingBehavior": "always", "signingProtocol": "sigv4"}
    assert judge(policy, CONTROL, signs) == FINE
    for behavior in ("never", "no-override", None):
        said = judge(policy, CONTROL, {**signs, "signingBehavior": behavior}).violations
        assert [message.split(" leaves")[0] for message in said] == [f"it: signingBehavior: '{behavior}'"]
    (message,) = judge(policy, CONTROL, {"signingBehavior": "always"}).violations
    assert message.startswith("it: signingProtocol: 'None' leaves requests unsigned")
    assert len(judge(policy, CONTROL, {**signs, "signingBehavior": UNKNOWN}).violations) == 1


@pytest.mark.parametrize("properties", [{}, {"origins": None}, {"origins": []}])
def test_a_distribution_without_origins_passes(properties: dict[str, Any]):
    assert judge(policy, MULTITENANT, properties) == FINE


@pytest.mark.parametrize("odd", ["x", 5, [], {}])
def test_an_origin_in_the_wrong_shape_is_a_violation_and_no_crash(odd: Any):
    assert len(judge(policy, DISTRIBUTION, {"origins": [odd]}).violations) == 1


VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"


@pytest.mark.parametrize(
    ("endpoint", "patterns"),
    [
        ({"originProtocolPolicy": "https-only", "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1}}, []),
        ({"originProtocolPolicy": "http-only", "originSslProtocols": {"items": ["TLSv1.2"]}}, ["http-only"]),
        (
            {"originProtocolPolicy": "match-viewer", "originSslProtocols": {"items": ["TLSv1"]}},
            ["match-viewer", "TLSv1"],
        ),
        ({"originProtocolPolicy": "https-only"}, ["SSLv3"]),
        ({"originProtocolPolicy": "https-only", "originSslProtocols": {"items": "TLSv1.2"}}, []),
        ({"originProtocolPolicy": "https-only", "originSslProtocols": {"items": True}}, ["True"]),
    ],
)
def test_an_origin_inside_a_vpc_is_asked_over_tls_as_well(endpoint: dict[str, Any], patterns: list[str]):
    messages = judge(policy, VPC_ORIGIN, {"vpcOriginEndpointConfig": endpoint}).violations
    assert [message.split("'")[1] for message in messages] == patterns
