"""The headers that tell a browser what a page may do, on every answer of a distribution."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components import rules
from components.context import Context
from components.settings.faults import Fault, Wrong
from components.settings.setting import Options, flag, setting
from components.settings.validation import validate
from publish.layout import DEFAULT_CSP

_PRELOAD_DAYS = 365
_OF_S3 = (
    "Server",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-version-id",
)
"""Headers that S3 sends along with an object, of which one names the account."""

_FRAMED_BY_NOBODY, _FRAMED_BY_ITSELF = "frame-ancestors 'none'", "frame-ancestors 'self'"
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class SecurityHeaders(Options):
    """Each header's value. The defaults are the strictest that a site of plain files can have.

    nosniff is always sent: a page that relies on a guessed content type has none that can be trusted.
    https://developer.mozilla.org/docs/Web/Security/Practical_implementation_guides
    """

    content_security_policy: str = setting(
        DEFAULT_CSP,
        rules.LINE,
        "The Content-Security-Policy header: what a page may load, and who may frame it. By default, only the site's "
        "own files and images within them; no frames but with frameOptions SAMEORIGIN, no plugins.",
    )
    frame_options: str = setting(
        "DENY",
        rules.one_of("DENY", "SAMEORIGIN"),
        "Whether other pages may frame the site: the X-Frame-Options header, and frame-ancestors of the default "
        "contentSecurityPolicy.",
    )
    referrer_policy: str = setting(
        "strict-origin-when-cross-origin",
        rules.REFERRER_POLICY,
        "The Referrer-Policy header: what another site learns of the page that a visitor came from.",
    )
    permissions_policy: str = setting(
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        rules.LINE,
        "The Permissions-Policy header: which of a visitor's devices a page may use. By default, none of these five.",
    )
    hsts_days: int = setting(365, rules.DAYS, "Days for which browsers insist on HTTPS.")
    hsts_subdomains: bool = flag(
        False,
        "Whether browsers insist on HTTPS for every name below the site's as well, for hstsDays from their last visit: "
        "those of other people and of an intranet too.",
    )
    hsts_preload: bool = flag(
        False,
        "Offers the domain to the browsers' own lists (hstspreload.org), from which it is hard to get off.",
    )

    @property
    def policy(self) -> str:
        """The Content-Security-Policy that is sent. The default one lets those frame the site whom frame_options lets.

        Browsers that know frame-ancestors take no notice of X-Frame-Options:
        https://www.w3.org/TR/CSP3/#frame-ancestors-and-frame-options
        """
        if self.content_security_policy == DEFAULT_CSP and self.frame_options == "SAMEORIGIN":
            return DEFAULT_CSP.replace(_FRAMED_BY_NOBODY, _FRAMED_BY_ITSELF)
        return self.content_security_policy

    def faults(self) -> Iterator[Fault]:
        """Two headers that agree on frames, and HSTS as the browsers' lists demand it.

        They take a domain only with its subdomains and for a year: https://hstspreload.org.
        """
        nobody = _framed_by_nobody(self.policy)
        if nobody is False and self.frame_options == "DENY":
            allowed = f"without frame-ancestors or with {_FRAMED_BY_NOBODY} where frame_options is DENY; or set "
            yield Wrong("content_security_policy", f"{allowed}frame_options to SAMEORIGIN")
        if nobody and self.frame_options == "SAMEORIGIN":
            allowed = f"with {_FRAMED_BY_ITSELF} where frame_options is SAMEORIGIN; or set frame_options to DENY"
            yield Wrong("content_security_policy", allowed)
        if self.hsts_preload and not (self.hsts_subdomains and self.hsts_days >= _PRELOAD_DAYS):
            allowed = f"false, or with hsts_subdomains true and hsts_days of {_PRELOAD_DAYS} or more"
            yield Wrong("hsts_preload", allowed)


def _framed_by_nobody(policy: str) -> bool | None:
    """Whether frame-ancestors admits nobody; None without that directive. The first of several counts.

    https://www.w3.org/TR/CSP3/#parse-serialized-policy
    """
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() == "frame-ancestors":
            return [source.lower() for source in sources] in ([], ["'none'"])
    return None


class ResponseHeadersArgs(TypedDict):
    """Inputs of ResponseHeaders."""

    context: Context
    """Names of the stack."""
    headers: SecurityHeaders
    """The values."""
    previews: NotRequired[bool]
    """Whether the answers are previews: search engines leave them out, and no browser keeps them. Default: False."""


class ResponseHeaders(pulumi.ComponentResource):
    """A response headers policy that sets the security headers, overrides those of the origin and hides S3's own.

    Child: {name}-policy.
    Raises ValueError for headers that break a rule of SecurityHeaders.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """

    id: pulumi.Output[str]
    """The response_headers_policy_id of a cache behavior."""

    def __init__(self, name: str, args: ResponseHeadersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, headers = args["context"], args["headers"]
        validate(f"ResponseHeaders {name!r}", headers)
        super().__init__("secure-site:components:ResponseHeaders", name, {}, opts)
        policy = aws.cloudfront.ResponseHeadersPolicy(
            f"{name}-policy",
            name=f"{context.prefix}-{'previews' if args.get('previews') else 'security'}-headers",
            comment=f"Security headers of {context.prefix}",
            security_headers_config=_security_headers(headers),
            custom_headers_config={
                "items": [
                    {"header": header, "value": value, "override": True}
                    for header, value in _custom_headers(headers, args.get("previews", False)).items()
                ]
            },
            remove_headers_config={"items": [{"header": header} for header in _OF_S3]},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id = policy.id
        self.register_outputs({"id": self.id})


def _custom_headers(headers: SecurityHeaders, previews: bool) -> dict[str, str]:
    """https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag

    Two previews may be at one address, one after the other: what a browser kept of the first is none of the second.
    """
    own = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"} if previews else {}
    return {"Permissions-Policy": headers.permissions_policy, **own}


def _security_headers(
    headers: SecurityHeaders,
) -> aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict:
    return {
        "content_security_policy": {"content_security_policy": headers.policy, "override": True},
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
