"""The program on the real engine: one Pulumi stack, run through the Automation API against the local cloud.

https://www.pulumi.com/docs/iac/automation-api/
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from pulumi import automation
from pulumi.automation.events import EngineEvent
from semver import VersionInfo

from sandbox.checkpoint import Checkpoint
from sandbox.emulator.cloud import Cloud, Credentials
from sandbox.engine.events import keep_whole
from sandbox.engine.find import pinned_version
from sandbox.environment import engine_environment
from sandbox.errors import SandboxError
from sandbox.home import REPOSITORY, Home
from sandbox.program import import_ahead, run_program
from sandbox.project import missing_secrets, project_name, write_project
from sandbox.providers import PACKAGES
from sandbox.providers.plugin.attached import attach

POLICIES = REPOSITORY / "policies"
POLICY_CONFIG = REPOSITORY / "policies.json"
FOUNDATION = REPOSITORY / "foundation"

_KILLED = re.compile(r"\s*code: -")
# The file backend would write the whole state before and after each resource: the time for it grows with the square of
# their number, and takes five sixths of an update of 20 sites. `Checkpoint.changing` knows an update that was cut off.
_STATE_AT_THE_END = {"PULUMI_SKIP_CHECKPOINTS": "true"}


class StackError(SandboxError):
    """The engine failed. Its own output gives the reason."""


class KilledError(StackError):
    """A signal ended the engine, which has not written what it had done."""


@dataclass(frozen=True)
class Summary:
    """What an operation did: operation ("create", "update", "delete", "replace", "same") -> number of resources."""

    changes: Mapping[str, int]

    @property
    def changed(self) -> bool:
        """Whether anything but "same" was done."""
        return any(count for operation, count in self.changes.items() if operation != "same")


class Stack:
    """One stack of a program on the sandbox. Every operation raises StackError when the engine fails."""

    def __init__(
        self,
        pulumi: automation.Stack,
        checkpoint: Checkpoint,
        display: Mapping[str, Any],
        packs: Mapping[str, list[str]],
    ) -> None:
        """Stores what `open` has put together: options of each operation, and of those that run the policy pack."""
        self.automation = pulumi
        self.checkpoint = checkpoint
        self._display = display
        self._packs = packs

    @classmethod
    def open(
        cls,
        home: Home,
        engine: Path,
        cloud: Cloud,
        *,
        output: Callable[[str], object] = print,
        colour: bool = False,
        program: Callable[[], None] | None = None,
        policies: Path | None = POLICIES,
        policy_config: Path | None = POLICY_CONFIG,
        credentials: Credentials | None = None,
        project: Path = REPOSITORY,
    ) -> "Stack":
        """Prepares the sandbox's folder, starts the providers, and opens the stack, which is created if missing.

        output: receives the engine's lines as they come.
        colour: whether the engine uses terminal colours.
        program: default: the program of `project`.
        policies: the policy pack, which every preview and update runs. None: no pack.
        policy_config: a file for --policy-pack-config. Default: the program's own. None: the pack's defaults.
        credentials: sign the calls to AWS. Default: root's.
        project: the folder of a project: that of the site, or FOUNDATION.
        """
        home.prepare()
        home.unlock_state()
        write_project(home, cloud, project)
        if program is None:
            import_ahead(project)
        environment = engine_environment(home, engine, cloud, credentials)
        checkpoint = home.checkpoint(project_name(project))
        workspace = _Workspace(
            work_dir=str(home.project),
            program=program or partial(run_program, project),
            env_vars={
                **environment,
                **_STATE_AT_THE_END,
                **attach(environment, [name for name in PACKAGES if name not in home.official]),
            },
            pulumi_command=EngineCommand(engine),
            secrets_provider="passphrase",
        )
        stack = cls(
            (automation.Stack.select if checkpoint.exists() else automation.Stack.create)(home.stack, workspace),
            checkpoint,
            display={
                "color": "always" if colour else "never",
                "on_output": output,
                "on_error": output,
                "suppress_progress": True,
            },
            packs={
                "policy_packs": [str(policies)] if policies else [],
                "policy_pack_configs": [str(policy_config.resolve())] if policies and policy_config else [],
            },
        )
        for key, value in missing_secrets(home).items():
            stack.set_config(key, value, secret=True)
        return stack

    def preview(self, diff: bool = False, on_event: Callable[[EngineEvent], object] | None = None) -> Summary:
        """Prints what an update would do. `on_event` receives each event of the engine as it comes."""
        if on_event:
            keep_whole()
        return Summary(self._run(self.automation.preview, **self._packs, diff=diff, on_event=on_event).change_summary)

    def up(self) -> Summary:
        """Updates the cloud to what the program describes."""
        result = self._change(self.automation.up, **self._packs, suppress_outputs=True, show_secrets=False)
        return Summary(result.summary.resource_changes or {})

    def refresh(self) -> Summary:
        """Refreshes the state from the cloud."""
        return Summary(self._change(self.automation.refresh, show_secrets=False).summary.resource_changes or {})

    def destroy(self) -> Summary:
        """Deletes every resource of the stack."""
        return Summary(self._change(self.automation.destroy, show_secrets=False).summary.resource_changes or {})

    def outputs(self) -> dict[str, Any]:
        """Returns the stack's outputs by name, secrets masked."""
        return self.checkpoint.outputs()

    def set_config(self, key: str, value: str, secret: bool = False, path: bool = False) -> None:
        """`pulumi config set` on the sandbox's own copy of the stack's config; a path is "key[0]" of a list."""
        self.automation.set_config(key, automation.ConfigValue(value, secret), path=path)

    def resources(self) -> list[dict[str, Any]]:
        """Returns every resource in the state, secrets in plain."""
        deployment = cast(dict[str, Any], self.automation.export_stack().deployment)
        return deployment.get("resources", [])

    def _change(self, operation: Callable[..., Any], **options: Any) -> Any:
        """Runs an operation at whose end the engine writes the state, also where it has failed."""
        failed = None
        with self.checkpoint.changing():
            try:
                return self._run(operation, **options)
            except KilledError:
                raise
            except StackError as error:
                failed = error
        raise failed

    def _run(self, operation: Callable[..., Any], **options: Any) -> Any:
        try:
            return operation(**self._display, **options)
        except automation.CommandError as error:
            kind = KilledError if _KILLED.match(str(error)) else StackError
            raise kind(f"the engine stopped with an error on stack {self.automation.name!r}") from error


class EngineCommand(automation.PulumiCommand):
    """The engine that `find_or_build` returned, which has at least the pinned version.

    The base class would start the engine (0.15 s) to ask for the version, and wants it in a folder `bin`.
    """

    def __init__(self, engine: Path) -> None:
        self.command = str(engine)
        self.version = VersionInfo(*pinned_version())


class _Workspace(automation.LocalWorkspace):
    def select_stack(self, stack_name: str) -> None:
        """Does nothing, which saves a start of the engine: the engine has selected the stack when it created it."""
