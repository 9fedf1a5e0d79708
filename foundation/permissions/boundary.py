"""The permissions boundary of a stack's CI roles: the most that they can do, even if other policies are attached.

The boundary has each action of the roles' policies and no other. It repeats the statements about roles exactly: even
with AdministratorAccess attached, the deploy role writes only the stack's own roles, and none without its boundary. The
statements that pass roles are one: a role that is passed to the wrong one of the stack's services does not trust it. It
limits S3 to the stack's buckets. It has no resources for the other actions, because there is no room for them. Where a
stack has so many settings that there is no room for the names of these actions either, some are shortened to patterns
that match no other action: docs/adr/0015-patterns-in-a-boundary.md. Those of IAM and S3 are always written out.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.context import Context
from foundation.permissions.documents import LIMIT, Document, size
from foundation.permissions.patterns import shortened

_PASS = ["iam:PassRole"]


def boundary(found: Sequence[Document], context: Context, state: Sequence[Mapping[str, Any]] = ()) -> Document:
    """The boundary of roles with these policies.

    state: statements about the state's bucket and key. They are copied unchanged, unless the boundary allows their
        actions everywhere, as with the key of a stack that has keys of its own. Default: none.
    Raises ValueError if the boundary exceeds IAM's limit for a managed policy.
    """
    statements = [statement for document in found for statement in document["Statement"]]
    on_roles = [_unnamed(one) for one in statements if _service(one) == "iam"]
    passing = [one for one in on_roles if one["Action"] == _PASS]
    roles = [*(one for one in on_roles if one not in passing), *([_together(passing)] if passing else [])]
    on_buckets = [one for one in statements if _service(one) == "s3" and one["Resource"] != ["*"]]
    rest = [one for one in statements if _unnamed(one) not in on_roles and one not in on_buckets]
    buckets = {arn.partition("/")[0] for one in on_buckets for arn in one["Resource"]}
    before = [*roles, _allow(on_buckets, sorted(buckets | {f"{bucket}/*" for bucket in buckets}))]
    others = _allow(rest, ["*"])
    after = [_unnamed(one) for one in state if not _actions(one) <= _actions(others)]
    ceiling = _document([*before, others, *after])
    if (excess := size(ceiling) - LIMIT) > 0:
        ceiling = _document([*before, {**others, "Action": shortened(others["Action"], excess)}, *after])
    if size(ceiling) > LIMIT:
        raise ValueError(
            f"the boundary of {context.prefix} has {size(ceiling)} characters, a managed policy at most {LIMIT}: "
            "shorten the names of project, stack and state bucket, which it repeats, or move some kinds of resources "
            "to a stack of their own"
        )
    return ceiling


def _document(statements: Sequence[Mapping[str, Any]]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _service(statement: Mapping[str, Any]) -> str:
    return statement["Action"][0].partition(":")[0]


def _together(passing: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One statement that passes each of the roles to each of the services."""
    named = [one["Condition"]["StringEquals"]["iam:PassedToService"] for one in passing]
    services = {service for one in named for service in ([one] if isinstance(one, str) else one)}
    return {
        "Effect": "Allow",
        "Action": _PASS,
        "Resource": sorted({arn for one in passing for arn in one["Resource"]}),
        "Condition": {"StringEquals": {"iam:PassedToService": sorted(services)}},
    }


def _actions(*statements: Mapping[str, Any]) -> set[str]:
    return {action for statement in statements for action in statement["Action"]}


def _unnamed(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statement without its Sid, to save room."""
    return {key: value for key, value in statement.items() if key != "Sid"}


def _allow(statements: Iterable[Mapping[str, Any]], resources: Sequence[str]) -> Mapping[str, Any]:
    return {"Effect": "Allow", "Action": sorted(_actions(*statements)), "Resource": list(resources)}
