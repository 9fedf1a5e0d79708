"""The account's baseline on the real engine, and what its check says before, with it and after."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.context import Context
from foundation.account.baseline import AccountBaseline
from sandbox.emulator.cloud import ACCOUNT_ID, Cloud, Credentials
from tests.stacks.trial import Trial, trial_of

CONTEXT = Context("secure-site", "account", ACCOUNT_ID, "eu-west-1", {"Project": "secure-site"})
ROOT = Path(__file__).parents[2]
BASELINE = {"config-recorder", "config-rules", "password-policy", "root-activity", "trail"}
"""The checks of what the baseline sets up and the local cloud has."""
RECORDED = {"access-analyzer", "public-buckets"}
"""Those of what it sets up and no emulator has."""


def baseline() -> None:
    AccountBaseline("account", {"context": CONTEXT, "security_email": "security@example.com"})


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with trial_of(baseline, tmp_path_factory.mktemp("account")) as found:
        yield found


def check(cloud: Cloud, *arguments: str, credentials: Credentials | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "foundation.account.check", *arguments],
        cwd=ROOT,
        # What the local cloud has not is not worth a second attempt.
        env={**cloud.environment(credentials), "AWS_MAX_ATTEMPTS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def statuses(cloud: Cloud, credentials: Credentials | None = None) -> tuple[int, dict[str, str], Any]:
    """The exit code, the status by check, and the whole answer."""
    done = check(cloud, "--json", credentials=credentials)
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    return done.returncode, {each["check"]: each["status"] for each in answer["findings"]}, answer


def without(found: dict[str, str], status: str) -> set[str]:
    return {name for name, each in found.items() if each != status}


def test_an_account_without_the_baseline_fails_each_of_its_checks(trial: Trial) -> None:
    code, found, answer = statuses(trial.cloud)
    assert code == 1
    assert without(found, "fail") == RECORDED | {"root-keys", "user-keys", "user-mfa"}
    assert all(each["fix"] for each in answer["findings"] if each["status"] != "pass")


def test_the_baseline_is_set_up_and_passes_and_what_no_emulator_has_is_not_claimed(trial: Trial) -> None:
    assert set(trial.up().values()) == {"create"}
    code, found, _ = statuses(trial.cloud)
    assert {name: found[name] for name in BASELINE} == dict.fromkeys(BASELINE, "pass")
    assert {name: found[name] for name in RECORDED} == dict.fromkeys(RECORDED, "unknown")
    assert (code, found["root-mfa"]) == (1, "fail")  # the local cloud's root user has no MFA


def test_a_second_update_and_a_refresh_change_nothing(trial: Trial) -> None:
    assert trial.up() == {}
    assert trial.refresh() == {}


def test_a_recorder_that_was_stopped_and_a_policy_that_was_weakened_are_found_and_put_right(trial: Trial) -> None:
    config, iam = trial.cloud.client("config"), trial.cloud.client("iam")
    config.stop_configuration_recorder(ConfigurationRecorderName="secure-site-account")
    iam.update_account_password_policy(MinimumPasswordLength=8)
    trial.cloud.client("cloudtrail").stop_logging(Name="secure-site-account")
    _, found, _ = statuses(trial.cloud)
    assert {name for name in BASELINE if found[name] == "fail"} == {"config-recorder", "password-policy", "trail"}
    changed = {"account-config-eu-west-1-recording", "account-passwords", "account-trail"}
    assert trial.refresh() == dict.fromkeys(changed, "update")
    assert trial.up() == dict.fromkeys(changed, "update")
    _, found, _ = statuses(trial.cloud)
    assert {name for name in BASELINE if found[name] != "pass"} == set()


def test_a_user_with_a_key_and_a_password_is_found_and_the_key_is_not_shown(trial: Trial) -> None:
    iam = trial.cloud.client("iam")
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    iam.create_login_profile(UserName="bob", Password="not-Shown-1-anywhere")
    done = check(trial.cloud)
    assert f"bob has the active key {key['AccessKeyId'][:4]}...{key['AccessKeyId'][-4:]}" in done.stdout
    assert "bob signs in with a password alone" in done.stdout
    for secret in (key["AccessKeyId"], key["SecretAccessKey"]):
        assert secret not in done.stdout + done.stderr


def test_whoever_may_read_nothing_is_told_which_actions_are_missing(trial: Trial) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = trial.cloud.client("iam").create_role(RoleName="nobody", AssumeRolePolicyDocument=document)["Role"]
    sts = trial.cloud.client("sts")
    credentials = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="check")["Credentials"]
    code, found, answer = statuses(trial.cloud, credentials)
    assert code == 2
    assert set(found.values()) == {"unknown"}
    denied = {each["check"]: each["fix"] for each in answer["findings"]}
    assert denied["root-mfa"].startswith("Allow iam:GetAccountSummary to ")
    assert denied["config-rules"].startswith("Allow config:DescribeConfigRules to ")


def test_the_end_leaves_no_rule_no_trail_and_no_recorder_that_runs(trial: Trial) -> None:
    assert set(trial.destroy().values()) == {"delete"}
    _, found, _ = statuses(trial.cloud)
    assert {name for name in BASELINE if found[name] != "fail"} == set()
    assert trial.cloud.client("s3").list_buckets()["Buckets"] == []
    assert {role["RoleName"] for role in trial.cloud.client("iam").list_roles()["Roles"]} == {"nobody"}
