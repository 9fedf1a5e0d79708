"""A private static site and the pipeline that publishes it: settings, components, exports."""

import pulumi
import pulumi_aws as aws

from components.alerts.watch import Watch
from components.context import Context
from components.iam.boundary import PermissionsBoundary, boundary_of_foundation
from components.pipeline.buildspec import Publication
from components.pipeline.delivery_pipeline import DeliveryPipeline
from components.pipeline.source import OAuthSource
from components.pipeline.webhook import github_provider
from components.settings.load import load
from components.site.alias_records import AliasRecords
from components.site.certificate import Certificate
from components.site.static_site import StaticSite

config = load()
context = Context(
    project=pulumi.get_project(),
    stack=pulumi.get_stack(),
    account_id=aws.get_caller_identity().account_id,
    region=config.region,
    tags={
        **config.tags,
        "Project": pulumi.get_project(),
        "Stack": pulumi.get_stack(),
        "ManagedBy": "Pulumi",
    },
)
domain, storage, source = config.domain, config.storage, config.delivery.source

boundary_arn = (
    boundary_of_foundation(context) if config.foundation else PermissionsBoundary("boundary", {"context": context}).arn
)

certificate = (
    Certificate(
        "certificate",
        {"context": context, "domain": domain.name, "aliases": domain.aliases, "zone_id": domain.zone_id},
    )
    if domain
    else None
)

site = StaticSite(
    "site",
    {
        "context": context,
        "aliases": domain.names if domain else (),
        "certificate_arn": certificate.arn if certificate else None,
        "canonical_host": domain.canonical_host if domain else None,
        "index_document": config.site.index_document,
        "not_found": config.site.not_found,
        "spa": config.site.spa,
        "price_class": config.site.price_class,
        "geo_allow": config.site.geo_allow,
        "geo_block": config.site.geo_block,
        "minimum_tls_version": config.site.minimum_tls_version,
        "waf_rate_limit": config.site.waf_rate_limit,
        "headers": config.site.headers,
        "kms": storage.customer_key,
        "noncurrent_days": storage.noncurrent_days,
        "keep_releases": storage.keep_releases,
        "previews": config.site.previews,
        "log_retention_days": storage.log_retention_days,
        "protect": storage.protect,
    },
)

if domain:
    AliasRecords(
        "aliases",
        {
            "names": domain.names,
            "zone_id": domain.zone_id,
            "target_domain": site.domain_name,
            "target_zone_id": site.hosted_zone_id,
        },
    )

delivery = DeliveryPipeline(
    "delivery",
    {
        "context": context,
        "source": source,
        "content_bucket": site.bucket_name,
        "content_key_arn": site.key_arn,
        "distribution_id": site.distribution_id,
        "distribution_arn": site.distribution_arn,
        "site_url": pulumi.Output.concat("https://", site.domain_name),
        "content_security_policy": config.site.headers.content_security_policy,
        "publication": Publication(config.site.index_document, storage.keep_releases, config.delivery.verify),
        "log_bucket": site.log_bucket_name,
        "build_commands": config.delivery.build_commands,
        "output_directory": config.delivery.output_directory,
        "build_image": config.delivery.build_image,
        "approval": config.delivery.approval,
        "notification_email": config.delivery.notification_email,
        "artifact_days": storage.artifact_days,
        "log_retention_days": storage.log_retention_days,
        "timeout_minutes": config.delivery.timeout_minutes,
        "boundary_arn": boundary_arn,
        "kms": storage.customer_key,
        "protect": storage.protect,
    },
    pulumi.ResourceOptions(providers=[github_provider(source)] if isinstance(source, OAuthSource) else None),
)

Watch(
    "watch",
    {
        "context": context,
        "distribution_id": site.distribution_id,
        "alarm_email": config.watch.alarm_email,
        "error_rate_percent": config.watch.error_rate_percent,
        "monthly_budget_usd": config.watch.monthly_budget_usd,
    },
)

host = (domain.canonical_host or domain.name) if domain else site.domain_name
pulumi.export("siteUrl", pulumi.Output.concat("https://", host, "/"))
pulumi.export("distributionId", site.distribution_id)
pulumi.export("distributionDomain", site.domain_name)
pulumi.export("contentBucket", site.bucket_name)
pulumi.export("pipelineName", delivery.pipeline_name)
pulumi.export(
    "pipelineUrl",
    pulumi.Output.concat(
        f"https://{context.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/",
        delivery.pipeline_name,
        f"/view?region={context.region}",
    ),
)
pulumi.export("artifactBucket", delivery.artifact_bucket)
if delivery.connection_status is not None:
    pulumi.export("connectionStatus", delivery.connection_status)
    pulumi.export(
        "connectionToDo",
        "While connectionStatus is PENDING the pipeline cannot read the repository: open "
        f"https://{context.region}.console.aws.amazon.com/codesuite/settings/connections, choose the connection "
        "and 'Update pending connection'.",
    )
