"""Both secrets are replaced by `pulumi config set --secret` and an update, and nothing else changes."""

import json
import secrets
from collections.abc import Iterator
from typing import Any, cast

import pytest
from pulumi.automation.events import EngineEvent

from tests.stacks.conftest import Sandbox, rehearsed


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with rehearsed("dev", tmp_path_factory.mktemp("rotation")) as found:
        found.stack.up()
        yield found


def changed(life: Sandbox) -> set[str]:
    """Names of the resources that a preview would change."""
    found: set[str] = set()

    def hear(event: EngineEvent) -> None:
        if event.resource_pre_event and event.resource_pre_event.metadata.op != "same":
            found.add(event.resource_pre_event.metadata.urn.rpartition("::")[2])

    life.stack.preview(on_event=hear)
    return found


@pytest.mark.parametrize(
    ("key", "beginning", "names"),
    [
        ("githubToken", "ghp_", {"delivery-pipeline", "github"}),
        ("webhookSecret", "", {"delivery-webhook-receiver", "delivery-webhook-sender"}),
    ],
    ids=["the token: the source action and the provider of GitHub", "the webhook's secret: both of its ends"],
)
def test_a_secret_is_replaced_where_it_is_used_and_nowhere_else(
    life: Sandbox, key: str, beginning: str, names: set[str]
) -> None:
    value = beginning + secrets.token_hex(20)
    life.stack.set_config(f"secure-site:{key}", value, secret=True)
    assert changed(life) == names
    life.stack.up()
    assert changed(life) == set()
    # A failing test must not print what it protects.
    is_printed = value in life.printed
    assert not is_printed


def receiver(life: Sandbox) -> str:
    """CodePipeline's end of the webhook in the state, as JSON with its secret in plain."""
    (found,) = (one for one in life.stack.resources() if one["urn"].endswith("::delivery-webhook-receiver"))
    return json.dumps(found)


def test_a_new_webhook_secret_reaches_codepipeline_although_differences_of_it_are_ignored(life: Sandbox) -> None:
    value = secrets.token_hex(20)
    before = receiver(life)
    life.stack.set_config("secure-site:webhookSecret", value, secret=True)
    life.stack.up()
    has_new, had_new = value in receiver(life), value in before
    assert (had_new, has_new) == (False, True)


def nested(value: Any) -> Iterator[dict[str, Any]]:
    """A value and all mappings in it."""
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        yield found
        for item in found.values():
            yield from nested(item)


def test_a_secret_that_aws_has_blacked_out_in_a_read_changes_nothing(life: Sandbox) -> None:
    deployment = life.stack.automation.export_stack()
    state: Any = deployment.deployment
    (webhook,) = (one for one in state["resources"] if one["urn"].endswith("::delivery-webhook-receiver"))
    for half in ("inputs", "outputs"):
        # The provider marks what it has read as a secret: the value changes, and its wrapping does not.
        (token,) = (one for one in nested(webhook[half]["authenticationConfiguration"]) if "plaintext" in one)
        is_wrapped_whole = token["plaintext"].startswith("{")
        token["plaintext"] = json.dumps({"secretToken": "****"} if is_wrapped_whole else "****")
    life.stack.automation.import_stack(deployment)
    assert changed(life) == set()
