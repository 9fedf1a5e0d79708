"""The rules for IAM statements behind `components.iam.statements`, each a pure function that raises.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

ACTIONS_WITHOUT_RESOURCES = frozenset(
    {
        "acm:listcertificates",
        "cloudfront:listdistributions",
        "cloudwatch:putmetricdata",
        "ecr:getauthorizationtoken",
        "kms:listaliases",
        "kms:listkeys",
        "route53:listhostedzones",
        "s3:listallmybuckets",
        "sts:getcalleridentity",
    }
)
"""Actions for which AWS offers no resource-level permission, in lower case: the only ones that take the resource "*".

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

_IDS_CHOSEN_BY_AWS = {
    ("cloudfront", "distribution"),
    ("codeconnections", "connection"),
    ("codestar-connections", "connection"),
    ("kms", "key"),
}
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_ACTION_PATTERN = re.compile(r"\*|[a-z0-9*?-]+:[A-Za-z0-9*?]+")
_ARN = re.compile(r"arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)", re.DOTALL)
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_PRINCIPAL_KINDS = {"AWS", "CanonicalUser", "Federated", "Service"}
_EXACTING_OPERATORS = {"ArnEquals", "ArnLike", "StringEquals", "StringLike"}

IF_SENT = "StringEqualsIfExists"
"""Operator for a condition key that a service may leave out."""

SENDS_PERHAPS_NO_SOURCE = frozenset({"codepipeline.amazonaws.com"})
"""Services of which AWS does not document that they send aws:SourceArn and aws:SourceAccount when they assume a role.

With StringEquals their roles could not be assumed at all if they do not. With IF_SENT another account's pipeline is
refused if they do, and if they do not, a role still works only for a pipeline of this account that it is passed to.
AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html has no condition, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html is what decides then.
"""


class StatementError(ValueError):
    """A statement that IAM would reject, or that does not mean what it seems to."""


class WildcardError(StatementError):
    """A permission that is wider than the names written in it."""


class ConfusedDeputyError(StatementError):
    """A statement that lets a principal in without naming on whose behalf it must act."""


@dataclass(frozen=True)
class Use:
    """The use of a resource in a statement, as far as it decides which resources are allowed."""

    actions: tuple[str, ...]
    grants: bool
    """Whether the statement is an Allow."""
    has_principals: bool
    """Whether the statement belongs to the policy of a resource."""
    is_ceiling: bool
    """Whether the statement belongs to a permissions boundary."""


def several(values: Any) -> tuple[Any, ...]:
    """One value or a sequence of values, as a tuple; a str is one value, not a sequence of characters."""
    if isinstance(values, Sequence) and not isinstance(values, str):
        return tuple(cast("Sequence[Any]", values))
    return (values,)


def has_wildcard(text: str) -> bool:
    """Whether IAM would let a part of the text match anything."""
    return "*" in text or "?" in text


def judge_action(action: Any, *, grants: bool) -> None:
    """Raises WildcardError for a wildcard in an action of an Allow, StatementError for a text that is no action."""
    if not isinstance(action, str):
        raise StatementError(f"action {action!r}: write a plain string, which can be judged at preview")
    if grants and has_wildcard(action):
        raise WildcardError(f"action {action!r} has a wildcard: name each action that is used, such as 's3:GetObject'")
    if not (_ACTION if grants else _ACTION_PATTERN).fullmatch(action):
        raise StatementError(
            f"action {action!r}: write 'service:Action', the service in lower case, one action to a string"
        )


def judge_principals(principals: Any, conditions: Mapping[str, Mapping[str, Any]], *, grants: bool) -> None:
    """Raises WildcardError when an Allow is for everyone, ConfusedDeputyError when a service may act for everyone."""
    if principals == "*" and not grants:
        return
    if not isinstance(principals, Mapping):
        raise WildcardError(f"principals {principals!r}: name the account, role or service; '*' is for a Deny")
    named = {str(kind): several(names) for kind, names in cast("Mapping[Any, Any]", principals).items()}
    if not named or named.keys() - _PRINCIPAL_KINDS or not all(named.values()):
        raise StatementError(f"principals {principals!r}: write at least one name under {sorted(_PRINCIPAL_KINDS)}")
    if not grants:
        return
    for kind, names in named.items():
        for name in names:
            if isinstance(name, str) and (has_wildcard(name) or not name):
                raise WildcardError(f"principal {kind} {name!r}: name it in full; '*' is for a Deny")
    operators = _EXACTING_OPERATORS
    if SENDS_PERHAPS_NO_SOURCE.issuperset(named.get("Service", ())):
        operators = operators | {IF_SENT}
    if "Service" in named and not _pins(conditions, _names_a_source, operators):
        raise ConfusedDeputyError(
            f"service {named['Service'][0]!r} may act for any account's resource: add a StringEquals or ArnLike "
            "condition on aws:SourceArn or aws:SourceAccount"
        )
    if "Federated" in named and not _pins(conditions, _names_a_subject, _EXACTING_OPERATORS):
        raise ConfusedDeputyError(
            f"provider {named['Federated'][0]!r} lets in every identity that it knows: add a StringEquals condition on "
            "its ':sub' claim"
        )


def judge_resource(resource: Any, use: Use) -> None:
    """Raises WildcardError for a resource of an Allow that is not named in full, StatementError for another text."""
    if not isinstance(resource, str):
        raise StatementError(f"resource {resource!r}: write an ARN as a string or an Output")
    if resource == "*":
        _judge_every_resource(use)
        return
    arn = _ARN.fullmatch(resource)
    if not arn:
        error = WildcardError if has_wildcard(resource) else StatementError
        raise error(f"resource {resource!r} is no ARN: write arn:aws:service:region:account:resource")
    if not use.grants:
        return
    named = _part_that_names(arn[2], arn[5], use.is_ceiling)
    for part in (arn[1], arn[2], arn[3], arn[4], named):
        if has_wildcard(part) or "$" in part:
            raise WildcardError(
                f"resource {resource!r} of {', '.join(use.actions)} has a wildcard in {part!r}: name the resource in "
                "full; a wildcard may only stand for its content, such as the keys of one bucket"
            )
    if not (named and resource.isprintable() and named.isascii()):
        raise StatementError(f"resource {resource!r}: write the name of the resource, in printable ASCII")


def judge_source_arn(source: Any) -> None:
    """Raises WildcardError or StatementError unless the value is the ARN of exactly one resource."""
    if not isinstance(source, str) or not _ARN.fullmatch(source):
        raise StatementError(f"source_arn {source!r} is no ARN: write arn:aws:service:region:account:resource")
    if has_wildcard(source):
        raise WildcardError(f"source_arn {source!r} has a wildcard: name each resource that uses the role")


def _judge_every_resource(use: Use) -> None:
    """A "*" alone passes in a Deny, in a KMS key's policy, where it means that key, and for actions without resources.

    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
    """
    if not use.grants or (use.has_principals and all(action.startswith("kms:") for action in use.actions)):
        return
    if narrowable := [action for action in use.actions if action.lower() not in ACTIONS_WITHOUT_RESOURCES]:
        raise WildcardError(f"resource '*' for {', '.join(narrowable)}: write the ARNs of the resources that are used")


def _part_that_names(service: str, resource: str, is_ceiling: bool) -> str:
    """The part of an ARN's resource that must be written out; the rest lies inside the resource that it names."""
    if service == "s3":
        return resource.partition("/")[0]
    if service == "logs" and resource.startswith("log-group:"):
        return ":".join(resource.split(":")[:2])
    kind, _, identifier = resource.partition("/")
    return kind if is_ceiling and identifier == "*" and (service, kind) in _IDS_CHOSEN_BY_AWS else resource


def _pins(conditions: Mapping[str, Mapping[str, Any]], names: Callable[[str, Any], bool], operators: set[str]) -> bool:
    """Whether a condition with one of the operators satisfies `names` with each of its values."""
    return any(
        bool(several(values)) and all(names(key.lower(), value) for value in several(values))
        for operator in operators & conditions.keys()
        for key, values in conditions[operator].items()
    )


def _names_a_source(key: str, value: Any) -> bool:
    """Whether a condition names the resource or account. An Output is the ARN of a resource, and so exact."""
    if not isinstance(value, str):
        return key in {"aws:sourcearn", "aws:sourceaccount"}
    if key == "aws:sourceaccount":
        return bool(_ACCOUNT_ID.fullmatch(value))
    arn = _ARN.fullmatch(value)
    return key == "aws:sourcearn" and bool(arn and (_ACCOUNT_ID.fullmatch(arn[4]) or not has_wildcard(value)))


def _names_a_subject(key: str, value: Any) -> bool:
    return key.endswith(":sub") and isinstance(value, str) and bool(value) and not has_wildcard(value)
