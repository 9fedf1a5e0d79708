"""The headers that tell a browser what a page may do, on every answer of a distribution."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context

PRELOAD_DAYS = 365
"""The least that hstspreload.org asks of hsts_days."""

_SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class SecurityHeaders:
    """Each header's value; the defaults are the strictest that a site of plain files can have.

    nosniff is always sent: a page that relies on a guessed content type has none that can be trusted.
    https://developer.mozilla.org/docs/Web/Security/Practical_implementation_guides
    """

    content_security_policy: str = (
        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
    """What a page may load, and who may frame it. Default: only what the site itself serves; no frames, no plugins."""
    frame_options: str = "DENY"
    """Who may frame a page, for browsers that do not know frame-ancestors: "DENY" or "SAMEORIGIN"."""
    referrer_policy: str = "strict-origin-when-cross-origin"
    """What another site learns of the page a visitor came from. Default: its host name."""
    permissions_policy: str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    """Which of a visitor's devices a page may use. Default: none of these five."""
    hsts_days: int = 365
    """How long a browser refuses plain HTTP for the host, in days."""
    hsts_subdomains: bool = True
    """Whether hosts below it are meant as well. Default: yes."""
    hsts_preload: bool = False
    """Whether browsers may ship the host as HTTPS only, which takes months to undo. Default: no."""


class ResponseHeadersArgs(TypedDict):
    """Inputs of ResponseHeaders."""

    context: Context
    """Names of the stack."""
    headers: SecurityHeaders
    """The values."""
    noindex: NotRequired[bool]
    """Whether search engines are kept away. Default: False."""


class ResponseHeaders(pulumi.ComponentResource):
    """A response headers policy that sets the security headers, whatever the origin says.

    Child: {name}-policy.
    Raises ValueError for an empty header, one of more than a line, a duration below a day, and a preload that browsers
    would refuse.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """

    id: pulumi.Output[str]
    """The response_headers_policy_id of a cache behavior."""

    def __init__(self, name: str, args: ResponseHeadersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, headers = args["context"], args["headers"]
        judge_headers(f"ResponseHeaders {name!r}", headers)
        super().__init__("secure-site:components:ResponseHeaders", name, {}, opts)
        policy = aws.cloudfront.ResponseHeadersPolicy(
            f"{name}-policy",
            name=f"{context.prefix}-{'preview' if args.get('noindex') else 'security'}-headers",
            comment=f"Security headers of {context.prefix}",
            security_headers_config=_security_headers(headers),
            custom_headers_config={
                "items": [
                    {"header": header, "value": value, "override": True}
                    for header, value in _custom_headers(headers, args.get("noindex", False)).items()
                ]
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id = policy.id
        self.register_outputs({"id": self.id})


def judge_headers(what: str, headers: SecurityHeaders) -> None:
    """Raises ValueError, which begins with `what`, for a value that no browser would take for what it is meant."""
    values = {
        "content_security_policy": headers.content_security_policy,
        "permissions_policy": headers.permissions_policy,
        "referrer_policy": headers.referrer_policy,
    }
    for key, value in values.items():
        if not value.strip() or not value.isprintable():
            raise ValueError(f"{what}: headers.{key} must be one line of printable text, got {value!r}")
    if headers.frame_options not in ("DENY", "SAMEORIGIN"):
        raise ValueError(f"{what}: headers.frame_options must be DENY or SAMEORIGIN, got {headers.frame_options!r}")
    if headers.hsts_days < 1:
        raise ValueError(f"{what}: headers.hsts_days must be at least 1, got {headers.hsts_days}")
    if headers.hsts_preload and not (headers.hsts_subdomains and headers.hsts_days >= PRELOAD_DAYS):
        raise ValueError(
            f"{what}: headers.hsts_preload needs hsts_subdomains and hsts_days of {PRELOAD_DAYS} or more, "
            f"got {headers.hsts_subdomains} and {headers.hsts_days} (https://hstspreload.org)"
        )


def _custom_headers(headers: SecurityHeaders, noindex: bool) -> dict[str, str]:
    """https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag"""
    robots = {"X-Robots-Tag": "noindex, nofollow"} if noindex else {}
    return {"Permissions-Policy": headers.permissions_policy, **robots}


def _security_headers(
    headers: SecurityHeaders,
) -> aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict:
    return {
        "content_security_policy": {"content_security_policy": headers.content_security_policy, "override": True},
        "content_type_options": {"override": True},
        "frame_options": {"frame_option": headers.frame_options, "override": True},
        "referrer_policy": {"referrer_policy": headers.referrer_policy, "override": True},
        "strict_transport_security": {
            "access_control_max_age_sec": headers.hsts_days * _SECONDS_A_DAY,
            "include_subdomains": headers.hsts_subdomains,
            "preload": headers.hsts_preload,
            "override": True,
        },
    }
