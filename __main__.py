"""A private static site and the pipeline that publishes it: settings, components, exports."""

import pulumi
import pulumi_aws as aws

from components.alerts.spending import prices
from components.alerts.watch import Watch
from components.context import Context
from components.deployed import read_deployed
from components.iam.boundary import PermissionsBoundary, boundary_of_foundation
from components.pipeline.delivery_pipeline import DeliveryPipeline
from components.pipeline.webhook import github_provider
from components.previews.previews import PURPOSE, Previews
from components.site.alias_records import AliasRecords
from components.site.certificate import Certificate
from components.site.static_site import StaticSite
from components.stack_settings import load

config = load()
domain = config.domain
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
deployed = read_deployed()
deployed.refuse_loss(context, config.storage)
deployed.refuse_bare_plan(config.site)
is_off = deployed.is_turned_off(has_stop=config.alerts.stop_at_usd is not None)
if is_off:
    pulumi.log.warn(f"the site is turned off and stays so; to turn it on: make start STACK={context.stack}")

boundary_arn = (
    boundary_of_foundation(context)
    if config.foundation
    else PermissionsBoundary("boundary", {"context": context, "connection_arn": config.source.connection_arn}).arn
)

certificate = (
    Certificate("certificate", {"context": context, "domain": domain})
    if domain and domain.certificate_arn is None
    else None
)
given_certificate_arn = domain.certificate_arn if domain else None

site = StaticSite(
    "site",
    {
        "context": context,
        "domain": domain,
        "certificate_arn": certificate.arn if certificate else given_certificate_arn,
        "site": config.site,
        "headers": config.headers,
        "storage": config.storage,
        "enabled": not is_off,
        "logged": [PURPOSE] if config.previews else [],
    },
)

aliases = (
    AliasRecords(
        "aliases",
        {"domain": domain, "target_domain": site.domain_name, "target_zone_id": site.hosted_zone_id},
    )
    if domain and domain.dns
    else None
)
# Without records of the stack's own, only CloudFront's name is known to lead to the site.
site_url = pulumi.Output.concat("https://", aliases.host if aliases else site.domain_name)

delivery = DeliveryPipeline(
    "delivery",
    {
        "context": context,
        "source": config.source,
        "pipeline": config.pipeline,
        "site": config.site,
        "storage": config.storage,
        "content_bucket": site.bucket_name,
        "content_key_arn": site.key_arn,
        "distribution_id": site.distribution_id,
        "distribution_arn": site.distribution_arn,
        "site_url": site_url,
        "content_security_policy": config.headers.policy,
        "log_bucket": site.log_bucket_name,
        "boundary_arn": boundary_arn,
    },
    pulumi.ResourceOptions(providers=[github_provider(config.source)] if config.source.is_oauth else None),
)

previews = (
    Previews(
        "previews",
        {
            "context": context,
            "previews": config.previews,
            "site": config.site,
            "headers": config.headers,
            "storage": config.storage,
            "log_bucket": site.log_bucket_name,
        },
    )
    if config.previews
    else None
)

watch = Watch(
    "watch",
    {
        "context": context,
        "distribution_id": site.distribution_id,
        "alerts": config.alerts,
        "stoppable": {
            "distribution_arn": site.distribution_arn,
            "prices": prices(config.site.price_class, has_web_acl=config.site.waf_rate_limit is not None),
            "boundary_arn": boundary_arn,
        },
    },
)

pulumi.export("region", context.region)
pulumi.export("siteUrl", pulumi.Output.concat(site_url, "/"))
pulumi.export("distributionId", site.distribution_id)
pulumi.export("distributionDomain", site.domain_name)
if domain and not domain.dns:
    pulumi.export("dnsRecords", dict.fromkeys(domain.names, site.domain_name))
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
if previews:
    pulumi.export("previewAddress", previews.address)
    pulumi.export("previewBucket", previews.bucket_name)
    pulumi.export("previewDistributionId", previews.distribution_id)
if keys := [arn for arn in (site.key_arn, delivery.key_arn) if arn is not None]:
    pulumi.export("keyArns", keys)
if delivery.connection_status is not None:
    pulumi.export("connectionStatus", delivery.connection_status)
    pulumi.export(
        "connectionToDo",
        "While connectionStatus is PENDING the pipeline cannot read the repository: open "
        f"https://{context.region}.console.aws.amazon.com/codesuite/settings/connections, choose the connection "
        "and 'Update pending connection'.",
    )
if watch.stop_machine_arn is not None:
    pulumi.export("stopMachineArn", watch.stop_machine_arn)
if is_off:
    pulumi.export("turnedOff", is_off)
if config.site.has_plan:
    pulumi.export("pricingPlan", config.site.pricing_plan)
