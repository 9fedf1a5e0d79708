"""docs/configuration.md: every setting of both programs."""

import re
from collections.abc import Iterator

from components.settings.setting import Kind, Setting
from docs.generate.programs import PROGRAMS, REPOSITORY, Program, default_in_file, groups

FILE = REPOSITORY / "docs" / "configuration.md"

_HEAD = """# Configuration

Written by `make docs` from the options classes, where a setting is declared; a test fails when this page is stale.

A value is set with `pulumi config set KEY VALUE`, an item of a list with `pulumi config set --path 'KEY[0]' VALUE`, a
secret with `pulumi config set --secret KEY`. Before anything is created, the program reports every wrong value, every
unknown key and every setting without an effect at once, each with what is allowed.
"""
_TYPES: dict[Kind, str] = {
    "string": "string",
    "integer": "integer",
    "boolean": "boolean",
    "strings": "array",
    "integers": "array",
    "map": "object",
    "records": "array",
}


def configuration() -> str:
    """The text of the page."""
    return "\n".join([_HEAD, *(line for program in PROGRAMS for line in _program(program))])


def _program(program: Program) -> Iterator[str]:
    yield f"## {program.title}\n"
    yield f"Each key is `{program.project}:<key>` in `{program.stack_file}`, except `aws:region`.\n"
    for title, settings in groups(program):
        yield f"### {title}\n"
        yield "| key | type | default | what it does |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(one, documentation) for one, documentation in settings)
        yield ""


def _row(one: Setting, documentation: str) -> str:
    key = f"{one.namespace}:{one.key}" if one.namespace else one.key
    kind = "secret" if one.is_secret else _TYPES[one.kind]
    is_set = not one.is_required and (one.kind == "boolean" or bool(one.default))
    default = f"`{default_in_file(one)}`" if is_set else ""
    return f"| `{key}` | {kind} | {default} | {_escaped(documentation)} |"


def _escaped(text: str) -> str:
    """The text without a meaning in Markdown, which would drop <stack> as a tag."""
    return re.sub(r"([<*|])", r"\\\1", text)
