"""Rule cloudfront-origin-access: an origin can verify that this distribution sends a request, over TLS.

Requests to S3 and Lambda use origin access control, which signs them; an older origin access identity does not count.
Requests to any other origin use HTTPS, inside a VPC as well. A website endpoint of a bucket supports neither.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import items, the_object
from secure_site_policies.frame.places import Place, is_set, places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.distributions import ORIGINS

_ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
_VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
_SIGNED = {"signingBehavior": "always", "signingProtocol": "sigv4"}

_AWS = r"(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?"
_WEBSITE = re.compile(rf"(.+\.)?s3-website(-[a-z0-9-]+)?{_AWS}", re.IGNORECASE)
_SIGNABLE = re.compile(
    rf"(.+\.)?s3(-[a-z0-9-]+)?(\.dualstack)?{_AWS}|.+\.lambda-url\.[a-z0-9-]+\.on\.aws", re.IGNORECASE
)
_TLS = re.compile(r"TLSv1\.[2-9]")

_origins = places_of(ORIGINS)
_vpc_origins = places_of({_VPC_ORIGIN: "vpcOriginEndpointConfig"})
_signing = places_of({_ACCESS_CONTROL: tuple(_SIGNED)}, absent=True)


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from _origins(args)
    yield from _vpc_origins(args)
    yield from _signing(args)


def _judge(value: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _ACCESS_CONTROL:
        if value not in _SIGNED.values():
            yield Objection(
                str(value),
                f"{str(value)!r} leaves requests unsigned.\n"
                'Write instead: signing_behavior="always", signing_protocol="sigv4"',
            )
        return
    origin = the_object(value)
    if args.resource_type == _VPC_ORIGIN:
        yield from _connection(origin, the_object(origin.get("originSslProtocols")).get("items"))
        return
    custom = the_object(origin.get("customOriginConfig") or origin.get("customOriginConfigs"))
    if custom:
        yield from _custom(origin, custom)
    elif not _is_private(origin):
        yield _unsigned()


def _custom(origin: Mapping[str, Any], custom: Mapping[str, Any]) -> Iterator[Objection]:
    domain = str(origin.get("domainName"))
    if _WEBSITE.fullmatch(domain):
        yield Objection(
            domain,
            f"{domain!r} is a website endpoint of S3, which answers anyone over plain HTTP.\n"
            "Write instead: domain_name=bucket.bucket_regional_domain_name with origin_access_control_id, and no "
            "custom_origin_config",
        )
        return
    if _SIGNABLE.fullmatch(domain) and not is_set(origin, "originAccessControlId"):
        yield _unsigned()
    yield from _connection(custom, custom.get("originSslProtocols"))


def _connection(endpoint: Mapping[str, Any], versions: Any) -> Iterator[Objection]:
    """Checks the protocol of an origin, and its TLS versions."""
    scheme = str(endpoint.get("originProtocolPolicy"))
    if scheme != "https-only":
        yield Objection(
            scheme,
            f"originProtocolPolicy {scheme!r} sends requests to the origin over plain HTTP.\n"
            'Write instead: "origin_protocol_policy": "https-only"',
        )
    for version in items(versions) or ["SSLv3"]:
        if not _TLS.fullmatch(str(version)):
            yield Objection(
                str(version),
                f"originSslProtocols has {str(version)!r}, which attackers can break.\n"
                'Write instead: "origin_ssl_protocols": ["TLSv1.2"]',
            )


def _is_private(origin: Mapping[str, Any]) -> bool:
    return any(is_set(origin, key) for key in ("originAccessControlId", "vpcOriginConfig", "vpcOriginConfigs"))


def _unsigned() -> Objection:
    return Objection(
        "originAccessControlId",
        "'originAccessControlId' is missing, so the origin must answer anyone.\n"
        "Write instead: origin_access_control_id=OriginAccessControl(..).id",
    )


policy = resource_rule(
    About(
        name="cloudfront-origin-access",
        risk="A direct request to the origin bypasses the firewall, the headers and the logs of the distribution.",
        severity=Severity.HIGH,
        controls=(
            fsbp("CloudFront.13", "CloudFront distributions should use origin access control"),
            fsbp(
                "CloudFront.16",
                "CloudFront distributions should use origin access control for Lambda function URL origins",
            ),
            fsbp("CloudFront.9", "CloudFront distributions should encrypt traffic to custom origins"),
            fsbp(
                "CloudFront.10",
                "CloudFront distributions should not use deprecated SSL protocols between edge locations and custom "
                "origins",
            ),
        ),
        fix="Give S3 origins an origin access control that always signs; use HTTPS with TLS 1.2 for all others.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "private-content-restricting-access-to-s3.html",
    ),
    _places,
    _judge,
)
