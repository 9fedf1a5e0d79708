"""The program on the real engine: one Pulumi stack, run through the Automation API against the local cloud.

https://www.pulumi.com/docs/iac/automation-api/
"""

import os
import runpy
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import yaml
from pulumi import automation
from pulumi.automation.events import EngineEvent

from components.rules import HOST
from sandbox.emulator.cloud import Cloud, Credentials
from sandbox.home import REPOSITORY, Home, search_path
from sandbox.providers.clients import ROOT
from sandbox.providers.plugin.attached import attach

SECRET = "[secret]"  # noqa: S105 - what is shown in place of one
POLICIES = REPOSITORY / "policies"
FOUNDATION = REPOSITORY / "foundation"


class StackError(RuntimeError):
    """The engine refused or failed; its own output has said why."""


@dataclass(frozen=True)
class Summary:
    """What an operation did: operation ("create", "update", "delete", "replace", "same") -> number of resources."""

    changes: Mapping[str, int]

    @property
    def changed(self) -> bool:
        """Whether anything but "same" was done."""
        return any(count for operation, count in self.changes.items() if operation != "same")


class Stack:
    """One stack of the program on the sandbox.

    `output` receives the engine's lines as they come; `colour` asks the engine for terminal colours.
    `program` and `policies` default to the repository's own; `policy_config` is a file for --policy-pack-config. Every
    preview and update runs with the policy pack attached; every operation raises StackError when the engine fails.
    `credentials` are what every call to AWS is signed with; by default root's. `project` is the folder of a project:
    that of the site, or FOUNDATION.
    """

    def __init__(
        self,
        home: Home,
        engine: Path,
        cloud: Cloud,
        output: Callable[[str], object] = print,
        colour: bool = False,
        program: Callable[[], None] | None = None,
        policies: Path | None = POLICIES,
        policy_config: Path | None = None,
        credentials: Credentials | None = None,
        project: Path = REPOSITORY,
    ) -> None:
        self._home = home
        self._output = output
        self._packs = {
            "policy_packs": [str(policies)] if policies else [],
            "policy_pack_configs": [str(policy_config.resolve())] if policy_config else [],
        }
        self._colour = "always" if colour else "never"
        home.prepare()
        write_project(home, cloud, project)
        environment = engine_environment(home, engine, cloud, credentials)
        workspace = automation.LocalWorkspaceOptions(
            work_dir=str(home.project),
            env_vars={**environment, **attach(environment)},
            pulumi_command=automation.PulumiCommand(root=str(_engine_root(home, engine))),
            secrets_provider="passphrase",
        )
        self.automation = automation.create_or_select_stack(
            home.stack,
            project_name=project_name(project),
            program=program or partial(run_program, project),
            opts=workspace,
        )
        # Nobody else works on this sandbox (Home.locked), so a lock in the backend is a killed command's.
        for lock in (home.state / ".pulumi" / "locks").rglob("*.json"):
            lock.unlink()
        self._make_secrets()

    def preview(self, diff: bool = False, on_event: Callable[[EngineEvent], object] | None = None) -> Summary:
        """Says what an update would do. on_event: is given each of the engine's events as it comes."""
        result = self._run(self.automation.preview, **self._packs, diff=diff, on_event=on_event)
        return Summary(result.change_summary)

    def up(self) -> Summary:
        """Makes the cloud what the program says."""
        result = self._run(self.automation.up, **self._packs, suppress_outputs=True, show_secrets=False)
        return Summary(result.summary.resource_changes or {})

    def refresh(self) -> Summary:
        """Makes the state what the cloud says."""
        return Summary(self._run(self.automation.refresh, show_secrets=False).summary.resource_changes or {})

    def destroy(self) -> Summary:
        """Deletes every resource of the stack."""
        return Summary(self._run(self.automation.destroy, show_secrets=False).summary.resource_changes or {})

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs by name, secrets masked."""
        return {name: SECRET if found.secret else found.value for name, found in self.automation.outputs().items()}

    def set_config(self, key: str, value: str, secret: bool = False, path: bool = False) -> None:
        """`pulumi config set` on the sandbox's own copy of the stack's config; a path is "key[0]" of a list."""
        self.automation.set_config(key, automation.ConfigValue(value, secret), path=path)

    def resources(self) -> list[dict[str, Any]]:
        """Every resource in the state, secrets in plain."""
        deployment = cast(dict[str, Any], self.automation.export_stack().deployment)
        return deployment.get("resources", [])

    def _make_secrets(self) -> None:
        """What a person sets by hand for a real account, with `pulumi config set --secret`."""
        project = project_name()
        config = _config(_stack_file(self._home))
        if config.get(f"{project}:source") == "oauth" and f"{project}:githubToken" not in config:
            self.set_config(f"{project}:githubToken", "ghp_" + secrets.token_hex(18), secret=True)
            self.set_config(f"{project}:webhookSecret", secrets.token_hex(20), secret=True)

    def _run(self, operation: Callable[..., Any], **options: Any) -> Any:
        try:
            return operation(
                color=self._colour, on_output=self._output, on_error=self._output, suppress_progress=True, **options
            )
        except automation.CommandError as error:
            raise StackError(f"the engine stopped with an error on stack {self._home.stack!r}") from error


def project_name(project: Path = REPOSITORY) -> str:
    """The name in Pulumi.yaml, which is also the namespace of the config."""
    return _read(project / "Pulumi.yaml")["name"]


def stack_region(home: Home) -> str:
    """The region in the stack's config. Raises StackError where there is no such stack."""
    source = _source(home, REPOSITORY)
    region = _config(source).get("aws:region")
    if not isinstance(region, str):
        raise StackError(f"{source.name}: aws:region is {region!r}; write a region under config, as us-east-1")
    return region


def run_program(project: Path = REPOSITORY) -> None:
    """The program of a project as `pulumi up` would run it."""
    sys.path[:0] = [] if str(REPOSITORY) in sys.path else [str(REPOSITORY)]
    runpy.run_path(str(project / "__main__.py"), run_name="__main__")


def engine_environment(
    home: Home, engine: Path, cloud: Cloud, credentials: Credentials | None = None
) -> dict[str, str]:
    """The variables with which any `pulumi` command works on this sandbox's stack, whatever folder it runs in.

    credentials: default root's.
    """
    return {
        **cloud.environment(credentials),
        f"{ROOT}_ACCESS_KEY_ID": cloud.access_key_id,
        f"{ROOT}_SECRET_ACCESS_KEY": cloud.secret_access_key,
        "PATH": search_path(engine.parent),
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_BACKEND_URL": home.state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home.passphrase),
        "PULUMI_OPTION_CWD": str(home.project),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "SANDBOX_RECORD_FILE": str(home.recorded),
    }


def forget_own_account() -> None:
    """Drops the person's own AWS and Pulumi settings from this process: a rehearsal must not reach their account."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "PULUMI_"))]:
        del os.environ[name]


def _engine_root(home: Home, engine: Path) -> Path:
    # The Automation API wants the folder above bin/.
    link = home.folder / "engine" / "bin" / "pulumi"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or link.readlink() != engine:
        link.unlink(missing_ok=True)
        link.symlink_to(engine)
    return link.parent.parent


def write_project(home: Home, cloud: Cloud, project: Path = REPOSITORY) -> None:
    """Gives the engine its own copy of the project, so that nothing of a rehearsal lands in the person's files.

    The config is the repository's at every start, but for its secrets: those are a real account's, under a key of their
    own. The copy keeps secrets and a salt that are good for nothing elsewhere.
    """
    _write(home.project / "Pulumi.yaml", {**_read(project / "Pulumi.yaml"), "main": str(project)})
    own: dict[str, Any] = _read(_stack_file(home)) if _stack_file(home).exists() else {}
    kept = {key: value for key, value in own.get("config", {}).items() if _is_secret(value)}
    config = {key: value for key, value in _config(_source(home, project)).items() if not _is_secret(value)} | kept
    domain = config.get(f"{project_name()}:domain")
    if isinstance(domain, str) and HOST.holds(domain):  # what is no host name, the program itself refuses
        config[f"{project_name()}:zoneId"] = ensure_zone(cloud, domain)
    _write(_stack_file(home), {**own, "config": config})


def ensure_zone(cloud: Cloud, domain: str) -> str:
    """The id of the domain's hosted zone, which a person has before the stack and the local cloud gets here."""
    route53 = cloud.client("route53")
    for zone in route53.list_hosted_zones_by_name(DNSName=domain)["HostedZones"]:
        if zone["Name"].rstrip(".") == domain:
            return zone["Id"].rpartition("/")[2]
    created = route53.create_hosted_zone(Name=domain, CallerReference=secrets.token_hex(8))
    return created["HostedZone"]["Id"].rpartition("/")[2]


def _source(home: Home, project: Path) -> Path:
    """The stack's config in the repository. Raises StackError where there is none."""
    file = project / f"Pulumi.{home.stack}.yaml"
    if not file.exists():
        raise StackError(f"there is no {file.name}: a stack's config is Pulumi.<stack>.yaml in {project}")
    return file


def _stack_file(home: Home) -> Path:
    return home.project / f"Pulumi.{home.stack}.yaml"


def _config(file: Path) -> dict[str, Any]:
    """The config in a stack's file. Raises StackError for a file that has none."""
    config = _read(file).get("config")
    if not isinstance(config, dict):
        raise StackError(f"{file.name} has no config; write `config:` and the stack's keys beneath it")
    return cast(dict[str, Any], config)


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and "secure" in value


def _read(file: Path) -> dict[str, Any]:
    try:
        content: Any = yaml.safe_load(file.read_text()) or {}
    except yaml.YAMLError as error:
        raise StackError(f"{file.name} is no YAML: {error}") from error
    if not isinstance(content, dict):
        raise StackError(f"{file.name} is {content!r}; write keys and values, as `config:` and what is beneath it")
    return cast(dict[str, Any], content)


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(content), sort_keys=False))
