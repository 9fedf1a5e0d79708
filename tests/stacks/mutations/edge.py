"""A distribution that talks to anybody, in any way."""

import pulumi_aws as aws

from tests.stacks.mutations.mutation import ACCOUNT, Change, changed, drop, inside, put

_DISTRIBUTION = "site-distribution"
_CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"


def _tls(minimum: str) -> Change:
    return put(
        viewer_certificate={
            "acm_certificate_arn": _CERTIFICATE,
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": minimum,
        }
    )


def _another_behavior(props: dict[str, object]) -> None:
    default: aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict = props["default_cache_behavior"]  # pyright: ignore[reportAssignmentType]
    props["ordered_cache_behaviors"] = [
        {**default, "path_pattern": "/old/*", "viewer_protocol_policy": "allow-all"},
    ]


def _plain_origin(props: dict[str, object]) -> None:
    origin = {
        "origin_id": "old",
        "domain_name": "old.example.com",
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "http-only",
            "origin_ssl_protocols": ["TLSv1.2"],
        },
    }
    props["origins"] = [*props["origins"], origin]  # pyright: ignore[reportGeneralTypeIssues]


MUTATIONS = (
    changed(
        "pages are served over plain HTTP",
        "cloudfront-viewer-https",
        _DISTRIBUTION,
        inside("default_cache_behavior", put(viewer_protocol_policy="allow-all")),
    ),
    changed("some pages are served over plain HTTP", "cloudfront-viewer-https", _DISTRIBUTION, _another_behavior),
    changed("TLS 1.1 will do", "cloudfront-tls-version", _DISTRIBUTION, _tls("TLSv1.1_2016")),
    changed("old ciphers will do", "cloudfront-tls-version", _DISTRIBUTION, _tls("TLSv1.2_2019")),
    changed(
        "the bucket cannot tell who asks",
        "cloudfront-origin-access",
        _DISTRIBUTION,
        inside("origins.0", drop("origin_access_control_id")),
    ),
    changed("an origin is asked over plain HTTP", "cloudfront-origin-access", _DISTRIBUTION, _plain_origin),
    changed("nothing is signed", "cloudfront-origin-access", "site-origin-access", put(signing_behavior="never")),
    changed(
        "pages come without security headers",
        "cloudfront-security-headers",
        _DISTRIBUTION,
        inside("default_cache_behavior", drop("response_headers_policy_id")),
    ),
    changed(
        "browsers may come back over plain HTTP",
        "cloudfront-security-headers",
        "site-headers-policy",
        inside("security_headers_config", drop("strict_transport_security")),
    ),
    changed("the root lists the bucket", "cloudfront-default-root-object", _DISTRIBUTION, drop("default_root_object")),
    changed(
        "requests are not logged",
        "cloudfront-logging",
        "site-access-logs-source",
        put(resource_arn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2ANOTHER"),
    ),
)
