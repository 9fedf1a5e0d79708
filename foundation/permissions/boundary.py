"""The permissions boundary of the roles that deploy a stack: their ceiling, whatever anybody attaches to them.

It names each action of their policies and no other. What the policies say of roles it says as well, to the letter: even
with AdministratorAccess attached, the deploy role writes the stack's own roles alone, and none without their boundary.
Of S3 it leaves the stack's buckets. For the rest it names no resources: there is no room for them, and the policies do.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.context import Context
from foundation.permissions.documents import LIMIT, Document, size

_WORD_FOR_WORD = "iam"


def boundary(found: Sequence[Document], context: Context, state: Sequence[Mapping[str, Any]] = ()) -> Document:
    """The ceiling of roles that are given these policies.

    state: statements about the state's bucket and key, which are taken over as they are. Default: none.
    Raises ValueError where it is longer than IAM's limit for a managed policy.
    """
    statements = [statement for document in found for statement in document["Statement"]]
    of_roles = [_unnamed(one) for one in statements if _service(one) == "iam"]
    of_buckets = [one for one in statements if _service(one) == "s3" and one["Resource"] != ["*"]]
    rest = [one for one in statements if _unnamed(one) not in of_roles and one not in of_buckets]
    buckets = {arn.partition("/")[0] for one in of_buckets for arn in one["Resource"]}
    whole = {
        "Version": "2012-10-17",
        "Statement": [
            *of_roles,
            _allow(of_buckets, sorted(buckets | {f"{bucket}/*" for bucket in buckets})),
            _allow(rest, ["*"]),
            *(_unnamed(one) for one in state),
        ],
    }
    if size(whole) > LIMIT:
        raise ValueError(
            f"the boundary of {context.prefix} has {size(whole)} characters, and a managed policy at most {LIMIT}: "
            "the stack has too many kinds of resources for one role; move some to a stack of their own"
        )
    return whole


def _service(statement: Mapping[str, Any]) -> str:
    return statement["Action"][0].partition(":")[0]


def _unnamed(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statement without its name, which would take room."""
    return {key: value for key, value in statement.items() if key != "Sid"}


def _allow(statements: Iterable[Mapping[str, Any]], resources: Sequence[str]) -> Mapping[str, Any]:
    actions = sorted({action for statement in statements for action in statement["Action"]})
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}
