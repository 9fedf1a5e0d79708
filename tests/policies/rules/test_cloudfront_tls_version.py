"""Rule cloudfront-tls-version: what passes now, what will pass, and the repair that changes nothing else."""

from typing import Any, cast

import pytest
from pulumi_policy import ResourceValidationArgs
from pulumi_policy.deserialize import deserialize_properties, serialize_properties

from components.site.distribution import viewer_certificate
from secure_site_policies.rules.cloudfront_tls_version import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.policies.judge import UNKNOWN, Judgement, judge

FINE = Judgement([], None)
ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"
SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def certified(minimum: Any, **more: Any) -> dict[str, Any]:
    certificate = {"acmCertificateArn": ARN, "sslSupportMethod": "sni-only", "minimumProtocolVersion": minimum}
    return {"viewerCertificate": {**certificate, **more}}


@pytest.mark.parametrize("resource_type", [DISTRIBUTION, MULTITENANT])
@pytest.mark.parametrize("minimum", ["TLSv1.2_2025", "TLSv1.3_2025", "TLSv1.2_2031", "TLSv1.4_2030", "TLSv2_2040"])
def test_the_recommended_policies_pass_and_so_do_the_next(resource_type: str, minimum: str):
    assert judge(policy, resource_type, certified(minimum)) == FINE


@pytest.mark.parametrize("resource_type", [DISTRIBUTION, MULTITENANT])
@pytest.mark.parametrize(
    "minimum",
    [
        "SSLv3",
        "TLSv1",
        "TLSv1_2016",
        "TLSv1.1_2016",
        "TLSv1.2_2018",
        "TLSv1.2_2019",
        "TLSv1.2_2021",
        "TLSv1.1_2030",
        "x",
        5,
    ],
)
def test_older_ones_do_not(resource_type: str, minimum: Any):
    (message,) = judge(policy, resource_type, certified(minimum)).violations
    assert message == (
        f"it: viewerCertificate: '{minimum}' admits protocols or ciphers that TLSv1.2_2025 excludes.\n"
        'Write instead: minimum_protocol_version="TLSv1.2_2025"'
    )


@pytest.mark.parametrize(
    "certificate", [{"acmCertificateArn": ARN}, {"acmCertificateArn": UNKNOWN}, {"iamCertificateId": "1"}, {}]
)
def test_left_out_it_is_the_oldest(certificate: dict[str, Any]):
    (message,) = judge(policy, DISTRIBUTION, {"viewerCertificate": certificate}).violations
    assert "'TLSv1' admits" in message


def test_with_the_certificate_of_cloudfront_net_there_is_nothing_to_choose():
    assert viewer_certificate(None, "TLSv1.2_2021") == {"cloudfront_default_certificate": True}
    assert judge(policy, DISTRIBUTION, {"viewerCertificate": {"cloudfrontDefaultCertificate": True}}) == FINE
    for own in ({"acmCertificateArn": ARN}, {"iamCertificateId": "1"}):
        both = {"cloudfrontDefaultCertificate": True, **own}
        assert judge(policy, DISTRIBUTION, {"viewerCertificate": both}).violations


@pytest.mark.parametrize("method", ["vip", "static-ip"])
def test_clients_too_old_for_sni_are_not_waited_for(method: str):
    (message,) = judge(policy, DISTRIBUTION, certified("TLSv1.2_2025", sslSupportMethod=method)).violations
    assert f"{method!r} serves clients that are too old" in message


def test_the_minimum_can_be_raised_and_lowered_by_config():
    config = {"minimum": "TLSv1.3_2025"}
    assert judge(policy, DISTRIBUTION, certified("TLSv1.3_2025"), config=config) == FINE
    assert judge(policy, DISTRIBUTION, certified("TLSv1.2_2025"), config=config).violations
    assert judge(policy, DISTRIBUTION, certified("TLSv1.2_2021"), config={"minimum": "TLSv1.2_2021"}) == FINE


@pytest.mark.parametrize("properties", [certified(UNKNOWN), {"viewerCertificate": UNKNOWN}])
def test_what_is_not_known_yet_fails_closed(properties: dict[str, Any]):
    (message,) = judge(policy, DISTRIBUTION, properties).violations
    assert message.startswith("it: viewerCertificate")
    assert "this cannot be decided at preview" in message


def remediated(properties: dict[str, Any], resource_type: str = DISTRIBUTION, **config: str) -> Any:
    """The remediated properties in the engine's wire format; None for no change."""
    props = deserialize_properties(properties, True)
    args = ResourceValidationArgs(resource_type, props, "urn", "it", cast(Any, None), None, config)
    found: Any = policy.remediate(args)  # pyright: ignore[reportUnknownMemberType] - its signature has a bare Awaitable
    return None if found is None else serialize_properties(found)


def test_the_repair_raises_the_minimum_and_leaves_secrets_and_unknowns_as_they_are():
    secret = {**SIGNATURE, "value": "s3cret"}
    before = {
        "comment": secret,
        "origins": [{"domainName": UNKNOWN, "customHeaders": [{"name": "X-Key", "value": secret}]}],
        "webAclId": UNKNOWN,
        **certified("TLSv1.1_2016", acmCertificateArn=UNKNOWN),
    }
    assert remediated(before) == {**before, **certified("TLSv1.2_2025", acmCertificateArn=UNKNOWN)}


def test_the_repair_writes_into_a_secret_certificate():
    before = {"viewerCertificate": {**SIGNATURE, "value": certified("TLSv1")["viewerCertificate"]}}
    after = certified("TLSv1.2_2025")["viewerCertificate"]
    assert remediated(before) == {"viewerCertificate": {**SIGNATURE, "value": after}}


def test_the_repair_follows_the_config_and_adds_what_is_left_out():
    left_out = {"viewerCertificate": {"acmCertificateArn": ARN}}
    assert remediated(left_out, minimum="TLSv1.3_2025") == {
        "viewerCertificate": {"acmCertificateArn": ARN, "minimumProtocolVersion": "TLSv1.3_2025"}
    }


@pytest.mark.parametrize(
    "properties",
    [
        certified("TLSv1.2_2025"),
        certified("TLSv1.3_2025"),
        certified(UNKNOWN),
        {"viewerCertificate": UNKNOWN},
        {"viewerCertificate": {"cloudfrontDefaultCertificate": True}},
    ],
)
def test_there_is_nothing_to_repair(properties: dict[str, Any]):
    assert remediated(properties) is None


def test_other_resources_are_not_repaired():
    assert remediated(certified("TLSv1"), "aws:apigateway/domainName:DomainName") is None
