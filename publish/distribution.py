"""What CloudFront knows of the site: its address, and the Content-Security-Policy it sends."""

from typing import TYPE_CHECKING

from publish.errors import InputError, asking

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient


def site_address(client: "CloudFrontClient", distribution_id: str) -> str:
    """Address of the distribution under its own name, with https."""
    with asking("cloudfront:GetDistribution", distribution_id):
        return f"https://{client.get_distribution(Id=distribution_id)['Distribution']['DomainName']}"


def policy_csp(client: "CloudFrontClient", policy_id: str) -> str:
    """The Content-Security-Policy that a response headers policy sets. Raises InputError if it sets none."""
    with asking("cloudfront:GetResponseHeadersPolicy", policy_id):
        answer = client.get_response_headers_policy(Id=policy_id)
    config = answer["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    csp = config.get("SecurityHeadersConfig", {}).get("ContentSecurityPolicy", {}).get("ContentSecurityPolicy")
    if not csp:
        raise InputError(f"--headers-policy {policy_id!r} sets no Content-Security-Policy: name one that does")
    return csp
