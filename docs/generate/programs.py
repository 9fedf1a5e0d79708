"""The two programs and their settings, as the generated files present them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.settings.setting import SEVERAL, Group, Kind, Options, Setting, members, settings_of
from components.stack_settings import Settings as SiteSettings
from foundation.settings import Settings as FoundationSettings

REPOSITORY = Path(__file__).resolve().parents[2]

# The engine wants a default for every key. The reader takes these for "not set".
_NOT_SET: Mapping[Kind, Any] = {
    "string": "",
    "integer": 0,
    "boolean": False,
    "strings": [],
    "integers": [],
    "map": {},
    "records": [],
}


@dataclass(frozen=True)
class Program:
    """A Pulumi program."""

    title: str
    project: str
    """Name of the project, which is the namespace of its keys."""
    project_file: Path
    stack_file: str
    """Where a stack's values are, for readers of the page."""
    settings: type[Options]
    own_title: str
    """Heading of the settings that are in no group."""


PROGRAMS = (
    Program(
        "The site",
        "secure-site",
        REPOSITORY / "Pulumi.yaml",
        "Pulumi.<stack>.yaml",
        SiteSettings,
        "The site's stack",
    ),
    Program(
        "The foundation",
        "secure-site-foundation",
        REPOSITORY / "foundation" / "Pulumi.yaml",
        "foundation/Pulumi.<stack>.yaml",
        FoundationSettings,
        "The foundation's stack",
    ),
)


def groups(program: Program) -> Iterator[tuple[str, Sequence[tuple[Setting, str]]]]:
    """The settings of a program and their documentation under their headings, in the order of their declaration."""
    own: list[Setting] = []
    for member in members(program.settings):
        if isinstance(member, Group):
            settings = list(settings_of(member.options))
            switch = next((one for one in settings if one.name == member.switch), None)
            yield member.title, [(one, documentation(one, switch)) for one in settings]
        else:
            own.append(member)
    yield program.own_title, [(one, documentation(one)) for one in own]


def documentation(one: Setting, switch: Setting | None = None) -> str:
    """The description of a setting, its rule, and when it is required.

    switch: the setting without which those of its group are not used. Default: none, the group is always used.
    """
    subject = "Each must be" if one.kind in SEVERAL else "Must be"
    none = ", or 0 for none" if one.is_optional and one.kind == "integer" else ""
    rule = f" {subject} {one.rule.allowed}{none}." if one.rule else ""
    if one is switch or not one.is_required:
        return f"{one.description}{rule}"
    return f"{one.description}{rule} Required{f' with {switch.key}' if switch else ''}."


def default_in_file(one: Setting) -> str:
    """The default as YAML, with what stands for "not set"."""
    value = _NOT_SET[one.kind] if one.is_required or one.default is None else one.default
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def scalar(text: str) -> str:
    """A text as YAML: plain where that means the same, in quotes otherwise."""
    is_plain = text[:1].isalnum() and ": " not in text and " #" not in text and not text.endswith(":")
    return text if is_plain and not text.isdigit() and text not in ("true", "false", "null") else json.dumps(text)
