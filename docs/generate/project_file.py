"""The `config` block of a Pulumi.yaml, from the settings of the program. What stands above it is written by hand."""

from collections.abc import Iterator

from components.settings.setting import Kind, Setting
from docs.generate.programs import Program, default_in_file, groups, scalar

_TYPES: dict[Kind, tuple[str, ...]] = {
    "string": ("type: string",),
    "integer": ("type: integer",),
    "boolean": ("type: boolean",),
    "strings": ("type: array", "items:", "  type: string"),
    "integers": ("type: array", "items:", "  type: integer"),
    "map": ("type: object",),
    "records": ("type: array", "items:", "  type: object"),
}

_SECRETS = "No type: the engine would then demand both secrets of every stack, those with a connection too."


def project_file(program: Program) -> str:
    """The text of the file."""
    head, _, _ = program.project_file.read_text().partition("\nconfig:\n")
    return "\n".join([head, "config:", *_config(program), ""])


def _config(program: Program) -> Iterator[str]:
    yield "  # Written by `make docs` from the options classes, where a setting is declared."
    is_first_secret = True
    for title, settings in groups(program):
        yield f"\n  # {title}"
        for one, documentation in settings:
            if one.namespace:
                continue
            if one.is_secret and is_first_secret:
                yield f"  # {_SECRETS}"
                is_first_secret = False
            yield from _entry(one, documentation)


def _entry(one: Setting, documentation: str) -> Iterator[str]:
    yield f"  {one.key}:"
    yield from (f"    {line}" for line in (("secret: true",) if one.is_secret else _TYPES[one.kind]))
    yield f"    default: {default_in_file(one)}"
    yield f"    description: {scalar(documentation)}"
