"""CloudFormation's functions in a template, resolved to the texts that a rule can read.

AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

_PSEUDO: Mapping[str, Any] = {
    "AWS::AccountId": "111111111111",
    "AWS::NotificationARNs": [],
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:111111111111:stack/stack/0",
    "AWS::StackName": "stack",
    "AWS::URLSuffix": "amazonaws.com",
}
"""Values that only the deployment knows; each stands for any account and region, and is fixed to a rule."""

_NOTHING = {"Ref": "AWS::NoValue"}
_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")

_ARN_OF_A_TYPE: Mapping[str, str] = {
    "AWS::IAM::Group": "arn:aws:iam::111111111111:group/{}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::111111111111:policy/{}",
    "AWS::IAM::Role": "arn:aws:iam::111111111111:role/{}",
    "AWS::IAM::User": "arn:aws:iam::111111111111:user/{}",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SNS::Topic": "arn:aws:sns:us-east-1:111111111111:{}",
    "AWS::SQS::Queue": "arn:aws:sqs:us-east-1:111111111111:{}",
}
_REF_IS_ARN = re.compile(r"AWS::(SNS::Topic|IAM::ManagedPolicy|SecretsManager::Secret|StepFunctions::StateMachine)$")


class UnresolvableError(ValueError):
    """A function or a condition that has no value before the deployment; the message names it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A resource as the template makes it."""

    properties: Mapping[str, Any]
    ref: str
    arn: str


class Resolver:
    """Resolves one template with the values of its parameters and a decision for each undecided condition."""

    def __init__(self, body: Mapping[str, Any], parameters: Mapping[str, Any], decided: Mapping[str, bool]) -> None:
        self._body, self._parameters, self._decided = body, parameters, decided

    def undecided(self) -> Sequence[str]:
        """The conditions that depend on the account, the region or an unknown parameter."""
        return [name for name in self._section("Conditions") if self._condition(name, set()) is None]

    def holds(self, name: str | None) -> bool:
        """Whether a condition holds. Without a condition, True."""
        return name is None or bool(self._condition(name, set()))

    def resource(self, name: str) -> Made:
        """A resource of the template with its functions resolved."""
        found = self._section("Resources")[name]
        properties = self.value(found.get("Properties") or {})
        called = self._called(name)
        arn = _ARN_OF_A_TYPE.get(found["Type"], _usual_arn(found["Type"])).format(called)
        return Made(properties, arn if _REF_IS_ARN.match(found["Type"]) else called, arn)

    def value(self, value: Any) -> Any:
        """The value with every function in it resolved; an unknown parameter is pulumi-policy's unknown value."""
        if isinstance(value, Mapping):
            held = cast(Mapping[str, Any], value)
            if len(held) == 1:
                ((name, argument),) = held.items()
                if name == "Ref" or str(name).startswith("Fn::"):
                    return self._call(name, argument)
            return {str(key): self.value(item) for key, item in held.items() if not self._is_nothing(item)}
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            items = cast(Sequence[Any], value)
            return [self.value(item) for item in items if not self._is_nothing(item)]
        return value

    def _call(self, name: str, argument: Any) -> Any:
        match name:
            case "Ref":
                return self._ref(argument)
            case "Fn::GetAtt":
                return self._attribute(*(argument.split(".", 1) if isinstance(argument, str) else argument))
            case "Fn::Sub":
                return self._substituted(argument)
            case "Fn::If":
                return self.value(argument[1 if self.holds(argument[0]) else 2])
            case "Fn::FindInMap":
                first, second, third = map(self.value, argument[:3])
                return self.value(self._section("Mappings")[first][second][third])
            case "Fn::ImportValue":
                return f"import-{self.value(argument)}"
            case "Fn::GetAZs" | "Fn::Cidr":
                return []
            case _:
                return self._computed(name, self.value(argument))

    def _computed(self, name: str, argument: Any) -> Any:
        """A function of values alone."""
        if UNKNOWN_STRING_VALUE in json.dumps(argument, default=str):
            return UNKNOWN_STRING_VALUE
        match name:
            case "Fn::Join":
                return argument[0].join(map(str, argument[1]))
            case "Fn::Select":
                return argument[1][int(argument[0])]
            case "Fn::Split":
                return argument[1].split(argument[0])
            case "Fn::Base64":
                return argument
            case "Fn::ToJsonString":
                return json.dumps(argument)
            case "Fn::Length":
                return len(argument)
            case _:
                raise UnresolvableError(f"{name} cannot be resolved before the deployment")

    def _substituted(self, argument: Any) -> str:
        text: str = argument if isinstance(argument, str) else argument[0]
        variables: Mapping[str, Any] = {} if isinstance(argument, str) else argument[1]
        unknown = False

        def replaced(found: re.Match[str]) -> str:
            nonlocal unknown
            literal, name = found[1], found[2].strip()
            if literal:
                return "${" + name + "}"
            if name in variables:
                made = self.value(variables[name])
            else:
                made = self._attribute(*name.split(".", 1)) if "." in name else self._ref(name)
            unknown = unknown or made == UNKNOWN_STRING_VALUE
            return str(made)

        made = _VARIABLE.sub(replaced, text)
        return UNKNOWN_STRING_VALUE if unknown else made

    def _ref(self, name: str) -> Any:
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self._section("Resources"):
            kind = self._section("Resources")[name]["Type"]
            return self._attribute(name, "Arn") if _REF_IS_ARN.match(kind) else self._called(name)
        return self._parameter(name)

    def _parameter(self, name: str) -> Any:
        declared: Mapping[str, Any] = self._section("Parameters").get(name) or {}
        try:
            given = self._parameters.get(name)
        except UnknownValueError:
            return UNKNOWN_STRING_VALUE
        value = declared.get("Default", name) if given is None else given
        if declared.get("Type", "").startswith("List<") or declared.get("Type") == "CommaDelimitedList":
            return [part.strip() for part in str(value).split(",")]
        return value

    def _attribute(self, name: str, attribute: str) -> str:
        kind = self._section("Resources")[name]["Type"]
        called = self._called(name)
        if attribute.endswith("Arn"):
            return _ARN_OF_A_TYPE.get(kind, _usual_arn(kind)).format(called)
        return f"{called}.{attribute}".lower()

    def _called(self, name: str) -> str:
        """The name that the template gives a resource, or else its logical id."""
        found = self._section("Resources")[name]
        kind = found["Type"].rpartition("::")[2]
        properties: Mapping[str, Any] = found.get("Properties") or {}
        for key in (f"{kind}Name", "Name", "ManagedPolicyName"):
            given = self.value(properties[key]) if key in properties else None
            if isinstance(given, str) and given != UNKNOWN_STRING_VALUE:
                return given
        return name

    def _condition(self, condition: Any, within: set[str]) -> bool | None:
        """Whether a condition holds; None where the program does not decide it."""
        if isinstance(condition, str):
            if condition in self._decided:
                return self._decided[condition]
            if condition in within:
                raise UnresolvableError(f"condition {condition} refers to itself")
            return self._condition(self._section("Conditions")[condition], {*within, condition})
        ((name, argument),) = condition.items()
        match name:
            case "Condition":
                return self._condition(argument, within)
            case "Fn::Not":
                inner = self._condition(argument[0], within)
                return None if inner is None else not inner
            case "Fn::And" | "Fn::Or":
                inner_ones = [self._condition(one, within) for one in argument]
                settles = name == "Fn::Or"
                if settles in inner_ones:
                    return settles
                return None if None in inner_ones else not settles
            case _:
                return self._equal(argument) if name == "Fn::Equals" else None

    def _equal(self, argument: Any) -> bool | None:
        if any(f"AWS::{name}" in json.dumps(argument) for name in ("AccountId", "Partition", "Region", "StackName")):
            return None
        first, second = (self.value(one) for one in argument)
        return None if UNKNOWN_STRING_VALUE in (first, second) else str(first) == str(second)

    def _is_nothing(self, value: Any) -> bool:
        """Whether a value removes its property: AWS::NoValue, also as the outcome of a condition."""
        if isinstance(value, Mapping) and list(cast(Mapping[str, Any], value)) == ["Fn::If"]:
            branches = cast(Mapping[str, Any], value)["Fn::If"]
            return self._is_nothing(branches[1 if self.holds(branches[0]) else 2])
        return value == _NOTHING

    def _section(self, name: str) -> Mapping[str, Any]:
        return self._body.get(name) or {}


def _usual_arn(kind: str) -> str:
    _, service, name = [*kind.split("::"), "", ""][:3]
    return f"arn:aws:{service.lower()}:us-east-1:111111111111:{name.lower()}/{{}}"
