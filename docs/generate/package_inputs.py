"""components/package/inputs.py: the groups of inputs of the package, one for each options class.

Pulumi reads a package's schema from Python types and the docstrings beneath their keys, so that they have to stand in
a file. A setting stays declared in one place: the file is written from there.
"""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from components.alerts.options import AlertOptions
from components.pipeline.options import PipelineOptions
from components.pipeline.source import SourceOptions
from components.settings.setting import SEVERAL, Kind, Options, Setting, members
from components.site.options import DomainOptions, SiteOptions
from components.site.redirects import Redirect
from components.site.response_headers import SecurityHeaders
from components.storage.options import StorageOptions
from docs.generate.programs import REPOSITORY

FILE = REPOSITORY / "components" / "package" / "inputs.py"

GROUPS: Mapping[str, type[Options]] = {
    "Domain": DomainOptions,
    "Site": SiteOptions,
    "Headers": SecurityHeaders,
    "Storage": StorageOptions,
    "Source": SourceOptions,
    "Pipeline": PipelineOptions,
    "Alerts": AlertOptions,
}
"""Name of the type in the package -> the options class."""

_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "integer": "int",
    "boolean": "bool",
    "strings": "list[str]",
    "integers": "list[int]",
    "map": "dict[str, str]",
}
_RECORDS: Mapping[type[Any], Mapping[str, str]] = {
    Redirect: {
        "from_": "A path such as /old, or a folder such as /old/*.",
        "to": "The path or the address that it leads to. In it, :splat stands for what the * matched.",
        "status": "The status of the redirect: 301, 302, 303, 307 or 308. Default: 301.",
    }
}
"""Objects in lists, with the meaning of each member."""

_HEAD = '''"""The groups of inputs. Written by `make docs` from the options classes, where a setting is declared."""

from typing import NotRequired, TypedDict

import pulumi
'''


def package_inputs() -> str:
    """The text of the file."""
    parts = [_HEAD]
    parts += ["\n".join(_record(record, meanings)) for record, meanings in _RECORDS.items()]
    parts += ["\n".join(_group(name, options)) for name, options in GROUPS.items()]
    return "\n\n".join(parts)


def _group(name: str, options: type[Options]) -> Iterator[str]:
    yield f"class {name}(TypedDict):"
    yield f'    """{(options.__doc__ or "").strip().splitlines()[0]}"""\n'
    for one in members(options):
        if isinstance(one, Setting):
            kind = _type(one)
            yield f"    {one.name}: {kind if one.is_required else f'NotRequired[{kind}]'}"
            yield _docstring(description(one))
    yield ""


def _record(record: type[Any], meanings: Mapping[str, str]) -> Iterator[str]:
    yield f"class {record.__name__}(TypedDict):"
    yield f'    """{(record.__doc__ or "").strip().splitlines()[0]}"""\n'
    for part in fields(record):
        kind = "str" if part.type is str else "int"
        yield f"    {part.name}: {kind if part.default is MISSING else f'NotRequired[{kind}]'}"
        yield _docstring(meanings[part.name])
    yield ""


def _docstring(text: str) -> str:
    """The text beneath a key. The package joins its lines again."""
    return textwrap.fill(f'"""{text}"""', 120, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def _type(one: Setting) -> str:
    if one.is_secret:
        return "pulumi.Input[str]"
    return f"list[{one.record.__name__}]" if one.record else _TYPES[one.kind]


def description(one: Setting) -> str:
    """What a setting is for, with its rule and its default."""
    subject = "Each must be" if one.kind in SEVERAL else "Must be"
    rule = f" {subject} {one.rule.allowed}." if one.rule else ""
    return f"{one.description}{rule}{_default(one)}".replace(" Set it with --secret.", "")


def _default(one: Setting) -> str:
    if one.is_required:
        return ""
    if one.kind == "boolean":
        return f" Default: {str(one.default).lower()}."
    return f" Default: {one.default}." if one.default else " Default: none."
