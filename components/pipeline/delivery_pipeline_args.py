"""The inputs of a DeliveryPipeline, which it hands on to its parts as a whole."""

from typing import NotRequired, TypedDict

import pulumi

from components.context import Context
from components.pipeline.options import PipelineOptions
from components.pipeline.source import SourceOptions
from components.site.options import SiteOptions
from components.storage.options import StorageOptions


class DeliveryPipelineArgs(TypedDict):
    """Inputs of DeliveryPipeline."""

    context: Context
    """Names, account, region and tags of the stack."""
    source: SourceOptions
    """The repository and the way to it."""
    pipeline: PipelineOptions
    """How the site is built and published."""
    site: SiteOptions
    """How pages are found, which the build checks with every publication."""
    storage: StorageOptions
    """How artifacts, logs and releases are encrypted and kept."""
    content_bucket: str
    """The bucket that the site is published to."""
    content_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key of the content bucket. Default: none, it has no customer key."""
    distribution_id: pulumi.Input[str]
    """The distribution whose cache is invalidated after a publication."""
    distribution_arn: pulumi.Input[str]
    """ARN of the distribution."""
    site_url: pulumi.Input[str]
    """The address at which the build checks the published site."""
    content_security_policy: pulumi.Input[str]
    """The site's policy, under which every page must work."""
    log_bucket: pulumi.Input[str]
    """Takes the access logs of the artifact bucket; its policy must let S3 write them."""
    boundary_arn: pulumi.Input[str]
    """Permissions boundary of both roles."""
