"""Every type of the delivery side on the real engine: one stack, from its creation to its end, the tests in order."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sandbox.emulator.cloud import ACCOUNT_ID
from sandbox.providers.plugin.records import Records
from sandbox.providers.values import MASK
from tests.stacks.delivery_drift import CHANGES
from tests.stacks.delivery_program import TOKEN, WEBHOOK_SECRET, Wanted, delivery
from tests.stacks.trial import Trial, trial_of

_HERE = f"eu-west-1:{ACCOUNT_ID}"
_FORMS = {
    "attachment": (rf"delivery/arn:aws:iam::{ACCOUNT_ID}:policy/delivery-boundary", None),
    "boundary": (rf"arn:aws:iam::{ACCOUNT_ID}:policy/delivery-boundary", r"\1"),
    "bucket": (r"delivery-content", r"arn:aws:s3:::delivery-content"),
    "bucket-policy": (r"delivery-content", None),
    "connection": (rf"arn:aws:codeconnections:{_HERE}:connection/[0-9a-f-]{{36}}", r"\1"),
    "github-webhook": (r"\d{9}", None),
    "inline": (r"delivery:read", None),
    "log-group": (r"/aws/codebuild/delivery", rf"arn:aws:logs:{_HERE}:log-group:/aws/codebuild/delivery"),
    "pipeline": (r"delivery", rf"arn:aws:codepipeline:{_HERE}:delivery"),
    "project": (rf"arn:aws:codebuild:{_HERE}:project/delivery-publish", r"\1"),
    "role": (r"delivery", rf"arn:aws:iam::{ACCOUNT_ID}:role/delivery"),
    "rule": (r"delivery-failed", rf"arn:aws:events:{_HERE}:rule/delivery-failed"),
    "subscription": (rf"arn:aws:sns:{_HERE}:delivery-first:[0-9a-f-]{{36}}", r"\1"),
    "target": (r"delivery-failed-topic", None),
    "topic": (rf"arn:aws:sns:{_HERE}:delivery-first", r"\1"),
    "topic-policy": (rf"arn:aws:sns:{_HERE}:delivery-first", None),
    "webhook": (rf"arn:aws:codepipeline:{_HERE}:webhook:delivery", r"\1"),
}
r"""The form of a resource's id and of its ARN, by logical name; \1 for an ARN that is the id."""


@dataclass
class Delivery:
    """The stack of this module and what its program is told."""

    trial: Trial
    wanted: Wanted

    @property
    def records(self) -> Records:
        return Records(self.trial.home.recorded)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    with trial_of(lambda: delivery(found.wanted), tmp_path_factory.mktemp("delivery")) as trial:
        found = Delivery(trial, Wanted())
        yield found


def test_every_resource_is_created_with_an_id_and_an_arn_in_the_form_of_aws(stack: Delivery) -> None:
    assert set(stack.trial.up().values()) == {"create"}
    for name, (resource_id, arn) in _FORMS.items():
        state = stack.trial.state(name)
        assert re.fullmatch(resource_id, state["id"]), name
        if arn is not None:
            assert state["arn"] == state["id"] if arn == r"\1" else re.fullmatch(arn, state["arn"]), name


def test_outputs_are_those_that_programs_build_on(stack: Delivery) -> None:
    bucket = stack.trial.state("bucket")
    assert bucket["bucketRegionalDomainName"] == "delivery-content.s3.eu-west-1.amazonaws.com"
    assert bucket["region"] == "eu-west-1"
    assert bucket["tagsAll"] == bucket["tags"]
    assert stack.trial.state("connection")["connectionStatus"] == "PENDING"
    assert stack.trial.state("webhook")["url"].startswith("https://eu-west-1.webhooks.aws/trigger?t=")
    assert stack.trial.stack.outputs() == {"account": ACCOUNT_ID, "region": "eu-west-1"}


def test_a_second_update_changes_nothing(stack: Delivery) -> None:
    assert stack.trial.up() == {}


def test_a_refresh_finds_everything_as_it_was_made(stack: Delivery) -> None:
    assert stack.trial.refresh() == {}
    assert stack.trial.preview() == {}


def test_no_secret_is_written_in_plain(stack: Delivery) -> None:
    written = [file for file in stack.trial.home.folder.rglob("*") if file.is_file() and not file.is_symlink()]
    for secret in (TOKEN, WEBHOOK_SECRET):
        assert not [str(file) for file in written if secret.encode() in file.read_bytes()]
        assert secret not in "\n".join(stack.trial.lines)


def test_what_no_emulator_has_is_recorded_with_its_secrets_masked(stack: Delivery) -> None:
    records = {record["name"]: record for record in stack.records.all()}
    assert set(records) == {"connection", "github-webhook", "webhook"}
    assert records["webhook"]["properties"]["authenticationConfiguration"] == {"secretToken": MASK}
    assert records["github-webhook"]["properties"]["configuration"]["secret"] == MASK
    assert records["github-webhook"]["type"] == "github:index/repositoryWebhook:RepositoryWebhook"


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(stack: Delivery) -> None:
    for change in CHANGES.values():
        change(stack.trial.cloud, stack.records)
    assert stack.trial.refresh() == dict.fromkeys(CHANGES, "update")
    assert stack.trial.up() == dict.fromkeys(CHANGES, "update")
    assert stack.trial.refresh() == {}


def test_what_is_deleted_behind_pulumis_back_is_made_again(stack: Delivery) -> None:
    stack.trial.cloud.client("s3").delete_bucket_policy(Bucket="delivery-content")
    stack.trial.cloud.client("logs").delete_log_group(logGroupName="/aws/codebuild/delivery")
    kind = "aws:codeconnections/connection:Connection"
    stack.records.remove(kind, stack.trial.state("connection")["id"])
    gone = {"bucket-policy", "connection", "log-group"}
    assert stack.trial.refresh() == dict.fromkeys(gone, "delete")
    assert stack.trial.up() == dict.fromkeys(gone, "create")


def test_a_change_of_the_program_is_carried_out_in_place(stack: Delivery) -> None:
    stack.wanted = replace(
        stack.wanted,
        branch="release",
        build_minutes=20,
        description="publishes the site",
        noncurrent_days=31,
        permitted="arn:aws:s3:::delivery-content/public/*",
        retention_days=60,
    )
    changed = {"boundary", "inline", "lifecycle", "log-group", "pipeline", "project", "role"}
    assert stack.trial.up() == dict.fromkeys(changed, "update")
    cloud = stack.trial.cloud
    assert cloud.client("iam").get_role(RoleName="delivery")["Role"]["Description"] == "publishes the site"
    assert (
        cloud.client("codebuild").batch_get_projects(names=["delivery-publish"])["projects"][0]["timeoutInMinutes"]
        == 20
    )
    assert stack.trial.refresh() == {}


def test_tags_follow_the_program(stack: Delivery) -> None:
    stack.wanted = replace(stack.wanted, tags={"Stack": "other", "Owner": "me"})
    assert set(stack.trial.up().values()) == {"update"}
    assert stack.trial.refresh() == {}
    role = stack.trial.cloud.client("iam").list_role_tags(RoleName="delivery")["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in role} == {"Stack": "other", "Owner": "me"}
    assert stack.trial.state("topic")["tagsAll"] == {"Stack": "other", "Owner": "me"}


def test_a_change_of_a_name_makes_a_new_resource_and_whatever_hangs_on_it(stack: Delivery) -> None:
    stack.wanted = replace(stack.wanted, topic="delivery-second")
    steps = stack.trial.up()
    assert steps == {"topic": "replace", "topic-policy": "replace", "subscription": "replace", "target": "update"}
    topics = stack.trial.cloud.client("sns").list_topics()["Topics"]
    assert [topic["TopicArn"] for topic in topics] == [f"arn:aws:sns:{_HERE}:delivery-second"]


def test_the_end_leaves_nothing_behind(stack: Delivery) -> None:
    s3 = stack.trial.cloud.client("s3")
    for body in (b"one", b"two"):
        s3.put_object(Bucket="delivery-content", Key="index.html", Body=body)
    s3.delete_object(Bucket="delivery-content", Key="index.html")
    assert set(stack.trial.destroy().values()) == {"delete"}
    assert stack.records.all() == []
    assert _left(stack.trial) == {}


def _left(trial: Trial) -> dict[str, Any]:
    """What the cloud still holds, by kind."""
    cloud = trial.cloud
    found = {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "groups": cloud.client("logs").describe_log_groups()["logGroups"],
        "pipelines": cloud.client("codepipeline").list_pipelines()["pipelines"],
        "policies": cloud.client("iam").list_policies(Scope="Local")["Policies"],
        "projects": cloud.client("codebuild").list_projects()["projects"],
        "roles": cloud.client("iam").list_roles()["Roles"],
        "rules": cloud.client("events").list_rules()["Rules"],
        "topics": cloud.client("sns").list_topics()["Topics"],
    }
    return {kind: json.dumps(items, default=str) for kind, items in found.items() if items}
