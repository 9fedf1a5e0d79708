"""The parts of a CloudFront distribution's configuration that follow from a setting: pure functions, no resources."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""Id of the managed cache policy that keeps objects for a day unless their headers set another time; gzip, Brotli.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""

_ERROR_CACHING_SECONDS = 10


def cache_behavior(
    origin_id: str,
    headers_policy_id: pulumi.Input[str],
    request_function_arn: pulumi.Input[str],
    response_function_arn: pulumi.Input[str],
) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    """Reading over TLS, compressed, cached, with the headers policy and both functions."""
    return {
        "target_origin_id": origin_id,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "cache_policy_id": CACHING_OPTIMIZED,
        "response_headers_policy_id": headers_policy_id,
        "function_associations": [
            {"event_type": "viewer-request", "function_arn": request_function_arn},
            {"event_type": "viewer-response", "function_arn": response_function_arn},
        ],
    }


def error_pages(not_found_page: str) -> list[aws.cloudfront.DistributionCustomErrorResponseArgsDict]:
    """The site's page for a missing file, with its own status.

    There is none for 403, which S3 says only of what the distribution may not read: a page that says "not found" would
    hide a broken bucket or key policy from visitors, search engines and the alarm.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
    """
    return [
        {
            "error_code": 404,
            "response_code": 404,
            "response_page_path": f"/{not_found_page}",
            "error_caching_min_ttl": _ERROR_CACHING_SECONDS,
        }
    ]


def restrictions(allowed: Sequence[str], blocked: Sequence[str]) -> aws.cloudfront.DistributionRestrictionsArgsDict:
    """Only these countries, all but these, or no restriction.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html
    """
    if allowed:
        return {"geo_restriction": {"restriction_type": "whitelist", "locations": list(allowed)}}
    if blocked:
        return {"geo_restriction": {"restriction_type": "blacklist", "locations": list(blocked)}}
    # The provider sends the countries of before with "none" where there is no list, which CloudFront refuses.
    # https://github.com/hashicorp/terraform-provider-aws/issues/19243
    return {"geo_restriction": {"restriction_type": "none", "locations": []}}


def viewer_certificate(
    certificate_arn: pulumi.Input[str] | None, minimum_tls_version: str
) -> aws.cloudfront.DistributionViewerCertificateArgsDict:
    """The site's own certificate, or the one of cloudfront.net, for which CloudFront itself chooses the TLS versions.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
    """
    if certificate_arn is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": certificate_arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": minimum_tls_version,
    }
