"""The account's baseline on the real engine, and what its check says before, with it and after."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Answer:
    """What the check answered as JSON."""

    code: int
    """The exit code."""
    findings: Sequence[Mapping[str, str]]

    @property
    def statuses(self) -> Mapping[str, str]:
        """The status by check."""
        return {each["check"]: each["status"] for each in self.findings}

    def without(self, status: str) -> set[str]:
        """The checks with another status."""
        return {name for name, each in self.statuses.items() if each != status}


def answer(cloud: Cloud, credentials: Credentials | None = None) -> Answer:
    done = check(cloud, "--json", credentials=credentials)
    assert done.stderr == ""
    return Answer(done.returncode, json.loads(done.stdout)["findings"])


@dataclass(frozen=True)
class AccountLife:
    """What was seen of an account before its baseline, with it, and after."""

    steps: Mapping[str, Mapping[str, str]]
    """What each operation of the engine did to which resource, by the operation's name."""
    answers: Mapping[str, Answer]
    """What the check answered, by the moment."""
    printed: str
    """What the check printed for a person while there was a user with a key."""
    key: Mapping[str, str]
    """That user's key."""
    left: Mapping[str, Any]
    """What was there after the end, by kind."""


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> AccountLife:
    with trial_of(baseline, tmp_path_factory.mktemp("account")) as trial:
        return live(trial)


def live(trial: Trial) -> AccountLife:
    cloud = trial.cloud
    iam = cloud.client("iam")
    answers = {"before": answer(cloud)}
    steps = {"creation": trial.up()}
    answers["with it"] = answer(cloud)
    steps |= {"second update": trial.up(), "refresh": trial.refresh()}
    weaken(cloud)
    answers["weakened"] = answer(cloud)
    steps |= {"refresh after drift": trial.refresh(), "repair": trial.up()}
    answers["repaired"] = answer(cloud)
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    iam.create_login_profile(UserName="bob", Password="not-Shown-1-anywhere")
    done = check(cloud)
    answers["for nobody"] = answer(cloud, nobody(cloud))
    steps["end"] = trial.destroy()
    answers["after"] = answer(cloud)
    left = {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "roles": [role["RoleName"] for role in iam.list_roles()["Roles"]],
    }
    return AccountLife(steps, answers, done.stdout + done.stderr, key, left)


def weaken(cloud: Cloud) -> None:
    """Stops the recorder and the trail, and makes passwords shorter, by hand."""
    cloud.client("config").stop_configuration_recorder(ConfigurationRecorderName="secure-site-account")
    cloud.client("iam").update_account_password_policy(MinimumPasswordLength=8)
    cloud.client("cloudtrail").stop_logging(Name="secure-site-account")


def nobody(cloud: Cloud) -> Credentials:
    """A session of a role that may do nothing."""
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = cloud.client("iam").create_role(RoleName="nobody", AssumeRolePolicyDocument=document)["Role"]
    return cloud.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="check")["Credentials"]


def test_an_account_without_the_baseline_fails_each_of_its_checks(life: AccountLife) -> None:
    before = life.answers["before"]
    assert before.code == 1
    assert before.without("fail") == RECORDED | {"root-keys", "user-keys", "user-mfa"}
    assert all(each["fix"] for each in before.findings if each["status"] != "pass")


def test_the_baseline_is_set_up_and_passes_and_what_no_emulator_has_is_not_claimed(life: AccountLife) -> None:
    assert set(life.steps["creation"].values()) == {"create"}
    code, found = life.answers["with it"].code, life.answers["with it"].statuses
    assert {name: found[name] for name in BASELINE} == dict.fromkeys(BASELINE, "pass")
    assert {name: found[name] for name in RECORDED} == dict.fromkeys(RECORDED, "unknown")
    assert (code, found["root-mfa"]) == (1, "fail")  # the local cloud's root user has no MFA


def test_a_second_update_and_a_refresh_change_nothing(life: AccountLife) -> None:
    assert life.steps["second update"] == {}
    assert life.steps["refresh"] == {}


def test_a_recorder_that_was_stopped_and_a_policy_that_was_weakened_are_found_and_put_right(life: AccountLife) -> None:
    weakened, repaired = life.answers["weakened"].statuses, life.answers["repaired"].statuses
    assert {name for name in BASELINE if weakened[name] == "fail"} == {"config-recorder", "password-policy", "trail"}
    changed = {"account-config-eu-west-1-recording", "account-passwords", "account-trail"}
    assert life.steps["refresh after drift"] == dict.fromkeys(changed, "update")
    assert life.steps["repair"] == dict.fromkeys(changed, "update")
    assert {name for name in BASELINE if repaired[name] != "pass"} == set()


def test_a_user_with_a_key_and_a_password_is_found_and_the_key_is_not_shown(life: AccountLife) -> None:
    shown, key = life.key["AccessKeyId"], life.key["SecretAccessKey"]
    assert f"bob has the active key {shown[:4]}...{shown[-4:]}" in life.printed
    assert "bob signs in with a password alone" in life.printed
    for secret in (shown, key):
        assert secret not in life.printed


def test_whoever_may_read_nothing_is_told_which_actions_are_missing(life: AccountLife) -> None:
    denied = life.answers["for nobody"]
    assert denied.code == 2
    assert set(denied.statuses.values()) == {"unknown"}
    fixes = {each["check"]: each["fix"] for each in denied.findings}
    assert fixes["root-mfa"].startswith("Allow iam:GetAccountSummary to ")
    assert fixes["config-rules"].startswith("Allow config:DescribeConfigRules to ")


def test_the_end_leaves_no_rule_no_trail_and_no_recorder_that_runs(life: AccountLife) -> None:
    assert set(life.steps["end"].values()) == {"delete"}
    after = life.answers["after"].statuses
    assert {name for name in BASELINE if after[name] != "fail"} == set()
    assert life.left == {"buckets": [], "roles": ["nobody"]}
