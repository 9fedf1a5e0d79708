"""Rule kms-rotation: a symmetric key whose material AWS makes rotates every year.

A key that never rotates protects everything that was ever encrypted with it by one secret. Rotation costs nothing to
callers: the key id stays, and old data stays readable. AWS rotates neither asymmetric nor HMAC keys, nor material that
was imported or is in a key store of the customer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, cis, fsbp, resource_rule

_KEY, _ROTATES = "aws:kms/key:Key", "enableKeyRotation"
_SYMMETRIC = (None, "", "SYMMETRIC_DEFAULT")
_LONGEST_DAYS = 365


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _KEY:
        yield Place(_ROTATES, lambda: args.props)


def _judge(key: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    if key.get("customerMasterKeySpec") not in _SYMMETRIC or is_set(key, "customKeyStoreId"):
        return
    if key.get(_ROTATES) not in (True, "true"):
        yield Objection(
            _ROTATES, f"{_ROTATES!r} is not true, so the key never rotates.\nWrite instead: enable_key_rotation=True."
        )
    days = key.get("rotationPeriodInDays")
    if isinstance(days, int | float) and days > _LONGEST_DAYS:
        yield Objection(
            "rotationPeriodInDays",
            f"'rotationPeriodInDays' is {days:.0f}, more than a year.\nWrite instead: nothing; the default is a year.",
        )


policy = resource_rule(
    About(
        name="kms-rotation",
        risk="One leaked key opens everything that was ever encrypted with it.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("KMS.4", "AWS KMS key rotation should be enabled"),
            cis("3.6", "Ensure rotation for customer-created symmetric CMKs is enabled"),
        ),
        fix="Turn rotation on.",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    ),
    _places,
    _judge,
)
"""Judges customer keys with material of AWS."""
