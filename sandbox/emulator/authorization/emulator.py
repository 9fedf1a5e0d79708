"""Reads ministack's own modules. They have no types and are not meant for other packages, so the version of ministack
is pinned. tests/stacks/test_deploy_role.py fails without this.
"""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any


def part(name: str) -> Any:
    """Returns a module of ministack, such as "core.iam_actions"."""
    return import_module(f"ministack.{name}")


LATE_TAGS = "SANDBOX_LATE_TAGS"
"""The variable with the path of the switch: while that file exists, no resource's tags have reached IAM yet.

AWS says that a change of tags takes up to five minutes to count in conditions, for KMS for example:
https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
"""


def tags_are_late() -> bool:
    """Whether the switch is on."""
    switch = os.environ.get(LATE_TAGS)
    return switch is not None and Path(switch).exists()


def delay_tags() -> None:
    """Hides tags from ministack's own conditions while the switch is on."""
    tagging = part("services.tagging")
    look_up: Callable[[str], dict[str, str] | None] = tagging.resource_tags

    def look_up_later(arn: str) -> dict[str, str] | None:
        return {} if tags_are_late() else look_up(arn)

    tagging.resource_tags = look_up_later


def tags_of(arn: str) -> Mapping[str, str]:
    """Returns a resource's tags, for the services whose tags ministack does not look up for conditions."""
    if tags_are_late():
        return {}
    found: Any
    match arn.split(":")[2:3]:
        case ["acm"]:
            found = part("services.acm")._certificates.get(arn)
            return _named(found["Tags"] if found else [])
        case ["cloudfront"]:
            return _named(part("services.cloudfront")._tags.get(arn) or [])
        case ["logs"]:
            found = part("services.cloudwatch_logs").resolve_tag_resource(arn)
            return found.get("tags", {}) if found else {}
        case _:
            return {}


def boundary_of(members: Mapping[str, Any]) -> str | None:
    """Returns the permissions boundary of the role or user that a request names, or None."""
    iam = part("services.iam")
    holder: Any = iam._roles.get(members.get("RoleName")) or iam._users.get(members.get("UserName"))
    return holder.get("PermissionsBoundary") if holder else None


def _named(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in tags}
