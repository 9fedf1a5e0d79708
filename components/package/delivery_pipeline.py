"""DeliveryPipeline of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components.package.inputs import Pipeline, Site, Source, Storage
from components.package.names import Names, context_of, provider_of
from components.package.translation import options_of
from components.pipeline import delivery_pipeline
from components.pipeline.options import PipelineOptions
from components.pipeline.source import SourceOptions
from components.pipeline.webhook import github_provider
from components.site.options import SiteOptions
from components.storage.options import StorageOptions


class DeliveryPipelineArgs(TypedDict):
    """Inputs of DeliveryPipeline."""

    names: NotRequired[Names]
    """Names and tags of the site, as its StaticSite has them. Default: those of the Pulumi project and stack."""
    source: Source
    """The GitHub repository, and the way to it."""
    pipeline: NotRequired[Pipeline]
    """How the site is built and published. Default: the repository as it is, without an approval."""
    site: NotRequired[Site]
    """How pages are found, as the StaticSite has it: the build checks every publication against it. Default: the
    default of each."""
    storage: NotRequired[Storage]
    """How artifacts, logs and releases are kept, as the StaticSite has it. Default: the default of each."""
    content_key_arn: NotRequired[pulumi.Input[str]]
    """Key of the content bucket: keyArn of the StaticSite. Default: none, it has no key of its own."""
    distribution_id: pulumi.Input[str]
    """The distribution whose cache is invalidated after a publication: distributionId of the StaticSite."""
    distribution_arn: pulumi.Input[str]
    """ARN of the distribution: distributionArn of the StaticSite."""
    site_url: pulumi.Input[str]
    """The address at which the build checks the published site, such as https://example.com."""
    content_security_policy: pulumi.Input[str]
    """The site's policy, under which every page must work: contentSecurityPolicy of the StaticSite."""
    log_bucket: pulumi.Input[str]
    """Takes the access logs of the artifact bucket: logBucketName of the StaticSite."""
    boundary_arn: pulumi.Input[str]
    """Permissions boundary of every role: arn of a PermissionsBoundary with the same names."""


class DeliveryPipeline(pulumi.ComponentResource):
    """A pipeline from a GitHub branch to the bucket of a StaticSite with the same names.

    A push starts it: through a webhook for source oauth, through a trigger for source connection. A connection that it
    makes itself stays PENDING, and the pipeline without a source, until a user confirms it in the console.
    """

    pipeline_name: pulumi.Output[str]
    """Name of the pipeline."""
    pipeline_arn: pulumi.Output[str]
    """ARN of the pipeline."""
    artifact_bucket: pulumi.Output[str]
    """Name of the artifact bucket."""
    key_arn: pulumi.Output[str] | None
    """ARN of the artifacts' KMS key. Only with storage.customerKey or with kept keys."""
    connection_arn: pulumi.Output[str] | None
    """The connection to GitHub. Only for source connection."""
    connection_status: pulumi.Output[str] | None
    """PENDING until a user confirms the connection, then AVAILABLE. Only for a connection that the pipeline made."""
    topic_arn: pulumi.Output[str] | None
    """The topic of the notifications. Only with pipeline.notificationEmail."""

    def __init__(self, name: str, args: DeliveryPipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        source, context = options_of(SourceOptions, "source", args["source"]), context_of(args.get("names"), opts)
        given: delivery_pipeline.DeliveryPipelineArgs = {
            "context": context,
            "source": source,
            "pipeline": options_of(PipelineOptions, "pipeline", args.get("pipeline")),
            "site": options_of(SiteOptions, "site", args.get("site")),
            "storage": options_of(StorageOptions, "storage", args.get("storage")),
            "content_bucket": context.bucket_name("content"),
            "content_key_arn": args.get("content_key_arn"),
            "distribution_id": args["distribution_id"],
            "distribution_arn": args["distribution_arn"],
            "site_url": args["site_url"],
            "content_security_policy": args["content_security_policy"],
            "log_bucket": args["log_bucket"],
            "boundary_arn": args["boundary_arn"],
        }
        super().__init__("secure-site:index:DeliveryPipeline", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        if source.is_oauth and provider_of("github", opts) is None:
            github = github_provider(source, f"{name}-github", child)
            child = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(providers=[github]))
        made = delivery_pipeline.DeliveryPipeline(name, given, child)
        self.pipeline_name, self.pipeline_arn = made.pipeline_name, made.pipeline_arn
        self.artifact_bucket = pulumi.Output.from_input(made.artifact_bucket)
        self.key_arn = made.key_arn
        self.connection_arn, self.connection_status = made.connection_arn, made.connection_status
        self.topic_arn = made.topic_arn
        self.register_outputs(
            {
                "pipelineName": self.pipeline_name,
                "pipelineArn": self.pipeline_arn,
                "artifactBucket": self.artifact_bucket,
                "keyArn": self.key_arn,
                "connectionArn": self.connection_arn,
                "connectionStatus": self.connection_status,
                "topicArn": self.topic_arn,
            }
        )
