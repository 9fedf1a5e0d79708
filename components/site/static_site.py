"""A static site: a private bucket that only its own CloudFront distribution reads."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow, deny
from components.settings.validation import validate
from components.site.access_logs import ACCESS_LOG_PREFIX, AccessLogs, deliver_logs
from components.site.distribution import cache_behavior, error_pages, restrictions, viewer_certificate
from components.site.options import DomainOptions, SiteOptions
from components.site.pricing_plan import subscribe
from components.site.private_origin import private_origin
from components.site.response_headers import ResponseHeaders, SecurityHeaders
from components.site.viewer_request import ViewerRequest
from components.site.viewer_response import ViewerResponse
from components.site.waf import WebFirewall, WebFirewallArgs
from components.storage.bucket import BUCKET_LOG_PREFIX, SecureBucket, write_access_logs
from components.storage.content import content_bucket
from components.storage.encryption_key import EncryptionKey, use_through_s3
from components.storage.options import StorageOptions
from publish.layout import PREVIEWS_PREFIX, RELEASES_PREFIX

_CONTENT = "content"
"""Purpose of the content bucket, as its distribution names it."""

_CLOUDFRONT = {"Service": "cloudfront.amazonaws.com"}


class StaticSiteArgs(TypedDict):
    """Inputs of StaticSite."""

    context: Context
    """Names, account, region and tags of the stack."""
    domain: NotRequired[DomainOptions | None]
    """The names that are served. Default: none, the site is reached by the name that CloudFront gives it."""
    certificate_arn: NotRequired[pulumi.Input[str] | None]
    """A certificate in us-east-1 for all names of the domain. Required with domain."""
    site: SiteOptions
    """How pages are found, protected and delivered."""
    headers: SecurityHeaders
    """Values of the security headers."""
    storage: StorageOptions
    """How content and logs are encrypted and kept."""
    enabled: NotRequired[bool]
    """Whether the distribution answers viewers. Default: True."""
    logged: NotRequired[Sequence[str]]
    """Purposes of further buckets with a distribution of their own, whose logs the log bucket takes. Default: none."""


class StaticSite(pulumi.ComponentResource):
    """Content in a private bucket, served over TLS by CloudFront, with security headers and access logs.

    Children: components {name}-content, {name}-logs (SecureBucket), {name}-headers, {name}-viewer-request,
    {name}-viewer-response, {name}-access-logs; with customer_key or kept keys
    {name}-encryption, with waf_rate_limit {name}-waf; resources {name}-origin-access, {name}-distribution and, with a
    pricing_plan, {name}-plan.
    Raises ValueError, before the first resource, for options that break their rules and for a domain without a
    certificate.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """

    bucket_name: str
    """Name of the content bucket; known without asking the cloud."""
    bucket_arn: str
    """ARN of the content bucket; known without asking the cloud."""
    key_arn: pulumi.Output[str] | None
    """ARN of the content's key, which a publisher must be allowed to use. None without customer_key or kept keys."""
    distribution_id: pulumi.Output[str]
    """Id of the distribution, which an invalidation names."""
    distribution_arn: pulumi.Output[str]
    """ARN of the distribution, the resource of the permission to invalidate."""
    domain_name: pulumi.Output[str]
    """The name that CloudFront gives the site: target of DNS records."""
    hosted_zone_id: pulumi.Output[str]
    """Zone of domain_name, for alias records."""
    log_bucket_name: pulumi.Output[str]
    """Name of the bucket for access logs, once it accepts them. It takes those of the artifact bucket as well."""

    def __init__(self, name: str, args: StaticSiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _validate(name, args)
        super().__init__("secure-site:components:StaticSite", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, storage = args["context"], args["storage"]
        key = (
            EncryptionKey(
                f"{name}-encryption", {"context": context, "purpose": "content", "protect": storage.protect}, child
            )
            if storage.has_keys
            else None
        )
        logs = _log_bucket(name, args, child)
        others = args.get("logged", ())
        log_policy = logs.set_policy(
            *(statement for purpose in ("", *others) for statement in deliver_logs(context, logs.arn, purpose)),
            write_access_logs(context, logs.arn, *others),
        )
        content = _content_bucket(name, args, key, log_policy.bucket, child)
        web_acl = _web_acl(name, args, child)
        distribution = _distribute(name, args, content, web_acl, child)
        if args["site"].has_plan and web_acl is not None:
            subscribe(name, args["site"].pricing_plan, distribution.arn, web_acl, child)
        content.set_policy(*_only_for(distribution, content), _keep_from_viewers(content))
        if key:
            key.set_policy(use_through_s3(context), _decrypt_for(distribution))
        AccessLogs(
            f"{name}-access-logs",
            {
                "context": context,
                "distribution_arn": distribution.arn,
                "log_bucket_arn": pulumi.Output.concat("arn:aws:s3:::", log_policy.bucket),
                "visitor_address": storage.log_visitor_address,
            },
            child,
        )
        self.bucket_name, self.bucket_arn = content.name, content.arn
        self.key_arn = key.arn if key else None
        self.distribution_id, self.distribution_arn = distribution.id, distribution.arn
        self.domain_name, self.hosted_zone_id = distribution.domain_name, distribution.hosted_zone_id
        self.log_bucket_name = log_policy.bucket
        self.register_outputs(
            {
                "bucketName": self.bucket_name,
                "distributionId": self.distribution_id,
                "distributionArn": self.distribution_arn,
                "domainName": self.domain_name,
                "hostedZoneId": self.hosted_zone_id,
                "logBucketName": self.log_bucket_name,
                "keyArn": self.key_arn,
            }
        )


def _validate(name: str, args: StaticSiteArgs) -> None:
    component, domain = f"StaticSite {name!r}", args.get("domain")
    validate(component, domain, args["site"], args["headers"], args["storage"])
    if (domain is None) != (args.get("certificate_arn") is None):
        raise ValueError(f"{component}: domain and certificate_arn go together: give both or neither")
    owner = _account_of(args.get("certificate_arn"))
    if owner not in (None, args["context"].account_id):
        raise ValueError(
            f"{component}: the certificate is in account {owner}, and must be in that of the distribution, "
            f"{args['context'].account_id}: request or import one there"
        )


def _account_of(arn: pulumi.Input[str] | None) -> str | None:
    """The account in an ARN that is known already."""
    return arn.split(":")[4] if isinstance(arn, str) else None


def _log_bucket(name: str, args: StaticSiteArgs, child: pulumi.ResourceOptions) -> SecureBucket:
    """S3 does not deliver access logs to a bucket with a customer's key. This bucket has no access logs of its own,
    because they would log themselves for ever.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return SecureBucket(
        f"{name}-logs",
        {
            "context": args["context"],
            "purpose": "logs",
            "versioned": False,
            "expire_days": {
                ACCESS_LOG_PREFIX: args["storage"].access_log_days,
                BUCKET_LOG_PREFIX: args["storage"].log_retention_days,
            },
            "protect": args["storage"].protect,
        },
        child,
    )


def _content_bucket(
    name: str,
    args: StaticSiteArgs,
    key: EncryptionKey | None,
    log_bucket: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> SecureBucket:
    return SecureBucket(
        f"{name}-content",
        {
            **content_bucket(args["context"], args["storage"]),
            "key_arn": key.arn if key and args["storage"].customer_key else None,
            "log_bucket": log_bucket,
        },
        child,
    )


def _distribute(
    name: str,
    args: StaticSiteArgs,
    content: SecureBucket,
    web_acl: pulumi.Output[str] | None,
    child: pulumi.ResourceOptions,
) -> aws.cloudfront.Distribution:
    context, site, domain = args["context"], args["site"], args.get("domain")
    headers = ResponseHeaders(f"{name}-headers", {"context": context, "headers": args["headers"]}, child)
    request = ViewerRequest(
        f"{name}-viewer-request",
        {
            "context": context,
            "index_document": site.index_document,
            "canonical_host": domain.canonical_host if domain else None,
            "single_page_app": site.single_page_app,
            "prerendered": site.prerendered_pages,
            "redirects": site.redirects,
        },
        child,
    )
    response = ViewerResponse(f"{name}-viewer-response", {"context": context}, child)
    origin = private_origin(
        name,
        context,
        _CONTENT,
        f"The distribution of {context.prefix} signs what it asks the content bucket",
        content,
        child,
    )
    return aws.cloudfront.Distribution(
        f"{name}-distribution",
        comment=context.prefix,
        enabled=args.get("enabled", True),
        is_ipv6_enabled=True,
        http_version="http2and3",
        price_class=site.price_class,
        default_root_object=site.index_document,
        aliases=list(domain.names) if domain else None,
        origins=[origin],
        default_cache_behavior=cache_behavior(_CONTENT, headers.id, request.arn, response.arn),
        custom_error_responses=error_pages(site.not_found_page),
        restrictions=restrictions(site.geo_allow, site.geo_block),
        viewer_certificate=viewer_certificate(args.get("certificate_arn"), site.minimum_tls_version),
        web_acl_id=web_acl,
        tags=context.tags,
        opts=child,
    )


def _web_acl(name: str, args: StaticSiteArgs, child: pulumi.ResourceOptions) -> pulumi.Output[str] | None:
    limit = args["site"].waf_rate_limit
    if limit is None:
        return None
    firewall: WebFirewallArgs = {
        "context": args["context"],
        "rate_limit": limit,
        "count_only": args["site"].waf_count_only,
    }
    return WebFirewall(f"{name}-waf", firewall, child).arn


def _only_for(distribution: aws.cloudfront.Distribution, content: SecureBucket) -> list[Statement]:
    """Reading, and being told what is missing: to a caller that may not list the bucket, S3 answers 403 for both.

    No listing gets out: the viewer-request function leaves no path "/", and no query string is forwarded.
    AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    return [
        allow(
            action,
            resource,
            sid=sid,
            principals=_CLOUDFRONT,
            conditions={"StringEquals": {"aws:SourceArn": distribution.arn}},
        )
        for sid, action, resource in (
            ("OnlyThisDistribution", "s3:GetObject", f"{content.arn}/*"),
            ("MissingIsNotDenied", "s3:ListBucket", content.arn),
        )
    ]


def _keep_from_viewers(content: SecureBucket) -> Statement:
    """Hides what is beside the site in its bucket: the manifests of releases, and previews of an earlier version."""
    hidden = [f"{content.arn}/{prefix}*" for prefix in (RELEASES_PREFIX, PREVIEWS_PREFIX)]
    return deny("s3:GetObject", hidden, sid="NotTheSite", principals=_CLOUDFRONT)


def _decrypt_for(distribution: aws.cloudfront.Distribution) -> Statement:
    return allow(
        "kms:Decrypt",
        "*",
        sid="OnlyThisDistribution",
        principals=_CLOUDFRONT,
        conditions={"StringEquals": {"aws:SourceArn": distribution.arn}},
    )
