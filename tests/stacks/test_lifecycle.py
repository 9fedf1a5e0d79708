"""The whole life of a stack on the real engine, in the dev shape and in the prod shape.

Each life is lived once, by a fixture that keeps what it saw; the tests look at that, in any order.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.stack import Summary
from tests.stacks.conftest import Sandbox, rehearsed

NOTHING_LEFT: Mapping[str, Any] = {
    "buckets": [],
    "distributions": [],
    "groups": [],
    "pipelines": [],
    "projects": [],
    "recorded": {},
    "resources": [],
    "roles": [],
    "topics": [],
}


@dataclass(frozen=True)
class SiteLife:
    """What was seen of a life that is over."""

    stack: str
    phases: Mapping[str, Summary]
    """What each operation did, by name."""
    expiry_days: list[int]
    """When old versions expire, after the setting was changed."""
    versioning: str
    """Of the content bucket, after it was suspended by hand and put right."""
    secrets: int
    """How many the configuration had."""
    state_was_searched: bool
    places_with_secrets: list[str]
    """Where a secret was found in plain text. Names of places alone: a failing test must not print what it protects."""
    left: Mapping[str, Any]
    """What was there after the end, by kind."""


@pytest.fixture(scope="session", params=["dev", "prod"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SiteLife:
    with rehearsed(request.param, tmp_path_factory.mktemp("life")) as sandbox:
        return live(sandbox)


def live(sandbox: Sandbox) -> SiteLife:
    stack = sandbox.stack
    phases = {"first preview": stack.preview(), "creation": stack.up()}
    phases |= {"second preview": stack.preview(), "second update": stack.up()}
    phases |= {"refresh": stack.refresh(), "preview after refresh": stack.preview()}
    stack.set_config("secure-site:noncurrentDays", "45")
    phases["changed setting"] = stack.up()
    expiry_days = _expiry_days(sandbox)
    phases["preview after changed setting"] = stack.preview()
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    phases |= {"refresh after drift": stack.refresh(), "repair": stack.up()}
    versioning = s3.get_bucket_versioning(Bucket=bucket)["Status"]
    secrets, kept = _secrets(sandbox), _kept(sandbox)
    state = {str(file) for file in sandbox.home.state.rglob(f"{sandbox.home.stack}.json")}
    if sandbox.home.stack == "prod":
        stack.set_config("secure-site:protect", "false")
        stack.up()
    stack.destroy()
    return SiteLife(
        stack=sandbox.home.stack,
        phases=phases,
        expiry_days=expiry_days,
        versioning=versioning,
        secrets=len(secrets),
        state_was_searched=bool(state & kept.keys()),
        places_with_secrets=[place for place, text in kept.items() if any(secret in text for secret in secrets)],
        left=_left(sandbox),
    )


def test_the_first_preview_passes_every_policy_and_the_update_creates_what_it_said(life: SiteLife) -> None:
    assert set(life.phases["first preview"].changes) == {"create"}
    assert life.phases["creation"].changes == life.phases["first preview"].changes


def test_a_second_preview_and_update_change_nothing(life: SiteLife) -> None:
    assert not life.phases["second preview"].changed
    assert not life.phases["second update"].changed


def test_a_refresh_finds_the_cloud_as_the_state_says(life: SiteLife) -> None:
    assert not life.phases["refresh"].changed
    assert not life.phases["preview after refresh"].changed


def test_a_config_change_updates_in_place_only_what_it_concerns(life: SiteLife) -> None:
    assert _operations(life.phases["changed setting"]) == {"update"}
    assert 45 in life.expiry_days
    assert not life.phases["preview after changed setting"].changed


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(life: SiteLife) -> None:
    assert life.phases["refresh after drift"].changed
    assert _operations(life.phases["repair"]) == {"update"}
    assert life.versioning == "Enabled"


def test_no_secret_is_readable_in_state_outputs_or_output(life: SiteLife) -> None:
    assert life.secrets == (2 if life.stack == "dev" else 0)
    assert life.state_was_searched
    assert life.places_with_secrets == []


def test_destroy_leaves_nothing_behind(life: SiteLife) -> None:
    assert life.left == NOTHING_LEFT


def _operations(summary: Summary) -> set[str]:
    return {operation for operation, count in summary.changes.items() if count and operation != "same"}


def _expiry_days(sandbox: Sandbox) -> list[int]:
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    expiring = [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule]
    return [one["NoncurrentDays"] for one in expiring]


def _secrets(sandbox: Sandbox) -> list[str]:
    return [found.value for found in sandbox.stack.automation.get_all_config().values() if found.secret]


def _kept(sandbox: Sandbox) -> dict[str, str]:
    """Every text of the sandbox, by place."""
    files = (file for file in sandbox.home.folder.rglob("*") if file.is_file())
    return {
        "the outputs": json.dumps(sandbox.stack.outputs()),
        "the engine's output": sandbox.printed,
        **{str(file): file.read_text(errors="replace") for file in files},
    }


def _left(sandbox: Sandbox) -> dict[str, Any]:
    client = sandbox.cloud.client
    return {
        "buckets": client("s3").list_buckets()["Buckets"],
        "distributions": client("cloudfront").list_distributions()["DistributionList"].get("Items", []),
        "groups": client("logs").describe_log_groups()["logGroups"],
        "pipelines": client("codepipeline").list_pipelines()["pipelines"],
        "projects": client("codebuild").list_projects()["projects"],
        "recorded": json.loads(sandbox.home.recorded.read_text()),
        "resources": sandbox.stack.resources(),
        "roles": client("iam").list_roles()["Roles"],
        "topics": client("sns").list_topics()["Topics"],
    }
