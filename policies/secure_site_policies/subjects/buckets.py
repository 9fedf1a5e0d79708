"""Buckets, the resources that each hold one setting of a bucket, and the buckets that hold only logs.

A setting counts when it has a resource of its own. The bucket's property of the same name is deprecated and proves
nothing: after a refresh it shows the setting in AWS, even if the program no longer sets it.
https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/
"""

from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.stack import Stack, known
from secure_site_policies.subjects.distributions import DISTRIBUTIONS

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
"""The types of general purpose buckets."""

LOGGING = "BucketLogging"

_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
_DELIVERED = ("deliveryDestinationConfiguration", "destinationResourceArn")


def types_of(setting: str) -> Sequence[str]:
    """The resource types of a setting, such as BucketVersioning: the current type and the deprecated V2."""
    return [f"aws:s3/{name[0].lower()}{name[1:]}:{name}" for name in (setting, f"{setting}V2")]


def settings(bucket: PolicyResource, stack: Stack, setting: str, key: str = "bucket") -> Sequence[PolicyResource]:
    """The resources of a setting, such as BucketVersioning, whose property `key` names the bucket."""
    return [one for resource_type in types_of(setting) for one in stack.beside(bucket, resource_type, key)]


def takes_only_logs(bucket: PolicyResource, stack: Stack) -> bool:
    """Whether the bucket receives the access logs of another resource, and no distribution serves its content."""
    own = {logging.urn for logging in settings(bucket, stack, LOGGING)}
    logged = any(logging.urn not in own for logging in settings(bucket, stack, LOGGING, "targetBucket"))
    return (logged or _is_destination(bucket, stack)) and not _is_served(bucket, stack)


def _is_destination(bucket: PolicyResource, stack: Stack) -> bool:
    """Whether a log delivery or the logging of a distribution names the bucket."""
    places = [(one, *_DELIVERED) for one in stack.all(_DESTINATION)]
    places += [(one, "loggingConfig", "bucket") for one in stack.all(*DISTRIBUTIONS)]
    return any(_bucket_in(text) in known(bucket, "bucket") for place in places for text in _inside(*place))


def _is_served(bucket: PolicyResource, stack: Stack) -> bool:
    return any(
        any(other.urn == bucket.urn for other in distribution.property_dependencies.get("origins", ()))
        or {_bucket_in(text) for text in _inside(distribution, "origins", "domainName")} & known(bucket, "bucket")
        for distribution in stack.all(*DISTRIBUTIONS)
    )


def _inside(resource: PolicyResource, key: str, inner: str) -> Iterator[str]:
    """The known texts at `inner` of the objects at `key`."""
    try:
        holders = objects(resource.props.get(key))
    except UnknownValueError:
        return
    for holder in holders:
        try:
            text = holder.get(inner)
        except UnknownValueError:
            continue
        if isinstance(text, str):
            yield text


def _bucket_in(text: str) -> str:
    """The name in a bucket's ARN, "arn:aws:s3:::logs/prefix", or in its domain name, "logs.s3.amazonaws.com"."""
    if text.startswith("arn:"):
        return text.partition(":s3:::")[2].partition("/")[0]
    return text.rpartition(".s3")[0]
