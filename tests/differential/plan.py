"""This program's resources as a Terraform plan, which other tools read."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from tests.mock_cloud import Recorded

_TYPES = {
    "aws:codepipeline/pipeline:Pipeline": "aws_codepipeline",
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
    "aws:wafv2/webAcl:WebAcl": "aws_wafv2_web_acl",
}
"""Types whose name in Terraform is not their module and their name."""

_MAPS = frozenset({"tags", "variables", "configuration"})
"""Properties that are maps in Terraform as well; every other object is a block."""

_BLOCKS = {"customErrorResponses": "custom_error_response", "geoRestriction": "geo_restriction"}
_NAMES = ("bucket", "name", "arn", "id")


def terraform_type(token: str) -> str:
    """ "aws_s3_bucket" for "aws:s3/bucket:Bucket"."""
    package, path, _ = token.split(":")
    module, _, name = path.partition("/")
    return _TYPES.get(token) or "_".join(filter(None, (package, module if module != "index" else "", _snake(name))))


def plan(resources: Iterable[Recorded]) -> dict[str, Any]:
    """A plan that creates the resources of AWS and GitHub.

    https://developer.hashicorp.com/terraform/internals/json-format
    """
    custom = [one for one in resources if one.type.startswith(("aws:", "github:"))]
    addresses = {id(one): f"{terraform_type(one.type)}.{_label(one.name)}" for one in custom}
    named = {str(one[key]): addresses[id(one)] for one in custom for key in _NAMES if isinstance(one.get(key), str)}
    planned, configured = list[dict[str, Any]](), list[dict[str, Any]]()
    for one in custom:
        common = {
            "address": addresses[id(one)],
            "mode": "managed",
            "type": terraform_type(one.type),
            "name": _label(one.name),
        }
        planned.append(
            {**common, "provider_name": f"registry.terraform.io/hashicorp/{one.type[:3]}", "values": _block(one)}
        )
        configured.append({**common, "expressions": dict(_references(one, addresses[id(one)], named))})
    changes = [
        {**{key: one[key] for key in ("address", "mode", "type", "name")}, "change": _created(one["values"])}
        for one in planned
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }


def _created(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}


def _references(one: Recorded, own: str, named: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for key, value in one.items():
        address = named.get(value) if isinstance(value, str) else None
        if address and address != own:
            yield _snake(key), {"references": [f"{address}.id", address]}


def _block(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes and blocks for the properties of one object."""
    made: dict[str, Any] = {}
    for key, value in properties.items():
        if isinstance(value, Mapping) and key not in _MAPS:
            made[_snake(key)] = [_block(cast("Mapping[str, Any]", value))]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            items = cast("list[Mapping[str, Any]]", value)
            made[_BLOCKS.get(key) or _snake(key).removesuffix("s")] = [_block(item) for item in items]
        else:
            made[_snake(key)] = value if isinstance(value, str | int | float | bool | list | dict) else json.dumps(None)
    return made


def _label(name: str) -> str:
    return re.sub(r"[^\w-]", "_", name)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
