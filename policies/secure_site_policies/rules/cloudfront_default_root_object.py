"""Rule cloudfront-default-root-object: who asks for the root of a site with an S3 origin gets a page.

Without one S3 answers for the root of the bucket, and whoever may list it lists it through the distribution.
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
        risk="A request for the root of the site shows what is in the bucket, or an error in place of the site.",
        severity=Severity.HIGH,
        controls=(fsbp("CloudFront.1", "CloudFront distributions should have a default root object configured"),),
        fix="Name the page that answers for the root.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html",
    ),
    _places,
    _judge,
)
