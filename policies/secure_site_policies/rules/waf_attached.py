"""Rule waf-attached: a web ACL guards something, and its rules are counted.

A web ACL that nothing names inspects no request, and costs the same. A rule without metrics blocks, or fails to block,
without anyone seeing it.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known
from secure_site_policies.subjects.distributions import DISTRIBUTIONS

_ACL = "aws:wafv2/webAcl:WebAcl"
_USERS = (
    *((kind, "webAclId") for kind in DISTRIBUTIONS),
    ("aws:wafv2/webAclAssociation:WebAclAssociation", "webAclArn"),
    ("aws:cloudfront/distributionTenant:DistributionTenant", "customizations"),
)
_SEEN = ("cloudwatchMetricsEnabled", "sampledRequestsEnabled")


def _judge(acl: PolicyResource, stack: Stack) -> Iterator[Objection]:
    if not any(stack.beside(acl, kind, key) for kind, key in _USERS) and not _is_exported(acl, stack):
        yield Objection(
            "webAclId",
            "nothing names it as 'webAclId', so it inspects no request.\n"
            "Write instead: web_acl_id=acl.arn of a distribution, or a WebAclAssociation.",
        )
    seen = the_object(acl.props.get("visibilityConfig"))
    for key in _SEEN:
        if seen.get(key) not in (True, "true"):
            yield Objection(
                key,
                f"{key!r} is not true, so what it blocks is not seen.\nWrite instead: it in visibility_config as True.",
            )


def _is_exported(acl: PolicyResource, stack: Stack) -> bool:
    """Whether the stack hands the web ACL to others, as one of its outputs."""
    names = known(acl, "arn", "id")
    return any(known(root, *root.props) & names for root in stack.all("pulumi:pulumi:Stack"))


policy = stack_rule(
    About(
        name="waf-attached",
        risk="A firewall that is attached to nothing stops no attack, and one without metrics hides it.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("CloudFront.6", "CloudFront distributions should have WAF enabled"),
            fsbp("WAF.12", "AWS WAF rules should have CloudWatch metrics enabled"),
        ),
        fix="Attach the web ACL to the distribution, and turn metrics and samples on.",
        url="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
    ),
    (_ACL,),
    _judge,
)
"""Judges web ACLs of WAF version 2."""
