"""A stack of a test's own program on the real engine and a local cloud."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi import automation

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.stack import Stack
from tests.stacks.engine import engine


class Trial:
    """Operations return what they did to each resource that did not stay as it was: logical name -> operation."""

    def __init__(self, home: Home, cloud: Cloud, program: Callable[[], None]) -> None:
        self.home = home
        self.cloud = cloud
        self.program = program
        self.lines: list[str] = []
        """What the engine has printed."""
        self.stack = Stack.open(
            home, engine(), cloud, output=self.lines.append, program=lambda: self.program(), policies=None
        )
        self.stack.set_config("aws:region", cloud.region)

    def preview(self) -> dict[str, str]:
        return self._steps(self.stack.automation.preview)

    def up(self) -> dict[str, str]:
        return self._steps(self.stack.automation.up)

    def refresh(self) -> dict[str, str]:
        return self._steps(self.stack.automation.refresh)

    def destroy(self) -> dict[str, str]:
        return self._steps(self.stack.automation.destroy)

    def state(self, name: str) -> dict[str, Any]:
        """The outputs of a resource, its id among them, as the state has them."""
        return self.states()[name]

    def states(self) -> dict[str, dict[str, Any]]:
        """The outputs of every resource, its id among them, by logical name."""
        made = [found for found in self.resources() if "id" in found]
        return {found["urn"].rpartition("::")[2]: {**found["outputs"], "id": found["id"]} for found in made}

    def ids(self) -> dict[str, str]:
        """Id by logical name."""
        return {found["urn"].rpartition("::")[2]: found["id"] for found in self.resources() if "id" in found}

    def resources(self) -> list[dict[str, Any]]:
        return self.stack.resources()

    def _steps(self, operation: Callable[..., object]) -> dict[str, str]:
        found: dict[str, str] = {}

        def note(event: automation.EngineEvent) -> None:
            if event.res_outputs_event is None and event.resource_pre_event is None:
                return
            step = (event.res_outputs_event or event.resource_pre_event).metadata  # pyright: ignore
            name = step.urn.rpartition("::")[2]
            if step.op not in ("same", "refresh") and found.get(name) != "replace" and "pulumi:" not in step.type:
                found[name] = "replace" if "replace" in step.op else step.op.value

        operation(on_event=note, on_output=self.lines.append, on_error=self.lines.append, color="never")
        return found


@contextmanager
def trial_of(program: Callable[[], None], folder: Path, region: str = "eu-west-1") -> Generator[Trial]:
    """A trial on a cloud of its own, which is stopped at the end."""
    forget_own_account()
    home = Home("dev", folder)
    local = LocalCloud(home.folder)
    try:
        yield Trial(home, local.start(region), program)
    finally:
        local.stop()
