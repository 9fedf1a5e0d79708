"""CloudFormation templates: the resources that a template makes, with its functions resolved.

A reference to a resource becomes the name or the ARN that AWS will give it, so that a rule can read the policies that
contain it. What depends on the account or on another stack becomes a fixed text.

AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import yaml
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from secure_site_policies.types.intrinsics import Resolver, UnresolvableError

_MOST_CONDITIONS = 4
"""The undecided conditions of a template whose combinations are all judged."""

_HARMLESS = {"AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen"}
"""Transforms that add no resources with permissions."""


class UnreadableTemplateError(ValueError):
    """The template cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Inner:
    """One resource of a template."""

    logical_id: str
    type: str
    """CloudFormation's name of the type: "AWS::IAM::Role"."""
    properties: Mapping[str, Any]
    ref: str
    """The text that a reference to the resource yields."""
    arn: str


def inner_resources(template: object, parameters: Mapping[str, Any]) -> Sequence[Inner]:
    """The resources of a template, once for each combination of the conditions that the program does not decide.

    template: text in JSON or YAML, or its object. parameters: the values of its parameters.

    Raises UnreadableTemplateError.
    """
    if not isinstance(template, str):
        return tuple(_made(template, parameters))
    try:
        known = json.dumps({key: parameters[key] for key in parameters}, sort_keys=True)
    except (UnknownValueError, TypeError):
        return tuple(_made(parse(template), parameters))
    return _made_once(template, known)


@lru_cache(maxsize=32)
def _made_once(template: str, parameters: str) -> Sequence[Inner]:
    """The resources of a text. Every rule asks for the same ones."""
    return tuple(_made(parse(template), json.loads(parameters)))


def _made(parsed: object, parameters: Mapping[str, Any]) -> Iterator[Inner]:
    if not isinstance(parsed, Mapping) or not isinstance(read := cast(Any, parsed).get("Resources"), Mapping):
        raise UnreadableTemplateError("the template has no Resources")
    body = cast(Mapping[str, Any], parsed)
    transforms: Any = body.get("Transform") or ()
    for transform in (transforms,) if isinstance(transforms, str) else transforms:
        if transform not in _HARMLESS:
            raise UnreadableTemplateError(f"{transform!r} rewrites the template before it is deployed")
    resources = cast(Mapping[str, Any], read)
    if any(str(name).startswith("Fn::") for name in resources):
        raise UnreadableTemplateError("a loop or an include in Resources makes resources that the text does not show")
    try:
        yield from _resolved(body, resources, parameters)
    except UnreadableTemplateError:
        raise
    except (UnresolvableError, KeyError) as error:
        raise UnreadableTemplateError(f"the template is not one that CloudFormation accepts: {error}") from error
    except (RecursionError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise UnreadableTemplateError("the template is not one that CloudFormation accepts") from error


def _resolved(body: Mapping[str, Any], resources: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[Inner]:
    undecided = Resolver(body, parameters, {}).undecided()
    if len(undecided) > _MOST_CONDITIONS:
        raise UnreadableTemplateError(f"{len(undecided)} conditions depend on the account, at most {_MOST_CONDITIONS}")
    seen: set[str] = set()
    for choice in product((True, False), repeat=len(undecided)):
        resolver = Resolver(body, parameters, dict(zip(undecided, choice, strict=True)))
        for name, resource in resources.items():
            if resolver.holds(resource.get("Condition")):
                made = resolver.resource(name)
                text = json.dumps([name, made.properties], default=str, sort_keys=True)
                if text not in seen:
                    seen.add(text)
                    yield Inner(
                        name, resource["Type"], unknown_checking_proxy(dict(made.properties)), made.ref, made.arn
                    )


@lru_cache(maxsize=32)
def parse(text: str) -> Any:
    """The object of a JSON or YAML text. Raises UnreadableTemplateError for another text, and for a repeated key."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError as error:
        raise UnreadableTemplateError("the text is nested too deeply") from error
    except json.JSONDecodeError:
        return _parse_yaml(text)


def _parse_yaml(text: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader with CloudFormation's tags
    except UnreadableTemplateError:
        raise
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as error:
        # Never the text around the fault, which may hold a secret.
        mark: Any = getattr(error, "problem_mark", None)
        where = f": line {mark.line + 1}: {getattr(error, 'problem', None)}" if mark else ""
        raise UnreadableTemplateError(f"the text is neither JSON nor YAML{where}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise UnreadableTemplateError("the text repeats a key")
    return made


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with it


class _Loader(_SafeLoader):
    """YAML with the short form of CloudFormation's functions."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        made: dict[Hashable, Any] = super().construct_mapping(node, deep=True)
        if len(made) < len([key for key, _ in node.value if key.value != "<<"]):
            raise UnreadableTemplateError("the text repeats a key")
        return made


def _function(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    """The long form of `!Ref`, `!GetAtt a.b` and the other tags."""
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


def _text(loader: Any, node: Any) -> str:
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _function)  # pyright: ignore[reportUnknownMemberType]
# A date is the text that it is written as: Version: 2012-10-17.
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)
