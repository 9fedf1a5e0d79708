"""StaticSite of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components.package.inputs import Domain, Headers, Site, Storage
from components.package.names import Names, context_of
from components.package.translation import options_of
from components.site import static_site
from components.site.options import DomainOptions, SiteOptions
from components.site.response_headers import SecurityHeaders
from components.storage.options import StorageOptions


class StaticSiteArgs(TypedDict):
    """Inputs of StaticSite."""

    names: NotRequired[Names]
    """Names and tags of the site. Default: those of the Pulumi project and stack."""
    domain: NotRequired[Domain]
    """The names that are served. Default: none, the site is reached by the name that CloudFront gives it."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """A certificate in us-east-1 for all names of the domain: arn of a Certificate, or of one that exists. Default: the
    certificateArn of domain. One of the two is required with domain."""
    site: NotRequired[Site]
    """How pages are found, protected and delivered. Default: the default of each."""
    headers: NotRequired[Headers]
    """Values of the security headers. Default: the strictest that a site of plain files can have."""
    storage: NotRequired[Storage]
    """How content and logs are encrypted and kept. Default: the default of each."""


class StaticSite(pulumi.ComponentResource):
    """A private bucket that only its own CloudFront distribution reads, served over TLS with security headers.

    With access logs in a bucket of their own. The content is published by a DeliveryPipeline, or by anyone who may
    write to the bucket.
    """

    bucket_name: pulumi.Output[str]
    """Name of the content bucket."""
    bucket_arn: pulumi.Output[str]
    """ARN of the content bucket."""
    key_arn: pulumi.Output[str] | None
    """ARN of the content's KMS key, which a publisher must be allowed to use. Only with storage.customerKey or with
    kept keys."""
    distribution_id: pulumi.Output[str]
    """Id of the distribution, which an invalidation names."""
    distribution_arn: pulumi.Output[str]
    """ARN of the distribution."""
    domain_name: pulumi.Output[str]
    """The name that CloudFront gives the site: the target of DNS records."""
    hosted_zone_id: pulumi.Output[str]
    """Zone of domainName, for alias records."""
    log_bucket_name: pulumi.Output[str]
    """Name of the bucket for access logs, once it accepts them."""
    content_security_policy: pulumi.Output[str]
    """The Content-Security-Policy that every page is sent with, unless it has one of its own."""

    def __init__(self, name: str, args: StaticSiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        names = args.get("domain")
        domain = None if names is None else options_of(DomainOptions, "domain", names)
        headers = options_of(SecurityHeaders, "headers", args.get("headers"))
        given: static_site.StaticSiteArgs = {
            "context": context_of(args.get("names"), opts),
            "domain": domain,
            "certificate_arn": args.get("certificate_arn") or (domain.certificate_arn if domain else None),
            "site": options_of(SiteOptions, "site", args.get("site")),
            "headers": headers,
            "storage": options_of(StorageOptions, "storage", args.get("storage")),
        }
        super().__init__("secure-site:index:StaticSite", name, {}, opts)
        made = static_site.StaticSite(name, given, pulumi.ResourceOptions(parent=self))
        self.bucket_name = pulumi.Output.from_input(made.bucket_name)
        self.bucket_arn = pulumi.Output.from_input(made.bucket_arn)
        self.key_arn = made.key_arn
        self.distribution_id, self.distribution_arn = made.distribution_id, made.distribution_arn
        self.domain_name, self.hosted_zone_id = made.domain_name, made.hosted_zone_id
        self.log_bucket_name = made.log_bucket_name
        self.content_security_policy = pulumi.Output.from_input(headers.policy)
        self.register_outputs(
            {
                "bucketName": self.bucket_name,
                "bucketArn": self.bucket_arn,
                "keyArn": self.key_arn,
                "distributionId": self.distribution_id,
                "distributionArn": self.distribution_arn,
                "domainName": self.domain_name,
                "hostedZoneId": self.hosted_zone_id,
                "logBucketName": self.log_bucket_name,
                "contentSecurityPolicy": self.content_security_policy,
            }
        )
