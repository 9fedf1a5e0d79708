"""`make plan`, `deploy` and `drift` as the workflows run them, on the sandbox: plain `pulumi`, and the real engine."""

import shlex
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pulumi.automation import ConfigValue

from rollout.result import Kind, Outcome, Result, load
from sandbox.home import REPOSITORY
from tests.stacks.conftest import Sandbox

BLOCK = "site-content-public-access"


@dataclass
class Job:
    """A job of a workflow: logged in by its environment alone."""

    sandbox: Sandbox
    folder: Path
    environment: dict[str, str]

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "rollout", command, "--stack", "dev", "--folder", str(self.folder)]
        return subprocess.run(
            arguments, cwd=REPOSITORY, env=self.environment, capture_output=True, text=True, check=False
        )

    def result(self, kind: Kind) -> Result:
        found = load(self.folder, kind, "dev")
        assert found is not None
        return found

    @property
    def state(self) -> bytes:
        """Pulumi's, of the stack: what a role that may only read must leave alone."""
        (file,) = (self.sandbox.home.state / ".pulumi" / "stacks").rglob("dev.json")
        return file.read_bytes()


@pytest.fixture(scope="module")
def environment(sandbox: Sandbox) -> dict[str, str]:
    """That of a shell which has evaluated what `python -m sandbox env` prints."""
    exports = shlex.join([sys.executable, "-m", "sandbox", "--home", str(sandbox.home.base), "env"])
    script = f'eval "$({exports})" && env -0'
    printed = subprocess.run(["bash", "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in printed.split("\0") if line)


@pytest.fixture
def job(sandbox: Sandbox, tmp_path: Path, environment: Mapping[str, str]) -> Job:
    return Job(sandbox, tmp_path, {**environment})


@contextmanager
def configured(sandbox: Sandbox, path: str, value: str) -> Generator[None]:
    """One more setting of the stack."""
    stack, key = sandbox.stack.automation, f"secure-site:{path}"
    stack.set_config(key, ConfigValue(value), path=True)
    try:
        yield
    finally:
        # All of it: an empty object would stay.
        stack.remove_config(key.partition(".")[0])


@contextmanager
def changed_by_hand(sandbox: Sandbox, tags: Mapping[str, str]) -> Generator[None]:
    """The content bucket with other tags than the program's."""
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    before = s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    more = [{"Key": key, "Value": value} for key, value in tags.items()]
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [*before, *more]})
    try:
        yield
    finally:
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": before})


@contextmanager
def opened_by_hand(sandbox: Sandbox) -> Generator[None]:
    """The content bucket without its block of public access."""
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    before = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    s3.delete_public_access_block(Bucket=bucket)
    try:
        yield
    finally:
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=before)


def test_a_plan_without_changes_passes_and_says_so(job: Job):
    done = job.run("plan")
    assert done.returncode == 0, done.stdout + done.stderr
    assert job.result("plan").outcome is Outcome.PASSED
    assert "dev: passed, no changes" in done.stdout


def test_a_plan_names_what_changes_and_no_value(job: Job):
    with configured(job.sandbox, "tags.Flavour", "strawberry"):
        done = job.run("plan")
    assert done.returncode == 0, done.stdout + done.stderr
    found = job.result("plan")
    assert "to update" in found.headline
    assert "tags.Flavour" in found.report
    assert "strawberry" not in found.report


@pytest.mark.parametrize(("key", "value"), [("noncurrentDays", "no number"), ("frameOptions", "SOMETIMES")])
def test_a_plan_that_could_not_be_made_did_not_pass_and_says_why(job: Job, key: str, value: str):
    with configured(job.sandbox, key, value):
        done = job.run("plan")
    assert done.returncode == 2
    assert job.result("plan").outcome is Outcome.FAILED
    assert key in job.result("plan").report


def test_a_deployment_makes_the_change(job: Job):
    s3, bucket = job.sandbox.cloud.client("s3"), job.sandbox.outputs["contentBucket"]
    with configured(job.sandbox, "tags.Flavour", "strawberry"):
        done = job.run("deploy")
        tags = s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    job.sandbox.stack.up()  # as it was, for the other tests
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"Key": "Flavour", "Value": "strawberry"} in tags
    assert "dev is up to date" in done.stdout


def test_a_content_security_policy_that_breaks_a_published_page_is_not_deployed(job: Job):
    with configured(job.sandbox, "contentSecurityPolicy", "default-src 'self'; script-src 'none'; object-src 'none'"):
        before = job.state
        done = job.run("deploy")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "script-src 'none' blocks scripts ('self')" in done.stdout + done.stderr
        assert "would break published pages; nothing was updated" in done.stderr
        assert job.state == before


def test_a_content_security_policy_under_which_the_published_pages_work_is_deployed(job: Job):
    policy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; object-src 'none'"
    with configured(job.sandbox, "contentSecurityPolicy", policy):
        done = job.run("deploy")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "works with this policy" in done.stdout
    assert job.run("deploy").returncode == 0


def test_what_a_policy_blocks_is_not_deployed(job: Job):
    before = job.state
    with configured(job.sandbox, "contentSecurityPolicy", "default-src *"):
        done = job.run("deploy")
    assert done.returncode == 1, done.stdout + done.stderr
    found = job.result("plan")
    assert found.outcome is Outcome.BLOCKED
    assert "to update" in found.headline
    assert "site-headers-policy" in found.report
    assert job.state == before


def test_an_account_as_the_program_says_is_clean(job: Job):
    before = job.state
    done = job.run("drift")
    assert done.returncode == 0, done.stdout + done.stderr
    assert job.result("drift").headline == "no changes, 0 against a policy"
    assert job.state == before


def test_what_was_changed_by_hand_is_drift_and_nothing_is_written(job: Job):
    before = job.state
    with changed_by_hand(job.sandbox, {"Owner": "somebody"}):
        done = job.run("drift")
    assert done.returncode == 3, done.stdout + done.stderr
    found = job.result("drift")
    assert (found.outcome, found.headline) == (Outcome.DRIFTED, "1 to update, 0 against a policy")
    assert "tags.Owner" in found.report
    assert "somebody" not in found.report
    assert job.state == before


def test_a_mail_subscription_that_its_receiver_ended_is_a_note(job: Job):
    sns = job.sandbox.cloud.client("sns")
    with configured(job.sandbox, "notificationEmail", "ops@example.com"):
        assert job.run("deploy").returncode == 0
        for one in sns.list_subscriptions()["Subscriptions"]:
            if one["SubscriptionArn"].startswith("arn:"):
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
        done = job.run("drift")
    job.sandbox.stack.up()  # as it was, for the other tests
    assert done.returncode == 0, done.stdout + done.stderr
    found = job.result("drift")
    assert (found.outcome, found.headline) == (Outcome.PASSED, "no changes, 0 against a policy")
    assert "No one gets mail" in found.report


def test_what_was_opened_by_hand_is_drift_that_a_policy_objects_to(job: Job):
    before = job.state
    with opened_by_hand(job.sandbox):
        done = job.run("drift")
    assert done.returncode == 1, done.stdout + done.stderr
    found = job.result("drift")
    assert found.outcome is Outcome.BLOCKED
    assert BLOCK in found.report
    assert "bucket-public-access" in found.report
    assert job.state == before


def test_without_an_account_drift_is_neither_clean_nor_there(job: Job):
    job.environment["AWS_ACCESS_KEY_ID"] = "nobody"
    assert job.run("drift").returncode == 2
    assert job.result("drift").outcome is Outcome.FAILED


@pytest.mark.parametrize("command", ["plan", "deploy", "drift"])
def test_without_pulumi_it_says_what_to_install(job: Job, command: str):
    job.environment["PATH"] = str(job.folder)
    done = job.run(command)
    assert done.returncode == 2
    assert "pulumi is not on PATH" in done.stdout + done.stderr
