"""The distribution that serves the bucket in these tests, with the security headers of the stack."""

from typing import Any

CSP = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "ContentSecurityPolicy": {"ContentSecurityPolicy": CSP, "Override": True},
    "ContentTypeOptions": {"Override": True},
    "FrameOptions": {"FrameOption": "DENY", "Override": True},
    "ReferrerPolicy": {"ReferrerPolicy": "strict-origin-when-cross-origin", "Override": True},
    "StrictTransportSecurity": {"AccessControlMaxAgeSec": 31536000, "IncludeSubdomains": True, "Override": True},
}

_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"

ORIGIN_ACCESS = {
    "Name": "content",
    "OriginAccessControlOriginType": "s3",
    "SigningBehavior": "always",
    "SigningProtocol": "sigv4",
}


def distribution_config(bucket: str, region: str, origin_access: str, headers_policy: str) -> dict[str, Any]:
    """A distribution in front of the bucket, over TLS, with the headers policy."""
    origin = {
        "Id": "content",
        "DomainName": f"{bucket}.s3.{region}.amazonaws.com",
        "OriginAccessControlId": origin_access,
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    return {
        "CallerReference": bucket,
        "Comment": "",
        "Enabled": True,
        "DefaultRootObject": "index.html",
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "content",
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": _CACHING_OPTIMIZED,
            "ResponseHeadersPolicyId": headers_policy,
        },
    }
