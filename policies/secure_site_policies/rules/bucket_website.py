"""Rule bucket-website: no bucket serves its content by a website endpoint.

Such an endpoint serves anyone over plain HTTP and bypasses the distribution with its headers, logs and firewall. An
endpoint that redirects every request serves nothing, and passes. Rule open-principals covers policies that open a
bucket.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import Place, is_set, places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.buckets import types_of

_ENDPOINTS = types_of("BucketWebsiteConfiguration")
_inline = places_of({"aws:s3/bucket:Bucket": "website", "aws:s3/bucketV2:BucketV2": "websites"})


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type in _ENDPOINTS:
        yield Place("website", lambda: args.props)
    yield from _inline(args)


def _judge(value: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    if any(map(_serves, objects(value))):
        yield Objection(
            "website",
            "a 'website' endpoint serves the bucket over plain HTTP and bypasses the distribution.\n"
            "Write instead: an origin of a Distribution, with the bucket's regional domain name and an "
            "OriginAccessControl",
        )


def _serves(endpoint: Mapping[str, Any]) -> bool:
    """Whether an endpoint answers any request with an object: a redirect without a condition answers all."""
    if is_set(endpoint, "redirectAllRequestsTo"):
        return False
    rules = objects(endpoint.get("routingRules"))
    return not any(is_set(rule, "redirect") and not is_set(rule, "condition") for rule in rules)


policy = resource_rule(
    About(
        name="bucket-website",
        risk="A website endpoint of a bucket answers anyone over plain HTTP, without headers, logs or firewall.",
        severity=Severity.HIGH,
        controls=(fsbp("S3.2", "S3 general purpose buckets should block public read access"),),
        fix="Serve the bucket through CloudFront with origin access control, and remove the endpoint.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
    ),
    _places,
    _judge,
)
