"""Rule required-tags: every taggable resource names its project, its stack and its manager.

A user who finds a resource in the account must know its owner before changing it. Costs, clean-up and access by tag
depend on the same tags.
"""

import json
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA
from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, operations, resource_rule

_DEFAULT_KEYS = ("Project", "Stack", "ManagedBy")
_GROUP = "aws:autoscaling/group:Group"
"""Its tags are a list of objects, each with a flag for propagation to instances."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if _takes_tags(args.resource_type):
        yield Place("tags", lambda: args.props.get("tags"))


def _judge(tags: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if missing := ", ".join(_missing(tags, args)):
        yield Objection(
            missing,
            f"'{missing}' is missing or empty among the tags.\n"
            "Write instead: tags={..} with each of these keys, or default_tags of the provider.",
        )


def _remediate(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
    """Adds the tags that follow from the URN, in place, so that secrets and unknown values stay as they are."""
    tags: object = args.props.get("tags")
    if args.resource_type == _GROUP or not _takes_tags(args.resource_type) or isinstance(tags, str):
        return None  # in this pass, an unknown value is a text
    stack, project = args.urn.removeprefix("urn:pulumi:").split("::")[:2]
    derived = {"Project": project, "Stack": stack, "ManagedBy": "Pulumi"}
    missing = {key: derived[key] for key in _missing(tags, args) if key in derived}
    if not missing:
        return None
    properties = cast(MutableMapping[str, Any], args.props)
    if isinstance(tags, Mapping):
        for key, value in missing.items():
            cast(MutableMapping[str, Any], tags)[key] = value
    else:
        properties["tags"] = missing
    return properties


def _missing(tags: object, args: ResourceValidationArgs) -> Sequence[str]:
    """The required keys without a value in both the resource's tags and its provider's default tags."""
    keys = cast(Sequence[str], args.get_config().get("keys", _DEFAULT_KEYS))
    own = _by_key(tags)
    missing = [key for key in keys if not is_set(own, key)]
    if missing:
        defaults = _default_tags(args)
        missing = [key for key in missing if not is_set(defaults, key)]
    return missing


def _by_key(tags: object) -> Mapping[str, Any]:
    if isinstance(tags, Mapping):
        return cast(Mapping[str, Any], tags)
    return {str(tag.get("key")): tag for tag in objects(tags) if is_set(tag, "value")}


def _default_tags(args: ResourceValidationArgs) -> Mapping[str, Any]:
    """The default tags of the resource's provider, whose properties are objects or JSON texts."""
    defaults: Any = args.provider.props.get("defaultTags") if args.provider else None
    if isinstance(defaults, str):
        with suppress(ValueError):  # the provider rejects text that is not JSON
            defaults = json.loads(defaults)
    return _by_key(cast(Mapping[str, Any], defaults).get("tags")) if isinstance(defaults, Mapping) else {}


def _takes_tags(resource_type: str) -> bool:
    return resource_type == _GROUP or (resource_type.startswith("aws:") and resource_type in _taggable())


@cache
def _taggable() -> frozenset[str]:
    return frozenset(json.loads((DATA / "taggable.json").read_text()))


policy = resource_rule(
    About(
        name="required-tags",
        risk="An untagged resource has no known owner, so no one knows whether it may be changed.",
        severity=Severity.LOW,
        controls=(operations("OPS02-BP01", "Resources have identified owners"),),
        fix="Pass the stack's tags to the resource, or set the level of this rule to remediate, which adds them.",
        url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
        config={
            "keys": {
                "type": "array",
                "items": {"type": "string"},
                "default": list(_DEFAULT_KEYS),
                "description": "The tags that every taggable resource must have.",
            }
        },
    ),
    _places,
    _judge,
    _remediate,
)
"""Judges all taggable types of the AWS provider. Level remediate adds missing tags Project, Stack and ManagedBy."""
