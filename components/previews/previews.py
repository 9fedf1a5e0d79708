"""Previews of pull requests at an origin of their own: nothing of the site is reachable from there."""

import base64
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow, deny
from components.previews.options import PreviewOptions
from components.previews.preview_request import preview_request_code
from components.settings.validation import validate
from components.site.access_logs import AccessLogs
from components.site.alias_records import AliasRecords
from components.site.certificate import Certificate
from components.site.distribution import cache_behavior, restrictions, viewer_certificate
from components.site.edge_function import edge_function
from components.site.options import DomainOptions, SiteOptions
from components.site.private_origin import private_origin
from components.site.response_headers import ResponseHeaders, SecurityHeaders
from components.site.viewer_response import ViewerResponse
from components.storage.bucket import SecureBucket
from components.storage.options import StorageOptions
from publish.layout import PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX, SETTINGS_KEY

PURPOSE = "previews"
"""The bucket is "{prefix}-previews-{account_id}"."""

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""Id of the managed cache policy that keeps nothing: a preview that is deleted is gone at once, and at every edge.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""

_NONCURRENT_DAYS = 1
_CLOUDFRONT = {"Service": "cloudfront.amazonaws.com"}


class PreviewsArgs(TypedDict):
    """Inputs of Previews."""

    context: Context
    """Names, account, region and tags of the stack."""
    previews: PreviewOptions
    """Where the previews are, who sees them, and how long."""
    site: SiteOptions
    """How the pages of the site are found: those of its previews are found in the same way."""
    headers: SecurityHeaders
    """Values of the security headers."""
    storage: StorageOptions
    """What is logged of visitors."""
    log_bucket: pulumi.Input[str]
    """Bucket for access logs, once its policy lets in those of PURPOSE."""


class Previews(pulumi.ComponentResource):
    """A private bucket with previews, served by a distribution that caches nothing and that search engines leave out.

    Children: components {name}-content (SecureBucket), {name}-headers, {name}-viewer-response, {name}-access-logs; with
    preview_domain {name}-certificate and {name}-aliases; resources {name}-function, {name}-origin-access,
    {name}-distribution and {name}-settings, the object from which the workflows read where previews are.
    Raises ValueError, before the first resource, for options that break their rules.
    """

    bucket_name: str
    """Name of the bucket; known without asking the cloud."""
    distribution_id: pulumi.Output[str]
    """Id of the distribution."""
    address: pulumi.Output[str]
    """Address of a preview with NAME in place of its name, for example "https://NAME.previews.example.net/"."""

    def __init__(self, name: str, args: PreviewsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(f"Previews {name!r}", args["previews"], args["site"], args["headers"], args["storage"])
        super().__init__("secure-site:components:Previews", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        domain = _domain(args["previews"])
        certificate = (
            Certificate(f"{name}-certificate", {"context": args["context"], "domain": domain}, child)
            if domain
            else None
        )
        content = _bucket(name, args, child)
        distribution = _distribute(name, args, content, certificate, child)
        content.set_policy(*_only_for(distribution, content), _only_previews(content))
        if domain:
            AliasRecords(
                f"{name}-aliases",
                {
                    "domain": domain,
                    "target_domain": distribution.domain_name,
                    "target_zone_id": distribution.hosted_zone_id,
                },
                child,
            )
        AccessLogs(
            f"{name}-access-logs",
            {
                "context": args["context"],
                "distribution_arn": distribution.arn,
                "log_bucket_arn": pulumi.Output.concat("arn:aws:s3:::", args["log_bucket"]),
                "visitor_address": args["storage"].log_visitor_address,
                "purpose": PURPOSE,
            },
            child,
        )
        self.bucket_name, self.distribution_id = content.name, distribution.id
        self.address = _address(args["previews"], distribution)
        _tell_workflows(name, args, content, self.address, child)
        self.register_outputs(
            {"bucketName": self.bucket_name, "distributionId": self.distribution_id, "address": self.address}
        )


def _domain(previews: PreviewOptions) -> DomainOptions | None:
    """One wildcard for all hosts of previews, as certificate and records take it."""
    if previews.preview_domain is None:
        return None
    return DomainOptions(domain=f"*.{previews.preview_domain}", zone_id=previews.preview_zone_id)


def _bucket(name: str, args: PreviewsArgs, child: pulumi.ResourceOptions) -> SecureBucket:
    """It is never protected: what is in it can be built again."""
    days = args["previews"].preview_days
    return SecureBucket(
        f"{name}-content",
        {
            "context": args["context"],
            "purpose": PURPOSE,
            "noncurrent_days": _NONCURRENT_DAYS,
            "expire_days": dict.fromkeys((PREVIEWS_PREFIX, PREVIEW_MANIFESTS_PREFIX), days),
            "log_bucket": args["log_bucket"],
        },
        child,
    )


def _distribute(
    name: str,
    args: PreviewsArgs,
    content: SecureBucket,
    certificate: Certificate | None,
    child: pulumi.ResourceOptions,
) -> aws.cloudfront.Distribution:
    context, site, previews = args["context"], args["site"], args["previews"]
    headers = ResponseHeaders(
        f"{name}-headers", {"context": context, "headers": args["headers"], "previews": True}, child
    )
    request = edge_function(
        name,
        context,
        "preview-request",
        "Previews, passwords and paths",
        preview_request_code(context, site, previews.preview_domain, previews.preview_password),
        child,
    )
    response = ViewerResponse(f"{name}-viewer-response", {"context": context, "purpose": "preview-response"}, child)
    origin = private_origin(
        name,
        context,
        PURPOSE,
        f"The distribution of {context.prefix} for previews signs what it asks their bucket",
        content,
        child,
    )
    return aws.cloudfront.Distribution(
        f"{name}-distribution",
        comment=f"{context.prefix} {PURPOSE}",
        enabled=True,
        is_ipv6_enabled=True,
        http_version="http2and3",
        price_class=site.price_class,
        default_root_object=site.index_document,
        aliases=[f"*.{previews.preview_domain}"] if previews.preview_domain else None,
        origins=[origin],
        default_cache_behavior={
            **cache_behavior(PURPOSE, headers.id, request.arn, response.arn),
            "cache_policy_id": CACHING_DISABLED,
        },
        # The site's countries: what a site keeps from some, its previews do as well.
        restrictions=restrictions(site.geo_allow, site.geo_block),
        viewer_certificate=viewer_certificate(certificate.arn if certificate else None, site.minimum_tls_version),
        tags=context.tags,
        opts=child,
    )


def _only_for(distribution: aws.cloudfront.Distribution, content: SecureBucket) -> list[Statement]:
    """Reading, and being told what is missing: to a caller that may not list the bucket, S3 answers 403 for both."""
    own = {"StringEquals": {"aws:SourceArn": distribution.arn}}
    return [
        allow(
            "s3:GetObject",
            f"{content.arn}/{PREVIEWS_PREFIX}*",
            sid="OnlyThisDistribution",
            principals=_CLOUDFRONT,
            conditions=own,
        ),
        allow("s3:ListBucket", content.arn, sid="MissingIsNotDenied", principals=_CLOUDFRONT, conditions=own),
    ]


def _only_previews(content: SecureBucket) -> Statement:
    """No viewer reads the manifests, or the settings of the workflows."""
    return deny(
        "s3:GetObject",
        [f"{content.arn}/{PREVIEW_MANIFESTS_PREFIX}*", f"{content.arn}/{SETTINGS_KEY}"],
        sid="NotAPreview",
        principals=_CLOUDFRONT,
    )


def _address(previews: PreviewOptions, distribution: aws.cloudfront.Distribution) -> pulumi.Output[str]:
    if previews.preview_domain:
        return pulumi.Output.from_input(f"https://NAME.{previews.preview_domain}/")
    return pulumi.Output.concat("https://", distribution.domain_name, f"/{PREVIEWS_PREFIX}NAME/")


def _tell_workflows(
    name: str, args: PreviewsArgs, content: SecureBucket, address: pulumi.Output[str], child: pulumi.ResourceOptions
) -> None:
    """Writes what publishing a preview has to know of the stack, where the role of the workflows can read it."""
    site = args["site"]
    settings = pulumi.Output.json_dumps(
        {
            "address": address,
            "contentSecurityPolicy": args["headers"].policy,
            "indexDocument": site.index_document,
            "singlePageApp": site.single_page_app,
            "prerendered": list(site.prerendered_pages),
            "redirected": [redirect.from_ for redirect in site.redirects],
        }
    )
    aws.s3.BucketObjectv2(
        f"{name}-settings",
        bucket=content.bucket,
        key=SETTINGS_KEY,
        content_base64=settings.apply(lambda text: base64.b64encode(text.encode()).decode()),
        content_type="application/json",
        tags=args["context"].object_tags,
        opts=child,
    )
