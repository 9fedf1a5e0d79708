"""Rule cloudfront-viewer-https: every cache behavior answers over HTTPS only, or redirects plain HTTP to HTTPS.

One behavior with plain HTTP is enough for an attacker to change its pages in transit, and their links to other pages.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.distributions import BEHAVIORS

_SAFE = ("redirect-to-https", "https-only")


def _judge(behavior: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    found = str(the_object(behavior).get("viewerProtocolPolicy"))
    if found not in _SAFE:
        yield Objection(
            found,
            f"viewerProtocolPolicy {found!r} serves pages over plain HTTP.\n"
            'Write instead: viewer_protocol_policy="redirect-to-https"',
        )


policy = resource_rule(
    About(
        name="cloudfront-viewer-https",
        risk="Plain HTTP lets a third party read and change the page in transit.",
        severity=Severity.HIGH,
        controls=(fsbp("CloudFront.3", "CloudFront distributions should require encryption in transit"),),
        fix="Set the viewer protocol policy of every behavior to redirect-to-https or https-only.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
    ),
    places_of(BEHAVIORS),
    _judge,
)
