"""An update that leaves something behind fails."""

from typing import Any

import pytest

from sandbox.providers.clients import AwsClients
from sandbox.providers.errors import ResourceError
from sandbox.providers.plugin.backend import CloudBackend
from sandbox.providers.table import AwsEntry, Item
from sandbox.providers.values import ANY, Props


def _entry(live: Props) -> AwsEntry:
    """A type whose update leaves the cloud as it is."""

    def read(_: AwsClients, item: Item) -> Props:
        assert all(value is ANY for value in item.inputs.values())
        return live

    return AwsEntry(service="s3", id="{name}", create=[], read=[read], delete=[], update=[])


def _update(live: Props, state: Props, inputs: Props) -> Any:
    item = Item(type="aws:x/y:Y", name="y", region="eu-west-1", inputs=inputs, id="y", state=state)
    return CloudBackend(AwsClients({})).update(_entry(live), item)


def test_what_the_service_keeps_is_an_error_of_the_update() -> None:
    with pytest.raises(ResourceError, match="size: taken away, but the service keeps what is left out"):
        _update({"size": 3}, {"name": "y", "size": 3}, {"name": "y"})


@pytest.mark.parametrize("live", [{}, {"size": 1}])
def test_what_is_gone_or_at_its_default_is_none(live: Props) -> None:
    assert _update(live, {"name": "y", "size": 3}, {"name": "y"}).inputs == {"name": "y"}
