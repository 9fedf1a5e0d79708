"""A static site: a private bucket that only its own CloudFront distribution reads."""

import pulumi
import pulumi_aws as aws

from components.iam.statements import Statement, allow, deny
from components.site.access_logs import AccessLogs, deliver_logs
from components.site.distribution import cache_behavior, error_pages, restrictions, viewer_certificate
from components.site.response_headers import ResponseHeaders, SecurityHeaders
from components.site.static_site_args import StaticSiteArgs, judge
from components.site.viewer_request import ViewerRequest
from components.site.waf import WebFirewall
from components.storage.bucket import SecureBucket, write_access_logs
from components.storage.encryption_key import EncryptionKey, use_through_s3
from publish.layout import PREVIEW_DAYS, PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX, RELEASES_PREFIX
from publish.retention import noncurrent_versions_to_spare

_ORIGIN_ID = "content"
_CLOUDFRONT = {"Service": "cloudfront.amazonaws.com"}

__all__ = ["StaticSite", "StaticSiteArgs"]


class StaticSite(pulumi.ComponentResource):
    """Content in a private bucket, served over TLS by CloudFront, with security headers and access logs.

    Children: components {name}-content, {name}-logs (SecureBucket), {name}-headers, {name}-viewer-request,
    {name}-access-logs; with kms {name}-encryption, with waf_rate_limit {name}-waf, with previews
    {name}-preview-headers; resources {name}-origin-access and {name}-distribution.
    Raises ValueError for whatever is outside of what the arguments allow, before the first resource.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """

    bucket_name: str
    """Where the content belongs; known without asking the cloud."""
    bucket_arn: str
    """Its ARN; known without asking the cloud."""
    key_arn: pulumi.Output[str] | None
    """Key that who publishes has to be allowed to use. None without kms."""
    distribution_id: pulumi.Output[str]
    """What an invalidation names."""
    distribution_arn: pulumi.Output[str]
    """Resource of the permission to invalidate."""
    domain_name: pulumi.Output[str]
    """The name that CloudFront gives the site: target of DNS records."""
    hosted_zone_id: pulumi.Output[str]
    """Zone of domain_name, which alias records want."""
    log_bucket_name: pulumi.Output[str]
    """Where access logs lie, ready to be written to. Takes those of the stack's artifact bucket as well."""

    def __init__(self, name: str, args: StaticSiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        judge(name, args)
        super().__init__("secure-site:components:StaticSite", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context = args["context"]
        key = (
            EncryptionKey(f"{name}-encryption", {"context": context, "purpose": "content"}, child)
            if args.get("kms")
            else None
        )
        logs = _log_bucket(name, args, child)
        log_policy = logs.admit(deliver_logs(context, logs.arn), write_access_logs(context, logs.arn))
        content = _content_bucket(name, args, key, log_policy.bucket, child)
        distribution = _distribute(name, args, content, child)
        content.admit(_only_for(distribution, content), _keep_from_viewers(args, content))
        if key:
            key.admit(use_through_s3(context), _decrypt_for(distribution))
        AccessLogs(
            f"{name}-access-logs",
            {
                "context": context,
                "distribution_arn": distribution.arn,
                "log_bucket_arn": pulumi.Output.concat("arn:aws:s3:::", log_policy.bucket),
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


def _log_bucket(name: str, args: StaticSiteArgs, child: pulumi.ResourceOptions) -> SecureBucket:
    """S3 does not deliver access logs to a bucket with a customer's key, and this one has no access logs of its own:
    they would write about themselves for ever.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return SecureBucket(
        f"{name}-logs",
        {
            "context": args["context"],
            "purpose": "logs",
            "versioned": False,
            "expire_days": {"": args.get("log_retention_days", 365)},
            "protect": args.get("protect", False),
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
            "context": args["context"],
            "purpose": "content",
            "noncurrent_days": args.get("noncurrent_days", 30),
            "spared_versions": noncurrent_versions_to_spare(args.get("keep_releases", 5)),
            "expire_days": dict.fromkeys((PREVIEWS_PREFIX, PREVIEW_MANIFESTS_PREFIX), PREVIEW_DAYS),
            "key_arn": key.arn if key else None,
            "log_bucket": log_bucket,
            "protect": args.get("protect", False),
        },
        child,
    )


def _distribute(
    name: str, args: StaticSiteArgs, content: SecureBucket, child: pulumi.ResourceOptions
) -> aws.cloudfront.Distribution:
    context, single_page = args["context"], args.get("spa", False)
    index_document = args.get("index_document", "index.html")
    headers = ResponseHeaders(
        f"{name}-headers", {"context": context, "headers": args.get("headers", SecurityHeaders())}, child
    )
    function = ViewerRequest(
        f"{name}-viewer-request",
        {
            "context": context,
            "index_document": index_document,
            "canonical_host": args.get("canonical_host"),
            "single_page": single_page,
        },
        child,
    )
    behavior = cache_behavior(_ORIGIN_ID, headers.id, function.arn)
    origin_access = aws.cloudfront.OriginAccessControl(
        f"{name}-origin-access",
        name=f"{context.prefix}-content",
        description=f"The distribution of {context.prefix} signs what it asks the content bucket",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=child,
    )
    return aws.cloudfront.Distribution(
        f"{name}-distribution",
        comment=context.prefix,
        enabled=True,
        is_ipv6_enabled=True,
        http_version="http2and3",
        price_class=args.get("price_class", "PriceClass_100"),
        default_root_object=index_document,
        aliases=list(args.get("aliases", ())) or None,
        origins=[
            {
                "origin_id": _ORIGIN_ID,
                "domain_name": content.regional_domain_name,
                "origin_access_control_id": origin_access.id,
            }
        ],
        default_cache_behavior=behavior,
        ordered_cache_behaviors=[_previews(name, args, behavior, child)] if args.get("previews") else None,
        custom_error_responses=error_pages(index_document, args.get("not_found", "404.html"), single_page),
        restrictions=restrictions(args.get("geo_allow", ()), args.get("geo_block", ())),
        viewer_certificate=viewer_certificate(
            args.get("certificate_arn"), args.get("minimum_tls_version", "TLSv1.2_2021")
        ),
        web_acl_id=_web_acl(name, args, child),
        tags=context.tags,
        opts=child,
    )


def _previews(
    name: str,
    args: StaticSiteArgs,
    behavior: aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict,
    child: pulumi.ResourceOptions,
) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict:
    """Previews are served as the site is, at a path of their own and hidden from search engines."""
    headers = ResponseHeaders(
        f"{name}-preview-headers",
        {"context": args["context"], "headers": args.get("headers", SecurityHeaders()), "noindex": True},
        child,
    )
    return {**behavior, "path_pattern": f"/{PREVIEWS_PREFIX}*", "response_headers_policy_id": headers.id}


def _web_acl(name: str, args: StaticSiteArgs, child: pulumi.ResourceOptions) -> pulumi.Output[str] | None:
    limit = args.get("waf_rate_limit")
    if limit is None:
        return None
    return WebFirewall(f"{name}-waf", {"context": args["context"], "rate_limit": limit}, child).arn


def _only_for(distribution: aws.cloudfront.Distribution, content: SecureBucket) -> Statement:
    return allow(
        "s3:GetObject",
        f"{content.arn}/*",
        sid="OnlyThisDistribution",
        principals=_CLOUDFRONT,
        conditions={"StringEquals": {"aws:SourceArn": distribution.arn}},
    )


def _keep_from_viewers(args: StaticSiteArgs, content: SecureBucket) -> Statement:
    """What lies beside the site in its bucket: the manifests of releases, and previews where there are none."""
    hidden = [RELEASES_PREFIX] if args.get("previews") else [RELEASES_PREFIX, PREVIEWS_PREFIX]
    return deny(
        "s3:GetObject", [f"{content.arn}/{prefix}*" for prefix in hidden], sid="NotTheSite", principals=_CLOUDFRONT
    )


def _decrypt_for(distribution: aws.cloudfront.Distribution) -> Statement:
    return allow(
        "kms:Decrypt",
        "*",
        sid="OnlyThisDistribution",
        principals=_CLOUDFRONT,
        conditions={"StringEquals": {"aws:SourceArn": distribution.arn}},
    )
