"""`cloud`: mocks that record everything, fresh for every test."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.mock_cloud import Cloud
from tests.shuffled import shuffled_loop


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A cloud with nothing in it, on an event loop of its own that registers resources in an order of chance.

    pytest-randomly seeds `random` before each test, so a run with the same seed registers in much the same order.
    """
    loop = shuffled_loop(random.Random(random.random()))
    asyncio.set_event_loop(loop)
    fresh = Cloud(loop)
    yield fresh
    fresh.close()
    asyncio.set_event_loop(None)
