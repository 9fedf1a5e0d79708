"""The condition keys of a request, beyond those that ministack knows."""

from collections.abc import Mapping
from typing import Any

from sandbox.emulator.authorization.emulator import boundary_of, part, tags_of
from sandbox.emulator.authorization.request import Request, child_text

_GIVEN, _OWNED = "aws:RequestTag/", "aws:ResourceTag/"
_SETS_BOUNDARY = {f"iam:{verb}" for verb in ("CreateRole", "CreateUser", "PutRolePermissionsBoundary")}
_ALARM_ACTIONS = ("AlarmActions", "InsufficientDataActions", "OKActions")
_RECORDS = "route53:ChangeResourceRecordSets"


def condition_keys(request: Request, resource: str) -> dict[str, Any]:
    """Returns key -> value, for a permission on `resource`.

    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html,
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html and
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
    """
    keys = _tag_keys(request) | {f"{_OWNED}{name}": value for name, value in tags_of(resource).items()}
    if request.prefix == "iam":
        members = request.members
        keys["iam:PermissionsBoundary"] = (
            members.get("PermissionsBoundary") if request.operation in _SETS_BOUNDARY else boundary_of(members)
        )
        keys["iam:PolicyARN"] = members.get("PolicyArn")
    if request.operation == "cloudwatch:PutMetricAlarm":
        keys["cloudwatch:AlarmActions"] = [arn for kind in _ALARM_ACTIONS for arn in request.members.get(kind, [])]
    if request.prefix == "kms":
        context: Mapping[str, str] = request.members.get("EncryptionContext") or {}
        keys |= {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
    if request.operation == _RECORDS:
        keys[f"{_RECORDS}NormalizedRecordNames"] = [_normalized(name) for name in request.texts("Name")]
        keys[f"{_RECORDS}RecordTypes"] = request.texts("Type")
        keys[f"{_RECORDS}Actions"] = request.texts("Action")
    return {key: value for key, value in keys.items() if value is not None}


def gives_tags(request: Request) -> bool:
    """Whether the request sets tags."""
    given = any(key.lower().startswith(_GIVEN.lower()) for key in _tag_keys(request))
    return given or bool(request.members.get("ResourceTags"))


def _tag_keys(request: Request) -> dict[str, Any]:
    """Returns the keys about tags: the tags that a request sets, and the names of those that it sets or removes."""
    if request.prefix == "cloudfront":
        given = {child_text(tag, "Key"): child_text(tag, "Value") for tag in request.elements("Tag")}
        named = list(given) or (request.texts("Key") if request.name == "UntagResource" else [])
        return {f"{_GIVEN}{name}": value for name, value in given.items()} | ({"aws:TagKeys": named} if named else {})
    parameters = dict(request.parameters)
    found: dict[str, Any] = part("core.iam_actions").request_tag_context(
        request.service, request.operation, request.body, parameters
    )
    removed = request.members.get("tagKeys")
    return {**found, "aws:TagKeys": removed} if removed else found


def _normalized(name: str) -> str:
    return name.lower().removesuffix(".").replace("*", r"\052")
