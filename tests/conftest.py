"""`cloud`: mocks that record everything, fresh for every test."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.mock_cloud import Cloud


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """A cloud with nothing in it, on an event loop of its own."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    fresh = Cloud(loop)
    yield fresh
    fresh.close()
    asyncio.set_event_loop(None)
