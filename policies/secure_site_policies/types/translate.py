"""Resources of other packages, and resources inside resources, as the pulumi_aws resources that the rules know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.data.tables import DATA, entry, keys
from secure_site_policies.types.templates import Inner, UnreadableTemplateError, inner_resources, parse
from secure_site_policies.types.views import Extended, Names, Renamed, Unread, is_list, path_of, read

CLOUDFORMATION = DATA / "cloudformation.json"
"""CloudFormation's type, as "iam:role" -> the pulumi_aws types that hold its properties, with their names.

Each is [type, names] or [type, names, how]. `names` is for views.Renamed. In `how`, "if" is a path that has to be set,
"each" the path of a list with one resource per item, "otherwise" marks the type that stands where none before it does,
and "link" is the property by which a secondary resource names the first.
"""
TERRAFORM = DATA / "terraform.json"
"""Written by secure_site_policies.generate.terraform."""

TEMPLATES: Mapping[str, str] = {
    "aws:cfg/conformancePack:ConformancePack": "templateBody",
    "aws:cfg/organizationConformancePack:OrganizationConformancePack": "templateBody",
    "aws:cloudcontrol/resource:Resource": "desiredState",
    "aws:cloudformation/stack:Stack": "templateBody",
    "aws:cloudformation/stackSet:StackSet": "templateBody",
    "aws:iot/caCertificate:CaCertificate": "registrationConfig.templateBody",
    "aws:iot/provisioningTemplate:ProvisioningTemplate": "templateBody",
}
"""Resource type -> the path of its property that holds whole resources."""

ANY_TYPE = {
    "aws-native:index:ExtensionResource": ("type", "properties"),
    "aws:cloudcontrol/resource:Resource": ("typeName", "desiredState"),
}
"""Types that take the name and the properties of any CloudFormation type."""

_STACKS = ("aws:cloudformation/stack:Stack", "aws:cloudformation/stackSet:StackSet")
"""Types whose tags are those of the resources inside."""

_DEEPEST = 4
"""Resources inside resources inside resources: as far as the pack looks."""


@dataclass(frozen=True, slots=True)
class Known:
    """One resource under a name that the rules know."""

    type: str
    properties: Mapping[str, Any]
    inside: str = ""
    """The path of logical ids inside the resource of the program: "Bucket"; "" for that resource itself."""
    names: Names = field(default_factory=dict[str, Any])
    link: str | None = None
    """The property by which the resource names the first of those that one resource became."""


def is_foreign(resource_type: str) -> bool:
    """Whether a resource of this type stands for others. Quick, for it is asked about every resource."""
    return resource_type.startswith(("aws-native:", "aws:index/", "awscc:index/")) or resource_type in TEMPLATES


def knows(resource_type: str) -> bool:
    """Whether the pack has the names of a type of CloudFormation, in any package: "aws-native:iam:Role"."""
    name = _cloudformation_name(resource_type)
    return name is not None and entry(CLOUDFORMATION, name) is not None


@cache
def _cloudformation_name(resource_type: str) -> str | None:
    """The key of a type in CLOUDFORMATION, in whichever of the packages that follow CloudFormation it is written.

    The package of Terraform's hashicorp/awscc has one module: AWS::IAM::Role is awscc:index/iamRole:IamRole there.
    """
    package, _, name = resource_type.replace("::", ":").lower().partition(":")
    if package == "awscc":
        alone = name.rpartition(":")[2]
        return next((key for key in keys(CLOUDFORMATION) if key.replace(":", "") == alone), alone)
    return name if package in ("aws", "aws-native") and name.count(":") == 1 and "/" not in name else None


@cache
def known_type(resource_type: str) -> str:
    """The name in pulumi_aws of a type from a package of hashicorp/aws; other types are returned as they are."""
    if not resource_type.startswith("aws:index/"):
        return resource_type
    return entry(TERRAFORM, resource_type.rpartition(":")[2].lower()) or resource_type


def translated(resource_type: str, properties: Mapping[str, Any], depth: int = 0) -> Iterator[Known]:
    """The resources that a foreign resource stands for, without itself. A template that cannot be read has none.

    Rule unread-documents reports such a template.
    """
    named = known_type(resource_type)
    first = [] if named == resource_type else [Known(named, properties)]
    if name := _cloudformation_name(resource_type):
        first = list(_from_cloudformation(name, properties))
    for known in first:
        yield known
        if known.type != named:
            yield from translated(known.type, known.properties, depth + 1)
    if depth < _DEEPEST:
        try:
            inner = list(inner_ones(named, properties))
        except (UnreadableTemplateError, UnknownValueError):
            return
        for one in inner:
            yield from _inside(one, _tags(properties) if named in _STACKS else {}, depth)


def inner_ones(resource_type: str, properties: Mapping[str, Any]) -> Iterator[Inner]:
    """The resources of CloudFormation's types inside a resource.

    Raises UnreadableTemplateError, and UnknownValueError for a template that is known only at update.
    """
    if resource_type in ANY_TYPE:
        name, body = (read(properties, key) for key in ANY_TYPE[resource_type])
        held = _object(body)
        if isinstance(name, str) and held is not None:
            yield Inner("", name, held, "", "")
    elif (path := TEMPLATES.get(resource_type)) and (template := read(properties, path)):
        parameters = read(properties, "parameters")
        given = cast(Mapping[str, Any], parameters if isinstance(parameters, Mapping) else {})
        yield from inner_resources(template, given)


def _inside(inner: Inner, tags: Mapping[str, Any], depth: int) -> Iterator[Known]:
    """The resources that one resource of a template stands for."""
    named: dict[str, Any] = {"id": inner.ref, "arn": inner.arn} if inner.logical_id else {}
    properties = Extended(inner.properties, named)
    where = inner.logical_id or inner.type
    for known in _from_cloudformation(_cloudformation_name(inner.type) or "", properties):
        more: dict[str, Any] = {known.link: inner.ref} if known.link else {}
        if known.type.endswith("/bucket:Bucket"):
            more = {"bucket": inner.ref}
        if tags:
            more["tags"] = Extended(_tags(known.properties), tags)
        own = Extended(known.properties, more, first=("tags",))
        yield replace(known, properties=own, inside=where, link=None)
        for deeper in translated(known.type, own, depth + 1):
            yield replace(deeper, inside=f"{where}/{deeper.inside}")


def _from_cloudformation(name: str, properties: Mapping[str, Any]) -> Iterator[Known]:
    """The resources that one resource of a type of CloudFormation stands for."""
    targets: list[list[Any]] = entry(CLOUDFORMATION, name) or []
    found = False
    for resource_type, names, *how in targets:
        rules: Mapping[str, Any] = how[0] if how else {}
        if rules.get("otherwise") and found:
            continue
        for holder in _each(properties, rules, names) if "each" in rules else [properties]:
            if "if" not in rules or _is_set(holder, rules["if"]):
                found = True
                yield Known(resource_type, Renamed(holder, names), "", names, rules.get("link"))


def _each(properties: Mapping[str, Any], rules: Mapping[str, Any], names: Names) -> Iterator[Mapping[str, Any]]:
    """The items of a list. One that is known only at update has its properties unknown."""
    paths = [*map(path_of, names.values()), *([rules["if"]] if "if" in rules else [])]
    keys = [path.partition(".")[0] for path in paths]
    try:
        items = read(properties, rules["each"])
    except UnknownValueError as error:
        yield Unread(keys, error)
        return
    for index in range(len(items) if is_list(items) else 0):
        try:
            item = items[index]
        except UnknownValueError as error:
            yield Unread(keys, error)
            continue
        if isinstance(item, Mapping):
            yield cast(Mapping[str, Any], item)


def _is_set(holder: Mapping[str, Any], path: str) -> bool:
    try:
        return bool(read(holder, path))
    except UnknownValueError:
        return True


def _object(value: object) -> Mapping[str, Any] | None:
    """The object of a property that holds one, or its JSON text. Raises UnreadableTemplateError for another text."""
    found = parse(value) if isinstance(value, str) else value
    if found is not None and not isinstance(found, Mapping):
        raise UnreadableTemplateError("the text is no JSON object")
    return cast("Mapping[str, Any] | None", found)


def _tags(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tags of a stack as far as they are known."""
    try:
        tags = read(properties, "tags")
    except UnknownValueError:
        return {}
    return cast(Mapping[str, Any], tags) if isinstance(tags, Mapping) else {}
