"""One stack's sandbox, as the commands use it."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.checkpoint import Checkpoint
from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.errors import SandboxError
from sandbox.home import Home
from sandbox.project import project_name, stack_region
from sandbox.terminal import Terminal
from sandbox.viewer import Viewer

if TYPE_CHECKING:
    from sandbox.stack import Stack


class NotUpError(SandboxError):
    """The command needs a sandbox that is up."""


class Sandbox:
    """The folder, the local cloud and the viewer of one stack, and the terminal that reports on them."""

    def __init__(self, home: Home, terminal: Terminal) -> None:
        self.home = home
        self.terminal = terminal
        self.local_cloud = LocalCloud(home.folder)
        self.viewer = Viewer(home.viewer, home.logs)
        forget_own_account()

    @cached_property
    def engine(self) -> Path:
        """The engine's executable, built on first use."""
        from sandbox.engine.find import find_or_build

        return find_or_build(self.terminal.print)

    @property
    def checkpoint(self) -> Checkpoint:
        """The state of the stack."""
        return self.home.checkpoint(project_name())

    def cloud(self) -> Cloud:
        """Returns the running cloud. Raises NotUpError."""
        found = self.local_cloud.running()
        if found is None:
            raise self._not_up()
        return found

    def start_cloud(self) -> Cloud:
        """Returns the running cloud, or starts a new one.

        A new cloud is empty, so the resources in the state no longer exist. After an update that was cut off, the
        running cloud may hold resources that the state lacks, under names that the next update needs.
        """
        running = self.local_cloud.running()
        cut_off = self.checkpoint.was_cut_off()
        if running and not cut_off:
            return running
        self.terminal.print("the last update was cut off: restarting local AWS" if running else "starting local AWS")
        self.local_cloud.stop()
        self.home.forget_resources()
        return self.local_cloud.start(stack_region(self.home))

    def stack(self, cloud: Cloud, policy_config: Path | None = None) -> "Stack":
        """Opens the stack on the engine, whose lines go to the terminal as they come."""
        from sandbox.stack import POLICY_CONFIG, Stack  # with Pulumi's SDK, which most commands do without

        return Stack.open(
            self.home,
            self.engine,
            cloud,
            output=self.terminal.print_engine_line,
            colour=self.terminal.is_interactive,
            policy_config=policy_config or POLICY_CONFIG,
        )

    def outputs(self) -> dict[str, Any]:
        """Returns the stack's outputs, secrets masked. Raises NotUpError where there are none."""
        found = self.checkpoint.outputs()
        if not found:
            raise self._not_up()
        return found

    def _not_up(self) -> NotUpError:
        stack = self.home.stack
        return NotUpError(f"sandbox {stack!r} is not up; start it with: make up STACK={stack}")
