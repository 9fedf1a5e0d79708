"""Reads the "Write instead: .." of a violation back, and applies it to the properties of a resource."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLACEHOLDERS = {
    "<account>": "111122223333",
    "<ARN>": "arn:aws:events:eu-west-1:111122223333:rule/site",
    "<ARN of the boundary>": "arn:aws:iam::111122223333:policy/site-boundary",
    "<bucket>": "acme-site",
    "<id>": "0a1b2c3d",
    "<identity pool>": "eu-west-1:0a1b",
    "<key>": "team",
    "<name>": "site",
    "<one subject>": "one",
    "<organization>": "o-a1b2c3d4e5",
    "<owner>": "acme",
    "<region>": "eu-west-1",
    "<service>": "monitoring.rds",
    "<value>": "site",
}
_CONDITION, _PRINCIPAL, _RESOURCE = '"Condition": ', '"Principal": ', '"Resource": '
_ACTION = re.compile(r"\b[a-z0-9-]+:[A-Za-z][A-Za-z0-9]+\b")
_ARN = re.compile(r'"(arn:[^"]+)"')
_PROPERTY = re.compile(r'\b([a-z_]+)="([^"]*)"')
PROSE = (
    "'Action' with the used actions.",
    "'Resource' with the ARNs of the used resources.",
    "each used action by its name.",
    "name each resource in full, without a wildcard.",
    "nothing; an administrator signs in to do this.",
    "the ARNs of the used resources; their forms: https://docs.aws.amazon.com/service-authorization/",
    "the used actions; all of them: https://docs.aws.amazon.com/service-authorization/",
)
"""How advice begins that leaves the choice to the reader."""


def advice_of(violation: str) -> str:
    """The text after "Write instead", with an example in each placeholder."""
    text = violation.partition("\nWrite instead")[2].lstrip(": ")
    for placeholder, value in _PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    assert text
    assert "<" not in text.replace("<name>", ""), f"a placeholder without an example: {text}"
    return text


def alternatives(advice: str, pattern: str, statement: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The statement after each alternative of the advice; nothing for prose.

    pattern: the text in quotes in the violation, which names the part to replace.
    """
    if advice.startswith(PROSE):
        return
    found = False
    for part in re.split(r", or add |; or keep the wildcard and ", advice):
        for applied in _applied(part, pattern, statement):
            found = True
            yield applied
    assert found, f"advice that cannot be read back: {advice}"


def _applied(advice: str, pattern: str, statement: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if _CONDITION in advice:
        yield {**statement, "Condition": _merged(statement.get("Condition") or {}, _json(advice, _CONDITION))}
    elif _PRINCIPAL in advice:
        yield {**statement, "Principal": _json(advice, _PRINCIPAL)}
    elif _RESOURCE in advice:
        yield {**statement, "Resource": _json(advice, _RESOURCE)}
    elif properties := dict(_PROPERTY.findall(advice)):
        for key, value in properties.items():
            yield {**statement, _camel(key): value}
    elif arns := _ARN.findall(advice):
        yield {**statement, "Resource": arns}
    elif actions := _ACTION.findall(advice.partition("; all of them")[0]):
        key = "action" if "action" in statement else "Action"
        kept = [action for action in _listed(statement.get(key, ())) if action != pattern]
        rest = {name: value for name, value in statement.items() if name != "NotAction"}
        yield {**rest, key: actions[0] if key == "action" else [*kept, *actions]}


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The old conditions without the keys of the new ones, and the new ones."""
    keys = {key.lower() for tested in new.values() for key in tested}
    kept = {
        operator: {key: value for key, value in tested.items() if key.lower() not in keys}
        for operator, tested in old.items()
    }
    return {operator: {**kept.get(operator, {}), **new.get(operator, {})} for operator in {**kept, **new}}


def _json(advice: str, key: str) -> Any:
    return json.JSONDecoder().raw_decode(advice.partition(key)[2])[0]


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(other.title() for other in others)
