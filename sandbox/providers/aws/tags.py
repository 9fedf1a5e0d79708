"""Tags of services that take them in operations of their own."""

from collections.abc import Mapping
from typing import Any

from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.names import put
from sandbox.providers.table import Hook, Item, fill


def retag(
    service: str,
    target: str,
    of: str = "{arn}",
    *,
    kind: str = "resource",
    tags: str = "Tags",
    keys: str = "TagKeys",
    pair: tuple[str, str] | None = ("Key", "Value"),
) -> Hook:
    """Returns a step that updates a resource's tags, by TagResource and UntagResource of boto3's `service`.

    With another `kind`, such as "role", the operations are TagRole and UntagRole. `target` is the member that names the
    resource, `of` the template of its value. `tags` and `keys` are the (dotted) members for the tags to set and for the
    keys to remove; `pair` are the members of one tag, None where tags are a mapping.
    """

    def step(clients: AwsClients, item: Item) -> None:
        client = clients.client(service, item.region)
        gone, fresh = changes(item)
        resource = {target: fill(of, item.properties())}
        if gone:
            invoke(client, f"untag_{kind}", _with(resource, keys, gone))
        if fresh:
            value = [dict(zip(pair, tag, strict=True)) for tag in fresh.items()] if pair else fresh
            invoke(client, f"tag_{kind}", _with(resource, tags, value))

    return step


def changes(item: Item) -> tuple[list[str], dict[str, str]]:
    """Returns the keys of tags that the program no longer has, and the tags that are new or changed."""
    before: Mapping[str, str] = item.state.get("tags") or {}
    after: Mapping[str, str] = item.inputs.get("tags") or {}
    fresh = {key: value for key, value in after.items() if before.get(key) != value}
    return sorted(before.keys() - after.keys()), fresh


def _with(resource: Mapping[str, str], path: str, value: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {**resource}
    put(arguments, tuple(path.split(".")), value)
    return arguments
