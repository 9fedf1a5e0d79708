"""Pricing Plan Manager, which no emulator has.

https://docs.aws.amazon.com/pricingplanmanager/latest/APIReference/Welcome.html
"""

from sandbox.providers.table import Call, RecordedEntry

TABLE = {
    "aws:pricingplanmanager/subscription:Subscription": RecordedEntry(
        modelled_by=[Call("create_subscription", service="pricing-plan-manager")],
        id="{arn}",
        outputs={
            "arn": "arn:aws:pricingplanmanager::{accountId}:subscription:sub_{uuid}",
            "status": "ACTIVE",
        },
        replace_on=frozenset({"planFamily", "approvalMode"}),
    ),
}
"""Entry by type token."""
