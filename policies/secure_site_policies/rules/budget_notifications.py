"""Rule budget-notifications: a budget warns someone before the money is spent.

A budget without a notification, or with one that no one gets, is a number in the billing console.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_BUDGET, _PROPERTY = "aws:budgets/budget:Budget", "notifications"
_SUBSCRIBERS = ("subscriberEmailAddresses", "subscriberSnsTopicArns")


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _BUDGET:
        yield Place(_PROPERTY, lambda: args.props.get(_PROPERTY))


def _judge(notifications: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    if not any(map(_reaches_someone, objects(notifications))):
        yield Objection(
            _PROPERTY,
            f"the budget notifies no one: {_PROPERTY!r} has no subscriber.\n"
            'Write instead: notifications=[{"notification_type": "ACTUAL", "comparison_operator": "GREATER_THAN", '
            '"threshold": 80, "threshold_type": "PERCENTAGE", "subscriber_email_addresses": [..]}]',
        )


def _reaches_someone(notification: Mapping[str, Any]) -> bool:
    return any(is_set(notification, key) for key in _SUBSCRIBERS)


policy = resource_rule(
    About(
        name="budget-notifications",
        risk="A stolen role or a loop spends money for weeks before anyone sees the bill.",
        severity=Severity.LOW,
        controls=(well_architected("SEC10-BP01", "Identify key personnel and external resources"),),
        fix="Let the budget notify an address or a topic.",
        url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html",
    ),
    _places,
    _judge,
)
"""Judges budgets."""
