"""Rule cloudfront-tls-version: a distribution with its own certificate requires TLSv1.2_2025 or newer.

TLSv1.2_2025 is the newest of CloudFront's security policies that every browser in use today can fulfil. It drops the
CBC ciphers of TLSv1.2_2021; TLSv1.3_2025 shuts out every client that has TLS 1.2 only.

Newer names pass without a change to the rule: they are compared by protocol version, then by year. A distribution with
the certificate of cloudfront.net passes, because CloudFront then chooses the version itself and accepts no value.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import is_set, places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.distributions import DISTRIBUTIONS

DEFAULT_MINIMUM = "TLSv1.2_2025"

_PROPERTY = "minimumProtocolVersion"
_SECURITY_POLICY = re.compile(r"TLSv(?P<major>\d+)(\.(?P<minor>\d+))?(_(?P<year>\d{4}))?")


def _judge(value: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    certificate = the_object(value)
    if not _has_own(certificate):
        return
    # AWS's default is the oldest.
    found, minimum = certificate.get(_PROPERTY) or "TLSv1", _minimum(args)
    if _age(found) < _age(minimum):
        yield Objection(
            str(found),
            f"{str(found)!r} admits protocols or ciphers that {minimum} excludes.\n"
            f'Write instead: minimum_protocol_version="{minimum}"',
        )
    method = certificate.get("sslSupportMethod")
    if method in ("vip", "static-ip"):
        yield Objection(
            method,
            f"{method!r} serves clients that are too old to send the name of the host.\n"
            'Write instead: ssl_support_method="sni-only"',
        )


def _raise_minimum(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
    """The properties with the minimum in place of an older version. A value known only at update stays."""
    certificate = the_object(args.props.get("viewerCertificate"))
    if args.resource_type not in DISTRIBUTIONS or not certificate:
        return None
    found = certificate.get(_PROPERTY) or "TLSv1"
    if not _has_own(certificate) or found == UNKNOWN_STRING_VALUE or _age(found) >= _age(_minimum(args)):
        return None
    # Changed in place: a copy would hold secret properties as plain text.
    cast(MutableMapping[str, Any], certificate)[_PROPERTY] = _minimum(args)
    return args.props


def _has_own(certificate: Mapping[str, Any]) -> bool:
    return (
        is_set(certificate, "acmCertificateArn")
        or is_set(certificate, "iamCertificateId")
        or certificate.get("cloudfrontDefaultCertificate") is not True
    )


def _minimum(args: ResourceValidationArgs) -> str:
    return args.get_config().get("minimum", DEFAULT_MINIMUM)


def _age(security_policy: object) -> tuple[int, ...]:
    """The sort key of a security policy: (1, 2, 2021) for TLSv1.2_2021. A name of another form, SSLv3, is oldest."""
    found = _SECURITY_POLICY.fullmatch(security_policy) if isinstance(security_policy, str) else None
    return tuple(int(found[part] or 0) for part in ("major", "minor", "year")) if found else ()


policy = resource_rule(
    About(
        name="cloudfront-tls-version",
        risk="Attackers can break old TLS versions and ciphers, and make client and server choose the oldest.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("CloudFront.15", "CloudFront distributions should use the recommended TLS security policy"),
            fsbp("CloudFront.8", "CloudFront distributions should use SNI to serve HTTPS requests"),
        ),
        fix=f"Set the minimum protocol version to {DEFAULT_MINIMUM} or newer, and the support method to sni-only.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "secure-connections-supported-viewer-protocols-ciphers.html",
        config={
            "minimum": {
                "type": "string",
                "pattern": r"^TLSv[0-9]+(\.[0-9]+)?_[0-9]{4}$",
                "default": DEFAULT_MINIMUM,
                "description": "The oldest CloudFront security policy that passes.",
            }
        },
    ),
    places_of(dict.fromkeys(DISTRIBUTIONS, "viewerCertificate")),
    _judge,
    _raise_minimum,
)
