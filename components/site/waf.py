"""A web ACL in front of a distribution, which limits the requests of an address and blocks known attacks."""

# pulumi_aws.wafv2 takes a second to import: with annotations left unread, a stack without a web ACL never does.
from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.rules import RATE_LIMIT

_WINDOW_SECONDS = 300
_TOO_MANY_REQUESTS = 429


class WebFirewallArgs(TypedDict):
    """Inputs of WebFirewall."""

    context: Context
    """Names and tags of the stack."""
    rate_limit: int
    """Requests in five minutes from one address; more are answered with 429."""
    managed_rules: NotRequired[bool]
    """Whether AWS's common rule set is applied as well. Default: True."""
    count_only: NotRequired[bool]
    """Whether that rule set counts what it would block, and lets it through. Default: False."""


class WebFirewall(pulumi.ComponentResource):
    """A web ACL for CloudFront.

    A client above the limit gets status 429: CloudFront would turn WAF's usual 403 into the site's own page for missing
    files.

    Child: {name}-acl.
    Raises ValueError for a limit that WAF does not accept.
    AWS: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
    """

    arn: pulumi.Output[str]
    """The web_acl_id of a distribution."""

    def __init__(self, name: str, args: WebFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, limit = args["context"], args["rate_limit"]
        if not RATE_LIMIT.holds(limit):
            raise ValueError(f"WebFirewall {name!r}: rate_limit must be {RATE_LIMIT.allowed}, got {limit}")
        super().__init__("secure-site:components:WebFirewall", name, {"rateLimit": limit}, opts)
        rules = [_rate_rule(context, limit)]
        if args.get("managed_rules", True):
            rules.append(_common_rules(context, "count" if args.get("count_only", False) else "none"))
        acl = aws.wafv2.WebAcl(
            f"{name}-acl",
            name=f"{context.prefix}-web",
            description=f"Guards the distribution of {context.prefix}",
            scope="CLOUDFRONT",
            region=CLOUDFRONT_REGION,
            default_action={"allow": {}},
            rules=rules,
            visibility_config=_metric(f"{context.prefix}-web"),
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn})


def _rate_rule(context: Context, limit: int) -> aws.wafv2.WebAclRuleArgsDict:
    return {
        "name": "rate",
        "priority": 0,
        "action": {"block": {"custom_response": {"response_code": _TOO_MANY_REQUESTS}}},
        "statement": {
            "rate_based_statement": {
                "limit": limit,
                "aggregate_key_type": "IP",
                "evaluation_window_sec": _WINDOW_SECONDS,
            }
        },
        "visibility_config": _metric(f"{context.prefix}-rate"),
    }


def _common_rules(context: Context, override: Literal["count", "none"]) -> aws.wafv2.WebAclRuleArgsDict:
    """The rule set, whose actions are overridden by counting or not at all.

    AWS: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    """
    return {
        "name": "common",
        "priority": 1,
        "override_action": {"count": {}} if override == "count" else {"none": {}},
        "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", "name": "AWSManagedRulesCommonRuleSet"}},
        "visibility_config": _metric(f"{context.prefix}-common"),
    }


def _metric(name: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}
