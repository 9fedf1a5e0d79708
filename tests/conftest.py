"""`cloud`: mocks that record everything, fresh for every test. `derived_once`: permissions, for speed."""

import asyncio
import random
from collections.abc import Iterator
from functools import cache

import pytest

from foundation.permissions import site_permissions
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


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derives the permissions of a stack once for all tests of a process: it takes seconds each time."""
    monkeypatch.setattr(site_permissions, "_derived", _derived)


_derived = cache(site_permissions._derived)  # pyright: ignore[reportPrivateUsage]
