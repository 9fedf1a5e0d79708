"""Assumes roles as a service of AWS does: the trust policy must allow exactly this caller, and IAM limits the role."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, cast

from sandbox.emulator.cloud import Cloud, Credentials
from sandbox.rehearsal.errors import DeniedError, RehearsalError, calling

_REHEARSAL = "SandboxRehearsal"
_EXACT = {"StringEquals", "ArnEquals"}
_PATTERNS = {"StringLike", "ArnLike", "ArnEquals"}
_IF_EXISTS = "IfExists"

_SENDS_PERHAPS_NO_SOURCE = {"codepipeline.amazonaws.com"}
"""Services of which AWS does not document that they say for whom they act. Their roles have to work either way.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""


@dataclass(frozen=True)
class AssumedRole:
    """An assumed role."""

    cloud: Cloud
    role: str
    """The role's name."""
    credentials: Credentials

    def client(self, service: str) -> Any:
        """Returns a boto3 client with the role's permissions."""
        return self.cloud.client(service, self.credentials)

    def require(self, action: str, resource: str, tags: Mapping[str, str] | None = None) -> None:
        """Checks a permission with IAM's simulator, for calls that the local cloud lacks or checks otherwise than AWS.

        tags: those of the resource. Default: none.
        Raises DeniedError unless the role's policies and its permissions boundary both allow it.
        https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
        """
        iam = self.cloud.client("iam")
        role = iam.get_role(RoleName=self.role)["Role"]
        keys = [
            {"ContextKeyName": f"aws:ResourceTag/{name}", "ContextKeyValues": [value], "ContextKeyType": "string"}
            for name, value in (tags or {}).items()
        ]
        asked = {"ActionNames": [action], "ResourceArns": [resource], "ContextEntries": keys}
        answers = [iam.simulate_principal_policy(PolicySourceArn=role["Arn"], **asked)]
        # The local simulator leaves the boundary out, so it is simulated as a policy of its own.
        if boundary := role.get("PermissionsBoundary"):
            document = _managed_policy(iam, boundary["PermissionsBoundaryArn"])
            answers.append(iam.simulate_custom_policy(PolicyInputList=[document], **asked))
        if any(answer["EvaluationResults"][0]["EvalDecision"] != "allowed" for answer in answers):
            raise DeniedError(self.role, action, resource)


def assume(cloud: Cloud, role_arn: str, service: str, source_arn: str) -> AssumedRole:
    """Assumes the role as `service` does on behalf of the resource `source_arn`.

    Raises DeniedError if the role's trust policy does not allow it.
    """
    iam, name = cloud.client("iam"), role_arn.rpartition("/")[2]
    with calling(name, "sts:AssumeRole", role_arn):
        trust: dict[str, Any] = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    own = [statement for statement in _listed(trust["Statement"]) if statement.get("Sid") != _REHEARSAL]
    for request, how in _requests(service, source_arn, cloud.account_id):
        if not trusts(own, service, request):
            because = f"its trust policy does not allow {service} to act for {source_arn}{how}"
            raise DeniedError(name, "sts:AssumeRole", role_arn, because)
    # Only the service itself could call, and there is none here: root is trusted for this one call.
    root = {
        "Sid": _REHEARSAL,
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{cloud.account_id}:root"},
        "Action": "sts:AssumeRole",
    }
    try:
        _trust(iam, name, {**trust, "Statement": [*own, root]})
        answer = cloud.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=service.partition(".")[0])
    finally:
        _trust(iam, name, {**trust, "Statement": own})
    return AssumedRole(cloud, name, answer["Credentials"])


def _requests(service: str, source_arn: str, account_id: str) -> list[tuple[Mapping[str, str], str]]:
    """The condition keys that the service may send, all of which have to be allowed, and words for the error."""
    requests: list[tuple[Mapping[str, str], str]] = [
        ({"aws:sourcearn": source_arn, "aws:sourceaccount": account_id}, "")
    ]
    if service in _SENDS_PERHAPS_NO_SOURCE:
        requests.append(({}, ", should the service send neither aws:SourceArn nor aws:SourceAccount"))
    return requests


def trusts(statements: Sequence[Mapping[str, Any]], service: str, request: Mapping[str, str]) -> bool:
    """Whether a trust policy lets a service assume the role.

    request: condition keys in lower case, with the values that the service sends.
    Raises RehearsalError for a Deny and for an operator that is not rehearsed.
    """
    return any(
        _is_rehearsed(statement)
        and "sts:AssumeRole" in _listed(statement.get("Action", []))
        and service in _listed(statement.get("Principal", {}).get("Service", []))
        and _holds(statement.get("Condition", {}), request)
        for statement in statements
    )


def _is_rehearsed(statement: Mapping[str, Any]) -> bool:
    operators = {operator.removesuffix(_IF_EXISTS) for operator in statement.get("Condition", {})}
    unknown = sorted(operators - _EXACT - _PATTERNS)
    if statement["Effect"] != "Allow" or unknown:
        raise RehearsalError(f"a trust policy with {unknown or 'a Deny'} is not rehearsed: {json.dumps(statement)}")
    return True


def _holds(conditions: Mapping[str, Mapping[str, Any]], request: Mapping[str, str]) -> bool:
    def matches(operator: str, key: str, wanted: Any) -> bool:
        found = request.get(key.lower())
        if found is None:
            return operator.endswith(_IF_EXISTS)
        is_pattern = operator.removesuffix(_IF_EXISTS) in _PATTERNS
        return any(fnmatchcase(found, one) if is_pattern else found == one for one in _listed(wanted))

    return all(matches(operator, key, wanted) for operator, keys in conditions.items() for key, wanted in keys.items())


def _trust(iam: Any, role: str, document: Mapping[str, Any]) -> None:
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))


def _managed_policy(iam: Any, arn: str) -> str:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return found if isinstance(found, str) else json.dumps(found)


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]
