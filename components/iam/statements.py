"""IAM statements in which a wildcard cannot be written: the only way the components put a permission into a policy.

A statement is judged when it is made, so a permission that is too wide never reaches a preview. A resource that only
the cloud knows (an Output) is judged as soon as its value is known.

    read = allow("s3:GetObject", f"{bucket_arn}/*", sid="ReadSite")
    policy = document(read, deny("s3:*", bucket_arn, principals="*", conditions=PLAIN_HTTP))

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, cast

import pulumi

from components.iam.statement_rules import (
    ACTIONS_WITHOUT_RESOURCES,
    IF_SENT,
    SENDS_PERHAPS_NO_SOURCE,
    ConfusedDeputyError,
    StatementError,
    Use,
    WildcardError,
    judge_action,
    judge_principals,
    judge_resource,
    judge_source_arn,
    several,
)

__all__ = [
    "ACTIONS_WITHOUT_RESOURCES",
    "PLAIN_HTTP",
    "Conditions",
    "ConfusedDeputyError",
    "Principals",
    "Resources",
    "Statement",
    "StatementError",
    "WildcardError",
    "allow",
    "at_most",
    "deny",
    "document",
    "service_trust",
]

Resources = pulumi.Input[str] | Sequence[pulumi.Input[str]]
Conditions = Mapping[str, Mapping[str, Resources]]
Principals = Literal["*"] | Mapping[str, Resources]

PLAIN_HTTP: Conditions = MappingProxyType({"Bool": MappingProxyType({"aws:SecureTransport": "false"})})
"""Condition that holds for a request without TLS; made for `deny`."""

_SID = re.compile(r"[A-Za-z0-9]+")
_INEXPRESSIBLE = {"notaction", "notprincipal", "notresource"}


@dataclass(frozen=True)
class Statement:
    """One judged statement, which nothing can widen afterwards. Made by `allow`, `deny`, `at_most`, `service_trust`.

    Raises StatementError, or one of its kinds, however it is made.
    """

    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...]
    resources: tuple[pulumi.Input[str], ...]
    sid: str | None = None
    conditions: Conditions | None = None
    principals: Principals | None = None
    is_ceiling: bool = False
    """True for a statement of a permissions boundary, which grants nothing by itself. Default: False."""

    def __post_init__(self) -> None:
        if self.effect not in ("Allow", "Deny"):
            raise StatementError(f"effect {self.effect!r}: write 'Allow' or 'Deny'")
        if self.sid is not None and not _SID.fullmatch(self.sid):
            raise StatementError(f"sid {self.sid!r}: IAM takes ASCII letters and digits only")
        if not self.actions:
            raise StatementError("a statement without an action: name at least one, such as 's3:GetObject'")
        grants = self.effect == "Allow"
        for action in self.actions:
            judge_action(action, grants=grants)
        if self.principals is not None:
            judge_principals(self.principals, self.conditions or {}, grants=grants)
        for field in ("conditions", "principals"):
            object.__setattr__(self, field, _frozen(getattr(self, field)))
        object.__setattr__(self, "resources", _judged(self))

    def as_dict(self) -> dict[str, Any]:
        """The statement in the words of the IAM policy grammar; an Output stays an Output."""
        parts = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Principal": _thawed(self.principals),
            "Action": list(self.actions),
            "Resource": list(self.resources),
            "Condition": _thawed(self.conditions),
        }
        return {key: value for key, value in parts.items() if value}


def allow(
    actions: str | Sequence[str],
    resources: Resources,
    *,
    sid: str | None = None,
    conditions: Conditions | None = None,
    principals: Principals | None = None,
) -> Statement:
    """A permission for exactly the named actions on exactly the named resources.

    actions: "service:Action", one or several; never with "*" or "?".
    resources: ARNs. A wildcard may stand only beneath a resource that is named in full: the keys of one bucket
        ("arn:aws:s3:::site/*"), the streams of one log group. "*" alone is for ACTIONS_WITHOUT_RESOURCES, and for the
        policy of a KMS key, where it means that key.
    sid: letters and digits. Default: none.
    conditions: {operator: {key: value or values}}. Default: none.
    principals: {"Service": ..}, {"AWS": ..} or {"Federated": ..}, for a policy that is attached to a resource.
        A service needs aws:SourceArn or aws:SourceAccount among the conditions, a federated provider an exact ":sub".
        Default: none, an identity policy.

    Raises WildcardError, ConfusedDeputyError or StatementError with the offending text and what to write instead.
    """
    return Statement("Allow", several(actions), several(resources), sid, conditions, principals)


def deny(
    actions: str | Sequence[str],
    resources: Resources,
    *,
    sid: str | None = None,
    conditions: Conditions | None = None,
    principals: Principals | None = None,
) -> Statement:
    """A prohibition. Takes what `allow` takes, and wildcards everywhere: a wider Deny only takes more away."""
    return Statement("Deny", several(actions), several(resources), sid, conditions, principals)


def at_most(
    actions: str | Sequence[str], resources: Resources, *, sid: str | None = None, conditions: Conditions | None = None
) -> Statement:
    """A line of a permissions boundary: like `allow`, but an id that AWS chooses may be left open.

    "arn:aws:cloudfront::{account}:distribution/*" names every distribution of the account. A boundary must be known
    before the distribution exists, and grants nothing by itself. ServiceRole refuses such a statement.
    """
    return Statement("Allow", several(actions), several(resources), sid, conditions, is_ceiling=True)


def service_trust(service: str, account_id: str, source_arn: str | Sequence[str]) -> Statement:
    """Trust of a role that one AWS service may assume, only for the named resources of this account.

    For a service that may not say for whom it acts, the condition counts only if it does.

    service: for example "codebuild.amazonaws.com".
    account_id: the twelve digits of the account on whose behalf the service acts.
    source_arn: ARN or ARNs of the resources that use the role, without wildcards; at least one.

    Raises WildcardError for a wildcard in source_arn, StatementError for something that is no ARN.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    sources = several(source_arn)
    for source in sources:
        judge_source_arn(source)
    if not sources:
        raise StatementError(f"trust of {service!r} has no source_arn: name each resource that uses the role")
    caller = {"aws:SourceAccount": account_id, "aws:SourceArn": list(sources)}
    operator = IF_SENT if service in SENDS_PERHAPS_NO_SOURCE else "StringEquals"
    return allow("sts:AssumeRole", (), conditions={operator: caller}, principals={"Service": service})


def document(*statements: Statement) -> str | pulumi.Output[str]:
    """The policy document as JSON: a plain str, known at preview, unless one of the statements holds an Output.

    Raises StatementError for no statement, for two with one sid, and for anything not made by this module.
    """
    if not statements:
        raise StatementError("a policy needs at least one statement")
    for statement in statements:
        _refuse_handwritten(statement)
    sids = [statement.sid for statement in statements if statement.sid]
    if twice := sorted({sid for sid in sids if sids.count(sid) > 1}):
        raise StatementError(f"sid {twice[0]!r} is used twice: IAM wants each only once in a policy")
    policy = {"Version": "2012-10-17", "Statement": [statement.as_dict() for statement in statements]}
    return pulumi.Output.json_dumps(policy) if _holds_output(policy) else json.dumps(policy)


def _judged(statement: Statement) -> tuple[pulumi.Input[str], ...]:
    """The statement's resources, each judged now, or in the apply of its Output. Only a role's trust has none."""
    is_trust = statement.principals and all(action.startswith("sts:") for action in statement.actions)
    if not statement.resources and not is_trust:
        raise StatementError(f"statement for {', '.join(statement.actions)} has no resource: name at least one ARN")
    use = Use(statement.actions, statement.effect == "Allow", bool(statement.principals), statement.is_ceiling)

    def judged(resource: str) -> str:
        judge_resource(resource, use)
        return resource

    return tuple(
        resource.apply(judged) if isinstance(resource, pulumi.Output) else judged(cast("str", resource))
        for resource in statement.resources
    )


def _refuse_handwritten(statement: object) -> None:
    if isinstance(statement, Statement):
        return
    for key in cast("Mapping[Any, Any]", statement) if isinstance(statement, Mapping) else ():
        if str(key).lower() in _INEXPRESSIBLE:
            raise WildcardError(
                f"{key} means everything but the names in it: list the names that are meant, with allow() or deny()"
            )
    raise StatementError(f"{statement!r} is not a judged statement: make it with allow() or deny()")


def _frozen(value: Any) -> Any:
    """A copy that the caller can no longer change."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(item) for key, item in cast("Mapping[str, Any]", value).items()})
    return several(cast("Any", value)) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _thawed(value: Any) -> Any:
    """The value that `_frozen` was given, in the types that json knows."""
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in cast("Mapping[str, Any]", value).items()}
    return list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value


def _holds_output(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_output(item) for item in cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        return any(_holds_output(item) for item in cast("list[Any]", value))
    return isinstance(value, pulumi.Output)
