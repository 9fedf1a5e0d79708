"""Real stacks for the tests: the real engine, the real program, the local cloud with IAM enforced."""

import re
import signal
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.commands import EXAMPLE
from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.project import stack_region
from sandbox.rehearsal import Execution, QuietReporter, rehearse
from sandbox.stack import Stack
from sandbox.viewer import Viewer
from tests.stacks.engine import engine
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

    @property
    def outputs(self) -> dict[str, Any]:
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


_LONGEST_FIRST = (
    "life-prod",
    "life-dev",
    "test_commands",
    "test_lifecycle-prod",
    "test_role_refusals",
    "test_foundation",
    "test_providers",
    "test_provider_families",
    "test_providers_refusals",
)
"""Groups that take minutes: begun last, one of them would leave the other worker idle."""
_LIVES = ("test_deploy_role", "test_no_slack")
"""Files that look at the same life."""
_MUTATION_GROUPS = 6


def pytest_itemcollected(item: pytest.Item) -> None:
    """Says which tests share what is set up once, so that one worker runs them all."""
    item.add_marker(pytest.mark.xdist_group(_group(item)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest groups first; the rest stays in its order of chance."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    mark = item.get_closest_marker("xdist_group")
    return _LONGEST_FIRST.index(mark.args[0]) if mark and mark.args[0] in _LONGEST_FIRST else len(_LONGEST_FIRST)


def _group(item: pytest.Item) -> str:
    """The tests of a file together; apart are those of the lives in each shape, and a sixth of the mutations each."""
    file, parameters = item.path.stem, getattr(item, "callspec", None)
    shape = parameters.params.get("life", "") if parameters else ""
    if file in _LIVES:
        return f"life-{shape or 'dev'}"
    if file == "test_mutations":
        return f"{file}-{zlib.crc32(item.name.encode()) % _MUTATION_GROUPS}"
    return f"{file}-{shape}" if shape else file


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
