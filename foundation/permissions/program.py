"""The resources that the site's program registers in a stack, and their names: runs the program on mocks."""

import asyncio
import json
import runpy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pulumi
import yaml
from pulumi.runtime import mocks, rpc, set_all_config, settings
from pulumi.runtime.stack import run_pulumi_func

from components.context import Context
from components.pipeline.source import SourceOptions
from components.settings.setting import settings_of
from foundation.permissions.table import TABLE

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the site's program."""

_SERVICES = ("codeconnections", "codestar-connections")
_ACCOUNT_CALL = "aws:index/getCallerIdentity:getCallerIdentity"
_OUTPUTS_CALL = "pulumi:pulumi:readStackOutputs"


@dataclass(frozen=True)
class Resource:
    """One registered resource."""

    type: str
    """Type token: "aws:s3/bucket:Bucket"."""
    name: str
    """Logical name."""
    inputs: Mapping[str, Any]
    """The inputs as on the wire, without the unknown ones."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The inputs, and the parts of ARNs that follow from them: host, folder, connection under its two services."""
        connection = _connection(self.inputs.get("stages", ()))
        return {
            "host": str(self.inputs.get("url", "")).removeprefix("https://"),
            "folder": "".join(str(self.inputs.get("key", "")).rpartition("/")[:2]),
            "connection": connection,
            **{service: connection.replace(connection.split(":")[2], service) for service in _SERVICES if connection},
            **self.inputs,
        }


@dataclass(frozen=True)
class Program:
    """A stack as its program declares it."""

    context: Context
    """Names, account and region of the stack."""
    resources: Sequence[Resource]
    """The resources of the AWS provider, sorted by type and name."""
    has_secrets: bool = False
    """Whether the configuration of the stack holds secrets, which its state then holds as well. Default: False."""
    connection_arn: str | None = None
    """The connection of the configuration. Default: none, the stack has its own or needs none."""

    def all(self, resource_type: str) -> list[Resource]:
        """All resources of a type."""
        return [resource for resource in self.resources if resource.type == resource_type]

    def arn(self, template: str, resource: Resource) -> str:
        """An ARN of the table with its braces filled. Raises LookupError if an input is not known at preview."""
        return _filled(template, resource, self.context)


def run(stack: str, account_id: str, changes: Mapping[str, str] | None = None) -> Program:
    """Runs the site's program with the configuration of a stack, like its first preview.

    The boundary of the stack's roles is always part of the foundation, whether or not the configuration says so: with
    the permission to write it, the deploy role could remove its own limits.

    stack: the name of the stack. Its Pulumi.<stack>.yaml is read; made-up values replace its secrets.
    account_id: the twelve digits.
    changes: settings that take the place of those in the file. Default: none.

    Raises FileNotFoundError for a stack without a file, and what the program raises.
    """
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    file = ROOT / f"Pulumi.{stack}.yaml"
    written = yaml.safe_load(file.read_text())["config"]
    values = _texts(written)
    values |= {f"{project['name']}:{key}": value for key, value in (changes or {}).items()}
    is_oauth = values[f"{project['name']}:source"] == "oauth"
    secrets = _stand_ins(project, written, is_oauth=is_oauth)
    config = {**values, **secrets, f"{project['name']}:foundation": "true"}
    context = Context(project["name"], stack, account_id, config["aws:region"])
    recorder = _Recorder(context)

    def program() -> None:
        set_all_config(config, list(secrets))
        runpy.run_path(str(ROOT / "__main__.py"))

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        settings.set_root_resource(cast("Any", None))
        mocks.set_mocks(recorder, project=context.project, stack=stack, preview=True)
        loop.run_until_complete(run_pulumi_func(program))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    found = sorted(recorder.resources, key=lambda resource: (resource.type, resource.name))
    connection = values.get(f"{project['name']}:connectionArn") or None
    return Program(context, found, is_oauth or _holds_secret(written), connection)


class _Recorder(mocks.Mocks):
    """Records the registered resources, and answers with the facts that follow from names alone."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.resources: list[Resource] = []

    def call(self, args: mocks.MockCallArgs) -> Any:
        if args.token == _OUTPUTS_CALL:  # a stack that was never up
            return {"outputs": {}}
        if args.token != _ACCOUNT_CALL:
            raise LookupError(f"the program calls {args.token}: let _Recorder in foundation/permissions answer it")
        account = self._context.account_id
        return {"accountId": account, "id": account, "userId": account, "arn": f"arn:aws:iam::{account}:root"}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        wire = cast("dict[str, Any]", args.inputs)  # pyright: ignore[reportUnknownMemberType]
        inputs = {name: rpc.unwrap_rpc_secret(value) for name, value in wire.items()}
        if not args.typ.startswith("aws:"):
            return "", inputs
        known = {name: value for name, value in inputs.items() if not pulumi.output.contains_unknowns(value)}
        resource = Resource(args.typ, args.name, known)
        self.resources.append(resource)
        return "", {**self._arn(resource), **inputs}

    def _arn(self, resource: Resource) -> dict[str, str]:
        """The ARN of a resource whose name determines it, so that the names derived from the ARN are known as well."""
        calls = TABLE.get(resource.type)
        template = calls.arns.split()[0] if calls else "*"
        if "*" in template or "{name}" not in template:
            return {}
        return {"arn": _filled(template, resource, self._context)}


def _filled(template: str, resource: Resource, context: Context) -> str:
    known = {key: value for key, value in resource.facts.items() if isinstance(value, str)}
    try:
        return template.format_map({"region": context.region, **known, "account": context.account_id})
    except KeyError as error:
        raise LookupError(
            f"{resource.type} {resource.name!r}: input {error} is not known at preview, but {template!r} needs it: "
            "derive it from the stack's names, or write another ARN into foundation/permissions/table"
        ) from error


def _connection(stages: Sequence[Mapping[str, Any]]) -> str:
    """The configured connection of a pipeline; "" if it is the stack's own, or if there is none."""
    configurations = (action.get("configuration", {}) for stage in stages for action in stage.get("actions", ()))
    found = (one.get("ConnectionArn") for one in configurations)
    return next((arn for arn in found if isinstance(arn, str)), "")


def _holds_secret(value: object) -> bool:
    """Whether there is an encrypted value anywhere in a configuration: {"secure": "..."}."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return "secure" in members or any(map(_holds_secret, members.values()))
    return isinstance(value, list) and any(map(_holds_secret, cast("list[object]", value)))


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as the engine passes them: text or JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


def _stand_ins(project: Mapping[str, Any], written: Mapping[str, Any], *, is_oauth: bool) -> dict[str, str]:
    """Made-up values for the secrets that the stack has: those in its file, and the two that source oauth needs.

    Without its switch, or with another source, a secret is refused.
    """
    needed = {one.key for one in settings_of(SourceOptions) if one.is_secret} if is_oauth else set[str]()
    secrets = (key for key, schema in project["config"].items() if schema.get("secret"))
    named = {key: f"{project['name']}:{key}" for key in secrets}
    return {
        full: f"standInForTheSecret{key}"
        for key, full in named.items()
        if key in needed or _holds_secret(written.get(full))
    }
