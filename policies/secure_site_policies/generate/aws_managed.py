"""Writes data/aws_managed.json, the AWS-managed policies, from the documents that moto ships.

    python -m secure_site_policies.generate.aws_managed

Each policy is reduced to the parts of its Allow statements that a rule can object to: actions with a wildcard, open
resources with the actions that have resource-level permissions, NotAction and NotResource. A policy without such parts
is []. All policies are listed, so that a policy that AWS adds later is not mistaken for a safe one.

AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from secure_site_policies.data.tables import table
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.aws_managed import AWS_MANAGED_FILE
from secure_site_policies.iam.resources import is_open, narrowable
from secure_site_policies.iam.statements import NOT_ACTION, Statement, read_statements

_SERVICE_LINKED = "/aws-service-role/"


def aws_managed() -> str:
    """The text of the file: a JSON object with one policy a line, sorted by name."""
    policies: Mapping[str, Mapping[str, Any]] = json.loads(aws_managed_policies_data)
    return table((name, list(_reduced(policy))) for name, policy in policies.items())


def _reduced(policy: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if policy["Path"] == _SERVICE_LINKED:
        return
    for statement in read_statements(policy["Document"]):
        if statement.allows and (elements := dict(_elements(statement))):
            yield elements


def _elements(statement: Statement) -> Iterator[tuple[str, Sequence[str]]]:
    resources = [resource for resource in statement.texts("Resource") if is_open(resource)]
    not_resources = statement.texts("NotResource")
    open_for = narrowable(statement) if resources else ()
    actions = statement.actions
    if statement.has(NOT_ACTION):
        yield NOT_ACTION, actions
    elif listed := [action for action in actions if not_resources or has_wildcard(action) or action in open_for]:
        yield "Action", listed
    if open_for:
        yield "Resource", resources
    if not_resources:
        yield "NotResource", not_resources


if __name__ == "__main__":
    AWS_MANAGED_FILE.write_text(aws_managed())
