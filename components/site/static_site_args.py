"""What a StaticSite takes, and what it does not."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi

from components import rules
from components.context import Context
from components.site.response_headers import SecurityHeaders, judge_headers
from components.site.waf import judge_rate_limit
from publish.retention import MOST_RELEASES

_PRICE_CLASS = rules.one_of("PriceClass_100", "PriceClass_200", "PriceClass_All")


class StaticSiteArgs(TypedDict):
    """Inputs of StaticSite."""

    context: Context
    """Names, account, region and tags of the stack."""
    aliases: NotRequired[Sequence[str]]
    """Every host name served. Default: none, the site is reached by the name that CloudFront gives it."""
    certificate_arn: NotRequired[pulumi.Input[str] | None]
    """A certificate in us-east-1 for all aliases. Required with aliases."""
    canonical_host: NotRequired[str | None]
    """One of the aliases, to which its www twin or apex redirects. Default: none, no redirect."""
    index_document: NotRequired[str]
    """Page of a directory. Default: "index.html"."""
    not_found: NotRequired[str]
    """Page for a missing file, sent with status 404. Default: "404.html"."""
    spa: NotRequired[bool]
    """Whether a missing file is answered with the index document and status 200, which is also what a request gets
    that the web ACL's managed rules block. Default: False."""
    price_class: NotRequired[str]
    """Where CloudFront serves from. Default: "PriceClass_100", North America and Europe."""
    geo_allow: NotRequired[Sequence[str]]
    """The only countries that may see the site, as ISO 3166-1 codes of two letters. Default: all."""
    geo_block: NotRequired[Sequence[str]]
    """Countries that may not. Default: none."""
    minimum_tls_version: NotRequired[str]
    """CloudFront security policy for the aliases. Default: "TLSv1.2_2021"; newer ones are taken, older ones not."""
    kms: NotRequired[bool]
    """Whether the content is encrypted with a key of the stack's own. Default: False, with S3's (SSE-S3)."""
    noncurrent_days: NotRequired[int]
    """Days for which overwritten and deleted content is kept. Default: 30."""
    keep_releases: NotRequired[int]
    """Releases of which every object is kept, however old; 1 to 45. Default: 5."""
    previews: NotRequired[bool]
    """Whether previews of pull requests are served under "/.previews/", on the site's own origin. Default: False."""
    log_retention_days: NotRequired[int]
    """Days for which access logs are kept. Default: 365."""
    waf_rate_limit: NotRequired[int | None]
    """Requests in five minutes from one address; more are refused. Default: none, no web ACL at all."""
    headers: NotRequired[SecurityHeaders]
    """Values of the security headers. Default: the strictest."""
    protect: NotRequired[bool]
    """Whether the buckets are kept from deletion. Default: False, destroy removes them with all that is in them."""


def judge(name: str, args: StaticSiteArgs) -> None:
    def refuse(problem: str) -> ValueError:
        return ValueError(f"StaticSite {name!r}: {problem}")

    aliases, geo_allow, geo_block = args.get("aliases", ()), args.get("geo_allow", ()), args.get("geo_block", ())
    judged: list[tuple[str, str, rules.Rule]] = [
        *(("aliases", host, rules.HOST_OR_WILDCARD) for host in aliases),
        ("index_document", args.get("index_document", "index.html"), rules.FILE_NAME),
        ("not_found", args.get("not_found", "404.html"), rules.PAGE),
        ("price_class", args.get("price_class", "PriceClass_100"), _PRICE_CLASS),
        ("minimum_tls_version", args.get("minimum_tls_version", "TLSv1.2_2021"), rules.TLS_POLICY),
        *(("geo_allow", country, rules.COUNTRY) for country in geo_allow),
        *(("geo_block", country, rules.COUNTRY) for country in geo_block),
    ]
    for key, value, rule in judged:
        if not rule.holds(value):
            raise refuse(f"{key} must be {rule.allowed}, got {value!r}")
    canonical_host = args.get("canonical_host")
    if bool(aliases) != (args.get("certificate_arn") is not None):
        raise refuse(f"aliases ({list(aliases)}) and certificate_arn go together: give both or neither")
    if canonical_host and canonical_host not in aliases:
        raise refuse(f"canonical_host must be one of aliases ({list(aliases)}), got {canonical_host!r}")
    if geo_allow and geo_block:
        raise refuse("geo_allow and geo_block exclude each other: give one of them")
    if args.get("spa") and (geo_allow or geo_block):
        # CloudFront refuses a country with 403, which a single-page application answers with its index document.
        raise refuse("spa would show a refused country the site: leave out geo_allow and geo_block, or spa")
    for key, days in (
        ("noncurrent_days", args.get("noncurrent_days", 30)),
        ("log_retention_days", args.get("log_retention_days", 365)),
    ):
        if days < 1:
            raise refuse(f"{key} must be at least 1, got {days}")
    if not 1 <= (kept := args.get("keep_releases", 5)) <= MOST_RELEASES:
        raise refuse(f"keep_releases must be from 1 to {MOST_RELEASES}, got {kept}")
    if (limit := args.get("waf_rate_limit")) is not None:
        judge_rate_limit(f"StaticSite {name!r}: waf_rate_limit", limit)
    judge_headers(f"StaticSite {name!r}", args.get("headers", SecurityHeaders()))
