"""Rule required-tags: everything that takes tags says which project and stack it belongs to, and who manages it.

Who finds a resource in the account has to know whose it is before touching it; costs, clean-up and access by tag rely
on the same answer.
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
"""Its tags are a list, in which each also says whether the instances get it."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if _takes_tags(args.resource_type):
        yield Place("tags", lambda: args.props.get("tags"))


def _judge(tags: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if missing := ", ".join(_missing(tags, args)):
        yield Objection(
            missing,
            f"'{missing}' is not among the tags, or empty.\n"
            "Write instead: tags=context.tags, or default_tags of the provider.",
        )


def _remediate(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
    """Adds what can be told from the URN. Secrets and unknowns stay what they are, since all is changed in place."""
    tags: object = args.props.get("tags")
    if args.resource_type == _GROUP or not _takes_tags(args.resource_type) or isinstance(tags, str):
        return None  # in this pass, an unknown is a text
    stack, project = args.urn.removeprefix("urn:pulumi:").split("::")[:2]
    told = {"Project": project, "Stack": stack, "ManagedBy": "Pulumi"}
    missing = {key: told[key] for key in _missing(tags, args) if key in told}
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
    """The required keys that neither the resource nor its provider's default tags have a value for."""
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
    """Those of the resource's provider, whose properties are objects, or objects in JSON."""
    defaults: Any = args.provider.props.get("defaultTags") if args.provider else None
    if isinstance(defaults, str):
        with suppress(ValueError):  # what is no JSON, the provider refuses
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
        risk="Nobody knows whose an untagged resource is, and whether it may be touched.",
        severity=Severity.LOW,
        controls=(operations("OPS02-BP01", "Resources have identified owners"),),
        fix="Hand the stack's tags to the resource, or set the level of this rule to remediate, which adds them.",
        url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
        config={
            "keys": {
                "type": "array",
                "items": {"type": "string"},
                "default": list(_DEFAULT_KEYS),
                "description": "The tags that every resource needs a value for.",
            }
        },
    ),
    _places,
    _judge,
    _remediate,
)
"""Every type of the AWS provider that takes tags. Level remediate adds Project, Stack and ManagedBy where missing."""
