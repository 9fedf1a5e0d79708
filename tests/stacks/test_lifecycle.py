"""The whole life of a stack on the real engine, in the dev shape and in the prod shape. The tests run in order."""

import json
from collections.abc import Iterator

import pytest

from tests.stacks.conftest import Sandbox, rehearsed


@pytest.fixture(scope="module", params=["dev", "prod"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with rehearsed(request.param, tmp_path_factory.mktemp("life")) as found:
        yield found


def test_the_first_preview_passes_every_policy_and_the_update_creates_what_it_said(life: Sandbox) -> None:
    said = life.stack.preview().changes
    assert set(said) == {"create"}
    assert life.stack.up().changes == said


def test_a_second_preview_and_update_change_nothing(life: Sandbox) -> None:
    assert not life.stack.preview().changed
    assert not life.stack.up().changed


def test_a_refresh_finds_the_cloud_as_the_state_says(life: Sandbox) -> None:
    assert not life.stack.refresh().changed
    assert not life.stack.preview().changed


def test_a_config_change_updates_in_place_only_what_it_concerns(life: Sandbox) -> None:
    life.stack.set_config("secure-site:noncurrentDays", "45")
    assert _changed(life) == {"update"}
    rules = life.cloud.client("s3").get_bucket_lifecycle_configuration(Bucket=life.outputs["contentBucket"])["Rules"]
    expiry = [rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in rules if _expires_versions(rule)]
    assert 45 in expiry
    assert not life.stack.preview().changed


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(life: Sandbox) -> None:
    s3, bucket = life.cloud.client("s3"), life.outputs["contentBucket"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    assert life.stack.refresh().changed
    assert _changed(life) == {"update"}
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def test_no_secret_is_readable_in_state_outputs_or_output(life: Sandbox) -> None:
    secrets = [found.value for found in life.stack.automation.get_all_config().values() if found.secret]
    assert len(secrets) == (2 if life.home.stack == "dev" else 0)
    state = [str(file) for file in life.home.state.rglob(f"{life.home.stack}.json")]
    kept = {
        "the outputs": json.dumps(life.outputs),
        "the engine's output": life.printed,
        **{str(file): file.read_text(errors="replace") for file in life.home.folder.rglob("*") if file.is_file()},
    }
    assert set(state) & kept.keys()
    # Named are the places alone: a failing test must not print what it protects.
    assert [place for place, text in kept.items() if any(secret in text for secret in secrets)] == []


def test_destroy_leaves_nothing_behind(life: Sandbox) -> None:
    if life.home.stack == "prod":
        life.stack.set_config("secure-site:protect", "false")
        life.stack.up()
    life.stack.destroy()
    assert life.stack.resources() == []
    assert life.cloud.client("s3").list_buckets()["Buckets"] == []
    assert life.cloud.client("iam").list_roles()["Roles"] == []
    assert life.cloud.client("cloudfront").list_distributions()["DistributionList"].get("Items", []) == []
    assert life.cloud.client("codepipeline").list_pipelines()["pipelines"] == []
    assert life.cloud.client("codebuild").list_projects()["projects"] == []
    assert life.cloud.client("logs").describe_log_groups()["logGroups"] == []
    assert life.cloud.client("sns").list_topics()["Topics"] == []
    assert json.loads(life.home.recorded.read_text()) == {}


def _changed(life: Sandbox) -> set[str]:
    return {operation for operation, count in life.stack.up().changes.items() if count and operation != "same"}


def _expires_versions(rule: dict[str, object]) -> bool:
    return "NoncurrentVersionExpiration" in rule
