"""The site of each generator: built once for this user, published on a stack of its own, and served plainly beside."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.emulator.certificate import Certificate
from tests.sites.build import built
from tests.sites.generators import GENERATORS, Generator, MissingError
from tests.sites.plain_server import plain_server
from tests.sites.published import Published, publish_twice, unpublished
from tests.sites.visits import Visitor
from tests.stacks.browser import Browser, chromium


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """A shell lets what it runs in the background ignore Ctrl-C, and so does all that is started from there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", params=GENERATORS, ids=[generator.name for generator in GENERATORS])
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The site of one generator after another, published."""
    generator: Generator = request.param
    with unpublished(generator.name, built_or_skipped(generator), tmp_path_factory.mktemp(generator.name)) as found:
        publish_twice(found)
        yield found


def built_or_skipped(generator: Generator) -> Path:
    """The built site. Where a user cannot have the generator the test is skipped, but not in CI."""
    try:
        return built(generator)
    except MissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def plain(generated: Published) -> Iterator[str]:
    """The address of a plain server with the same files."""
    with plain_server(generated.site) as address:
        yield address


@pytest.fixture(scope="session")
def browser(generated: Published) -> Iterator[Browser]:
    with chromium(Certificate(generated.sandbox.ca.parent).chain) as found:
        yield found


@pytest.fixture(scope="session")
def on_site(browser: Browser, generated: Published) -> Visitor:
    """Visits the published site."""
    return Visitor(browser, generated.sandbox.site)


@pytest.fixture(scope="session")
def on_plain(browser: Browser, plain: str) -> Visitor:
    """Visits the plain server."""
    return Visitor(browser, plain)
