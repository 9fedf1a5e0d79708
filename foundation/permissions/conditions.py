"""The conditions of a grant, where the ARN alone would allow too much.

Resources whose ids AWS chooses are distinguished by the tags Project and Stack: a new resource must get the tags, and a
resource that is changed or deleted must have them. Reads have no such condition. A deleted resource has no tags, so AWS
would answer "denied" where the provider waits for "not found", and a preview could not detect that tags were removed.

Tags may take minutes to count: KMS names up to five. The calls that follow a creation at once are therefore allowed on
a resource without these tags as well. That gives the role nothing more, because it can tag such a resource: see below.

What remains open to the role, of other stacks and of others in the account:

- AWS offers no tags for origin access controls, response headers policies and cache policies: it can change them all.
- It can add the tags to a resource that has neither, because AWS treats this like the tagging of a new resource.
- The permission to end one subscription of SNS covers every subscription.
- It can delete a role of its stack and create it again with another trust: IAM has no condition on the trust of a role.
  The boundary holds all the same, and AWS Config and the nightly check for drift find it.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html,
https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html, and the keys that each service supports:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.context import Context
from foundation.permissions.program import Program
from foundation.permissions.roles import Role

Conditions = Mapping[str, Mapping[str, Any]]

TAGGED_IDS = re.compile(
    r"arn:aws:(acm:[a-z0-9-]+:[0-9]{12}:certificate/|cloudfront::[0-9]{12}:distribution/|"
    r"codeconnections:[a-z0-9-]+:[0-9]{12}:connection/|kms:[a-z0-9-]+:[0-9]{12}:key/|"
    r"logs:[a-z0-9-]+:[0-9]{12}:delivery:)\*"
)
"""ARNs of taggable resources whose ids AWS chooses."""

_OWNED, _GIVEN = "aws:ResourceTag/", "aws:RequestTag/"
_CREATING = {
    "acm:RequestCertificate",
    "cloudfront:CreateDistribution",
    "codeconnections:CreateConnection",
    "kms:CreateKey",
    "logs:CreateDelivery",
}
_BY_TAG = ("cloudfront", "codeconnections", "kms", "logs")
_TAGGING = {"acm:AddTagsToCertificate"} | {f"{service}:TagResource" for service in _BY_TAG}
_UNTAGGING = {"acm:RemoveTagsFromCertificate"} | {f"{service}:UntagResource" for service in _BY_TAG}
_RIGHT_AFTER_CREATION = {
    "cloudfront:AllowVendedLogDeliveryForResource",
    "codeconnections:PassConnection",
    "kms:CreateAlias",
    "kms:EnableKeyRotation",
    "kms:GenerateDataKey",
    "kms:PutKeyPolicy",
}
"""The actions that an update calls within seconds after the creation of the resource."""
_MOST_CHARACTERS_OF_NAMES = 2_000
_ALARM_ACTIONS = ("alarmActions", "insufficientDataActions", "okActions")
_BOUNDED = {
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
}


def alternatives(
    action: str, arn: str, reads: bool, program: Program, roles: Mapping[str, Role]
) -> Sequence[Conditions]:
    """The conditions of the action on the ARN, one of which must hold; [{}] if the ARN alone is narrow enough.

    reads: whether the action belongs to the read half.
    Raises ValueError for a role that is written without a boundary, or passed to a principal that is not a service.
    """
    context = program.context
    if action in _CREATING and (arn == "*" or TAGGED_IDS.fullmatch(arn)):
        return [{"StringEquals": _tags(_GIVEN, context)}]
    if action == "route53:ChangeResourceRecordSets":
        return _records(program)
    if action == "cloudwatch:PutMetricAlarm":
        return [_alarms(program)]
    if action == "iam:PassRole":
        services = _role(arn, roles).services
        return [{"StringEquals": {"iam:PassedToService": services[0] if len(services) == 1 else [*services]}}]
    if action in _BOUNDED:
        return [{"StringEquals": {"iam:PermissionsBoundary": _boundary(_role(arn, roles))}}]
    if reads or not TAGGED_IDS.fullmatch(arn):
        use = _use(action, context)
        return [{"StringEquals": use} if use else {}]
    owned = _tags(_OWNED, context)
    if action in _TAGGING:
        given = _tags(_GIVEN, context)
        return [
            {"StringEquals": given, "Null": dict.fromkeys(owned, "true")},
            {"StringEquals": owned, "StringEqualsIfExists": given},
        ]
    if action in _UNTAGGING:
        return [{"StringEquals": owned, "ForAllValues:StringNotEquals": {"aws:TagKeys": ["Project", "Stack"]}}]
    used = _use(action, context)
    found: list[Conditions] = [{"StringEquals": {**owned, **used}}]
    if action in _RIGHT_AFTER_CREATION:
        found.append({"Null": dict.fromkeys(owned, "true"), **({"StringEquals": used} if used else {})})
    return found


def _tags(key: str, context: Context) -> dict[str, str]:
    return {f"{key}Project": context.project, f"{key}Stack": context.stack}


def _use(action: str, context: Context) -> dict[str, str]:
    """The condition on the service that uses a key or a connection."""
    if action == "kms:GenerateDataKey":
        return {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}
    service, _, name = action.partition(":")
    if name == "PassConnection":
        return {f"{service}:PassedToService": "codepipeline.amazonaws.com"}
    return {}


def _role(arn: str, roles: Mapping[str, Role]) -> Role:
    role = next((role for role in roles.values() if role.arn == arn), None)
    if role is None or not role.services:
        raise ValueError(
            f"{arn} is not a role that the program creates for a service: it must not be written or passed"
        )
    return role


def _boundary(role: Role) -> str:
    if role.boundary is None:
        raise ValueError(f"{role.arn} has no permissions_boundary: without one the deploy role could grant it anything")
    return role.boundary


def _records(program: Program) -> list[Conditions]:
    """The names and types of the stack's own records, and of the validation records that ACM requires.

    A request of the provider changes one record, so that many names may be in several conditions, one of which holds.
    The name of a validation record is "_" and 32 characters that AWS chooses. A wider pattern would match the names
    that other certificate authorities validate, and would allow a certificate for the whole zone.
    AWS: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html,
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
    """
    records = [record.inputs for record in program.all("aws:route53/record:Record")]
    own = [record for record in records if "name" in record]
    found: list[Conditions] = []
    if own:
        names, types = ({_normalized(record["name"]) for record in own}, {record["type"] for record in own})
        found.extend(_changes("StringEquals", some, types) for some in _portions(names))
    if len(own) < len(records):
        proofs = {f"_{'?' * 32}.{domain}" for domain in _certified(program)}
        found.extend(_changes("StringLike", some, {"CNAME"}) for some in _portions(proofs))
    return found


def _portions(names: set[str]) -> Iterator[list[str]]:
    """The names, sorted, in portions that leave a managed policy room for other statements."""
    portion: list[str] = []
    for name in sorted(names):
        if portion and sum(map(len, portion)) + len(name) > _MOST_CHARACTERS_OF_NAMES:
            yield portion
            portion = []
        portion.append(name)
    if portion:
        yield portion


def _changes(operator: str, names: Sequence[str], types: set[str]) -> Conditions:
    key, types_key = (f"route53:ChangeResourceRecordSets{what}" for what in ("NormalizedRecordNames", "RecordTypes"))
    if operator == "StringEquals":
        return {"ForAllValues:StringEquals": {key: [*names], types_key: sorted(types)}}
    return {f"ForAllValues:{operator}": {key: [*names]}, "ForAllValues:StringEquals": {types_key: sorted(types)}}


def _alarms(program: Program) -> Conditions:
    """The actions of the stack's alarms: any other action could stop instances or start automations in the account.

    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html
    """
    alarms = [alarm.inputs for alarm in program.all("aws:cloudwatch/metricAlarm:MetricAlarm")]
    actions = {arn for alarm in alarms for kind in _ALARM_ACTIONS for arn in alarm.get(kind, ())}
    return {"ForAllValues:StringEquals": {"cloudwatch:AlarmActions": sorted(actions)}}


def _certified(program: Program) -> set[str]:
    certificates = (certificate.inputs for certificate in program.all("aws:acm/certificate:Certificate"))
    names = (name for one in certificates for name in (one["domainName"], *one.get("subjectAlternativeNames", ())))
    return {_normalized(name.removeprefix("*.")) for name in names}


def _normalized(name: str) -> str:
    return name.lower().removesuffix(".").replace("*", r"\052")
