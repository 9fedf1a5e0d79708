"""Real stacks for the tests: the real engine, the real program, the local cloud with IAM enforced."""

import re
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]
from xdist.scheduler import Scheduling  # pyright: ignore[reportMissingTypeStubs]

from sandbox.commands import EXAMPLE
from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.project import stack_region
from sandbox.rehearsal import Execution, QuietReporter, rehearse
from sandbox.stack import Stack
from sandbox.viewer import Viewer
from tests.stacks.engine import engine
from tests.stacks.groups import GroupScheduling, rank
from tests.stacks.life import Life, life_of

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Sandbox:
    """One rehearsed stack and what a test asks of it."""

    home: Home
    cloud: Cloud
    stack: Stack
    viewer: Viewer
    lines: list[str] = field(default_factory=list[str])
    """Everything that the engine has printed."""

    @cached_property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs once it was up: names and ids, which stay. To ask the engine takes half a second."""
        return self.stack.outputs()

    @property
    def site(self) -> str:
        return self.viewer.address

    @property
    def http(self) -> str:
        return self.viewer.http_address

    @property
    def ca(self) -> Path:
        return self.viewer.ca

    def up(self) -> None:
        self.stack.up()
        self.viewer.serve(self.cloud, self.outputs["distributionId"])

    def push(self, directory: Path = EXAMPLE) -> Execution:
        return rehearse(
            self.cloud,
            self.outputs["pipelineName"],
            directory,
            viewer=self.viewer,
            report=QuietReporter(),
            approve=lambda action: True,
        )

    @property
    def printed(self) -> str:
        return _COLOUR.sub("", "\n".join(self.lines))


@contextmanager
def rehearsed(stack: str, base: Path) -> Generator[Sandbox]:
    """A sandbox with a running cloud and an empty stack, stopped and removed at the end."""
    forget_own_account()
    home = Home(stack, base)
    local = LocalCloud(home.folder)
    cloud = local.start(stack_region(home))
    viewer = Viewer(home.viewer, home.logs)
    lines: list[str] = []
    try:
        yield Sandbox(home, cloud, Stack.open(home, engine(), cloud, output=lines.append), viewer, lines)
    finally:
        viewer.stop()
        local.stop()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Hands the tests to the workers by what they share."""
    config.option.loadscopereorder = False  # by number of tests; they are in order already
    return GroupScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest groups first; the rest stays in its order of chance."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """A shell lets what it runs in the background ignore Ctrl-C, and so does all that is started from there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The dev stack, up, with the example site published. Tests leave it as they found it."""
    with rehearsed("dev", tmp_path_factory.mktemp("sandbox")) as found:
        found.up()
        found.push()
        yield found


@pytest.fixture
def example_comes_back(sandbox: Sandbox) -> Iterator[None]:
    """For tests that publish something else on the shared stack."""
    yield
    sandbox.push()


@pytest.fixture(scope="session", params=["dev", "prod"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The life of a stack as its roles ran it, over; tests look at what happened and leave the roles as they are."""
    with life_of(request.param, tmp_path_factory.mktemp("life")) as found:
        yield found
