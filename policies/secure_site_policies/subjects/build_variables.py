"""Credentials in the variables and commands of a build, which everyone who may view the build can read.

An unknown value under the name of a credential is one: it depends on a resource, as a generated password does.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import yaml
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.subjects.command_lines import assigned_credentials, commands_with_a_credential
from secure_site_policies.subjects.placeholders import says_no_secret
from secure_site_policies.subjects.secret_names import names_a_credential
from secure_site_policies.subjects.secret_shapes import kinds_in

_URL_PASSWORD = "url-password"  # noqa: S105 - the name of the kind


def is_plain_credential(variable: Mapping[str, Any], value_key: str = "value") -> bool:
    """Whether {"name": .., "value": .., "type": ..} holds a credential in plain.

    Raises UnknownValueError only where the name or the type is unknown.
    """
    if variable.get("type") not in (None, "PLAINTEXT") or not is_set(variable, value_key):
        return False
    named = names_a_credential(str(variable.get("name")))
    try:
        value = str(variable.get(value_key))
    except UnknownValueError:
        return named
    if named:
        return not says_no_secret(value)
    return _URL_PASSWORD in kinds_in(value) or any(assigned_credentials(value))


def plain_variables(variables: object) -> Iterator[str]:
    """The names of the credentials in a mapping of names to values, or in a list of objects with "name" and "value"."""
    if isinstance(variables, Mapping):
        held = cast(Mapping[str, Any], variables)
        pairs = ({"name": name, "value": None if held[name] is None else str(held[name])} for name in held)
        yield from (str(pair["name"]) for pair in pairs if is_plain_credential(pair))
    for variable in cast(list[Any], variables) if isinstance(variables, list) else ():
        if is_plain_credential(the_object(variable)):
            yield str(the_object(variable)["name"])


def buildspec_variables(spec: object) -> Iterator[str]:
    """The names of the credentials in a buildspec's variables, and of those that its commands assign."""
    yield from plain_variables(the_object(the_object(spec).get("env")).get("variables"))
    for _, command in _commands(spec):
        yield from assigned_credentials(command)


def phases_with_a_credential(spec: object) -> Iterator[str]:
    """The phases of a buildspec in which a command is given a credential."""
    found = (phase for phase, command in _commands(spec) if commands_with_a_credential(command))
    return iter(dict.fromkeys(found))


def read_buildspec(text: object) -> object:
    """The content of an inline buildspec; None for a path, an ARN, or text that CodeBuild rejects as well."""
    if not isinstance(text, str) or not ("variables" in text or "commands" in text or "finally" in text):
        return None
    try:
        # The C loader where it is installed: a buildspec may be long.
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _commands(spec: object) -> Iterator[tuple[str, str]]:
    """Each command with the name of its phase."""
    phases = the_object(the_object(spec).get("phases"))
    for phase in phases:
        for key in ("commands", "finally"):
            commands = the_object(phases[phase]).get(key)
            lines = cast(list[Any], commands) if isinstance(commands, list) else [commands]
            yield from ((str(phase), line) for line in lines if isinstance(line, str))
