"""Rule s3-wildcards: no policy grants S3 actions by wildcard.

A wildcard grants what nobody listed: `s3:Get*` reads the bucket's policy and its replication as well as its objects,
and every action that AWS adds next year. Only what is written out can be reviewed.
"""

import reprlib
from collections.abc import Mapping, Sequence

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)
from pulumi_policy.proxy import UnknownValueError

from policies.documents import Place, places
from policies.permissions import Grant, MalformedPolicyError, wildcard_grants
from policies.undecided import CONFIG_SCHEMA, fail_closed

_FEW = 8
_USUAL = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "s3:GetObjectVersion",
    "s3:GetBucketLocation",
    "s3:AbortMultipartUpload",
    "s3:ListAllMyBuckets",
)
_ALL_ACTIONS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"


def _check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    unknown: dict[str, UnknownValueError] = {}
    for place in places(args.resource_type, args.props):
        try:
            grants = list(wildcard_grants(place.document()))
        except UnknownValueError as error:
            unknown[place.path] = error
        except MalformedPolicyError as error:
            report(f"{args.name}: {place.path}: {error}", None)
        else:
            for pattern, alike in _by_pattern(grants).items():
                report(f"{args.name}: {_message(place, pattern, alike)}", None)
    fail_closed(args, report, unknown)


def _by_pattern(grants: Sequence[Grant]) -> Mapping[str, Sequence[Grant]]:
    grouped: dict[str, list[Grant]] = {}
    for grant in grants:
        grouped.setdefault(grant.pattern, []).append(grant)
    return grouped


def _message(place: Place, pattern: str, grants: Sequence[Grant]) -> str:
    """One for every pattern of a document, however many statements have it."""
    actions = frozenset[str]().union(*(grant.actions for grant in grants))
    where = place.holder[place.key] if place.is_attached else _listed([grant.statement for grant in grants], 3)
    found = f"{reprlib.repr(pattern)} in {where} grants {len(actions)} S3 action{'s' * (len(actions) > 1)}"
    if len(actions) <= _FEW:
        return f"{place.path}: {found}.\nWrite instead: {_listed(sorted(actions), _FEW)}."
    usual = [action for action in _USUAL if action in actions] or sorted(actions)[:_FEW]
    return (
        f"{place.path}: {found}, among them {_listed(sorted(actions), 3)}.\n"
        f"Write instead those that are used, such as {_listed(usual, _FEW)}; all of them: {_ALL_ACTIONS}"
    )


def _listed(items: Sequence[str], most: int) -> str:
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")


policy = ResourceValidationPolicy(
    name="s3-wildcards",
    description="A wildcard grants S3 actions that nobody listed, and those that AWS adds later.",
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.CRITICAL,
    config_schema=CONFIG_SCHEMA,
    framework=PolicyComplianceFramework(
        name="AWS Foundational Security Best Practices",
        version="1.0.0",
        reference="IAM.21",
        specification="IAM customer managed policies that you create should not allow wildcard actions for services",
    ),
    remediation_steps="Write out the S3 actions that are used, on the buckets and keys they are used on.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    validate=_check,
)
"""Mandatory. Config: decidedAtUpdate (see policies/undecided.py)."""
