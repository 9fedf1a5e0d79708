"""Rule cloudfront-default-root-object: a site with an S3 origin answers a request for its root with a page.

Without a default root object S3 answers for the root of the bucket: with a list of the objects, if listing is allowed.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.distributions import DISTRIBUTIONS

_PROPERTY = "defaultRootObject"
_NO_BUCKET = ("customOriginConfig", "customOriginConfigs", "vpcOriginConfig", "vpcOriginConfigs")


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type in DISTRIBUTIONS:
        yield Place(_PROPERTY, lambda: args.props)


def _judge(props: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    if not is_set(props, _PROPERTY) and any(map(_is_bucket, objects(props.get("origins")))):
        yield Objection(
            _PROPERTY,
            f"{_PROPERTY!r} is missing, so the root of the site is the root of the bucket.\n"
            'Write instead: default_root_object="index.html"',
        )


def _is_bucket(origin: Mapping[str, Any]) -> bool:
    return not any(is_set(origin, key) for key in _NO_BUCKET)


policy = resource_rule(
    About(
        name="cloudfront-default-root-object",
        risk="A request for the root of the site shows a list of the bucket's objects, or an error.",
        severity=Severity.HIGH,
        controls=(fsbp("CloudFront.1", "CloudFront distributions should have a default root object configured"),),
        fix="Set the page that answers a request for the root.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html",
    ),
    _places,
    _judge,
)
