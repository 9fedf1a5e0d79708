"""What a sandbox keeps on disk, and what it keeps to itself."""

import json
import os
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.automation import CommandError
from pulumi.automation._cmd import CommandResult

from sandbox.emulator.cloud import Cloud
from sandbox.environment import engine_environment, forget_own_account
from sandbox.home import BusyError, Home
from sandbox.stack import Stack, StackError

CLOUD = Cloud("123456789012", "eu-west-1", "https://127.0.0.1:1", "http://127.0.0.1:2", "AKIAROOT", "hidden", "ca.pem")


def test_the_passphrase_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = Home("dev", tmp_path)
    home.prepare()
    first = home.passphrase.read_text()
    home.prepare()
    assert home.passphrase.read_text() == first
    assert home.passphrase.stat().st_mode & 0o777 == 0o600


def test_two_sandboxes_have_passphrases_of_their_own(tmp_path: Path) -> None:
    homes = [Home("dev", tmp_path), Home("prod", tmp_path)]
    for home in homes:
        home.prepare()
    assert homes[0].passphrase.read_text() != homes[1].passphrase.read_text()


def test_a_second_command_on_the_same_sandbox_is_refused(tmp_path: Path) -> None:
    with Home("dev", tmp_path).locked(), pytest.raises(BusyError, match="'dev'"), Home("dev", tmp_path).locked():
        pytest.fail("entered twice")


def test_sandboxes_of_two_stacks_work_side_by_side(tmp_path: Path) -> None:
    with Home("dev", tmp_path).locked(), Home("prod", tmp_path).locked():
        assert Home("dev", tmp_path).folder != Home("prod", tmp_path).folder


def test_a_new_cloud_starts_from_an_empty_state_but_keeps_the_secrets(tmp_path: Path) -> None:
    home = Home("dev", tmp_path)
    home.prepare()
    (home.state / "stack.json").write_text("{}")
    home.recorded.write_text("{}")
    home.forget_resources()
    assert not home.state.exists()
    assert not home.recorded.exists()
    assert home.passphrase.exists()


STATES: list[tuple[dict[str, object] | None, bool]] = [
    (None, False),
    ({}, False),
    ({"resources": ["it"]}, False),
    ({"resources": ["it"], "pending_operations": [{"type": "creating"}]}, True),
]


@pytest.mark.parametrize(("latest", "cut_off"), STATES)
def test_an_update_that_was_cut_off_is_seen_in_the_state(tmp_path: Path, latest: object, cut_off: bool) -> None:
    home = Home("dev", tmp_path)
    assert not home.checkpoint("secure-site").was_cut_off()
    stack = home.state / ".pulumi" / "stacks" / "secure-site" / "dev.json"
    stack.parent.mkdir(parents=True)
    stack.write_text(json.dumps({"checkpoint": {"latest": latest}}))
    assert home.checkpoint("secure-site").was_cut_off() is cut_off


def changing(home: Home, error: BaseException | None) -> None:
    """Runs an update of which this comes."""

    def up(**options: object) -> Any:
        if error:
            raise error
        return SimpleNamespace(summary=SimpleNamespace(resource_changes={}))

    engine: Any = SimpleNamespace(up=up, name="dev")
    Stack(engine, home.checkpoint("secure-site"), {}, {}).up()


@pytest.mark.parametrize(
    ("error", "cut_off"),
    [
        (None, False),
        (CommandError(CommandResult("", "a policy is violated", 255)), False),
        (CommandError(CommandResult("", "", -9)), True),
        (KeyboardInterrupt(), True),
    ],
    ids=["it succeeds", "it fails", "it is killed", "its user goes away"],
)
def test_an_update_of_which_the_end_is_not_known_was_cut_off(
    tmp_path: Path, error: BaseException | None, cut_off: bool
) -> None:
    home = Home("dev", tmp_path)
    (home.state / ".pulumi" / "stacks" / "secure-site").mkdir(parents=True)
    with suppress(StackError, KeyboardInterrupt):
        changing(home, error)
    assert home.checkpoint("secure-site").was_cut_off() is cut_off
    home.forget_resources()
    assert not home.checkpoint("secure-site").was_cut_off()


def test_removing_a_sandbox_leaves_nothing(tmp_path: Path) -> None:
    home = Home("dev", tmp_path)
    home.prepare()
    home.remove()
    assert not home.folder.exists()


def test_the_persons_own_account_and_profile_are_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://api.pulumi.com")
    forget_own_account()
    seen = {**os.environ, **engine_environment(Home("dev", tmp_path), Path("/opt/pulumi/bin/pulumi"), CLOUD)}
    assert "AWS_PROFILE" not in seen
    assert "AWS_SESSION_TOKEN" not in seen
    assert seen["AWS_CONFIG_FILE"] == seen["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert seen["AWS_ENDPOINT_URL"] == CLOUD.aws_url
    assert seen["PULUMI_BACKEND_URL"].startswith("file://")


def test_session_credentials_take_the_place_of_root() -> None:
    session = CLOUD.environment({"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t"})
    assert (session["AWS_ACCESS_KEY_ID"], session["AWS_SESSION_TOKEN"]) == ("ASIA", "t")
    assert "hidden" not in session.values()
