"""Policy documents for tests of rules, and the properties of a resource that holds one."""

import json
from collections.abc import Mapping
from typing import Any

from tests.policies.judge import Judgement

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
FINE = Judgement([], None)

Paths = Mapping[str, str | tuple[str, ...]]


def policy(*statements: Mapping[str, Any]) -> str:
    """A document of these statements, each an Allow by default."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def places(*tables: Paths) -> list[tuple[str, str]]:
    """Every type of the tables with each of its paths."""
    return [
        (resource_type, path)
        for table in tables
        for resource_type, paths in table.items()
        for path in ([paths] if isinstance(paths, str) else paths)
    ]


def put(path: str, value: Any) -> dict[str, Any]:
    """Properties with `value` at a path such as "inlinePolicies.*.policy"."""
    first, _, rest = path.partition(".")
    if not rest:
        return {first: value}
    if rest == "*":
        return {first: [value]}
    return {first: [put(rest.removeprefix("*."), value)] if rest.startswith("*.") else put(rest, value)}


def aws_managed(name: str) -> dict[str, Any]:
    """Properties that attach an AWS-managed policy."""
    return {"policyArn": f"arn:aws:iam::aws:policy/{name}"}


def at(path: str) -> str:
    """The path as a message has it."""
    return path.replace(".*", "[0]")
