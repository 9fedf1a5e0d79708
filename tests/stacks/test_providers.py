"""Every type of the delivery side on the real engine: one stack, from its creation to its end."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sandbox.emulator.cloud import ACCOUNT_ID
from sandbox.providers.plugin.records import Record, Records
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

CHANGED = Wanted(
    branch="release",
    build_minutes=20,
    description="publishes the site",
    noncurrent_days=31,
    permitted="arn:aws:s3:::delivery-content/public/*",
    retention_days=60,
)


@dataclass(frozen=True)
class DeliveryLife:
    """What was seen of the stack from its creation to its end."""

    steps: Mapping[str, Mapping[str, str]]
    """What each operation did to which resource, by the operation's name."""
    made: Mapping[str, Mapping[str, Any]]
    """The outputs of every resource once it was made, by logical name."""
    outputs: Mapping[str, Any]
    """The stack's."""
    records: Sequence[Record]
    """What was recorded once all of it was made."""
    files_with_secrets: Sequence[str]
    printed: str
    """By the engine."""
    role: Mapping[str, Any]
    """As IAM had it after the change of the program."""
    project: Mapping[str, Any]
    """As CodeBuild had it after the same."""
    role_tags: Mapping[str, str]
    """After the tags were changed."""
    topic: Mapping[str, Any]
    """The outputs of the topic after the same."""
    topics: Sequence[str]
    """The ARNs of all topics once the topic had another name."""
    records_left: Sequence[Record]
    left: Mapping[str, str]
    """What the cloud held after the end, by kind."""


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> DeliveryLife:
    with trial_of(lambda: delivery(Wanted()), tmp_path_factory.mktemp("delivery"), "eu-west-1") as trial:
        return live(trial)


def live(trial: Trial) -> DeliveryLife:
    cloud, records = trial.cloud, Records(trial.home.recorded)
    steps = {"creation": trial.up()}
    made, outputs, recorded = trial.states(), trial.stack.outputs(), records.all()
    steps |= {"second update": trial.up(), "refresh": trial.refresh(), "preview": trial.preview()}
    files_with_secrets = _files_with_secrets(trial)
    for change in CHANGES.values():
        change(cloud, records)
    steps |= {"refresh after drift": trial.refresh(), "repair": trial.up(), "refresh after repair": trial.refresh()}
    _delete_some(trial, records)
    steps |= {"refresh after deletion": trial.refresh(), "making again": trial.up()}
    trial.program = lambda: delivery(CHANGED)
    steps |= {"change": trial.up()}
    role = cloud.client("iam").get_role(RoleName="delivery")["Role"]
    project = cloud.client("codebuild").batch_get_projects(names=["delivery-publish"])["projects"][0]
    steps |= {"refresh after change": trial.refresh()}
    tagged = replace(CHANGED, tags={"Stack": "other", "Owner": "me"})
    trial.program = lambda: delivery(tagged)
    steps |= {"tags": trial.up(), "refresh after tags": trial.refresh()}
    role_tags, topic = cloud.client("iam").list_role_tags(RoleName="delivery")["Tags"], trial.state("topic")
    trial.program = lambda: delivery(replace(tagged, topic="delivery-second"))
    steps |= {"name": trial.up()}
    topics = [one["TopicArn"] for one in cloud.client("sns").list_topics()["Topics"]]
    _fill_bucket(trial)
    steps |= {"end": trial.destroy()}
    return DeliveryLife(
        steps,
        made,
        outputs,
        recorded,
        files_with_secrets,
        "\n".join(trial.lines),
        role,
        project,
        {tag["Key"]: tag["Value"] for tag in role_tags},
        topic,
        topics,
        records.all(),
        _left(trial),
    )


def test_every_resource_is_created_with_an_id_and_an_arn_in_the_form_of_aws(life: DeliveryLife) -> None:
    assert set(life.steps["creation"].values()) == {"create"}
    for name, (resource_id, arn) in _FORMS.items():
        state = life.made[name]
        assert re.fullmatch(resource_id, state["id"]), name
        if arn is not None:
            assert state["arn"] == state["id"] if arn == r"\1" else re.fullmatch(arn, state["arn"]), name


def test_outputs_are_those_that_programs_build_on(life: DeliveryLife) -> None:
    bucket = life.made["bucket"]
    assert bucket["bucketRegionalDomainName"] == "delivery-content.s3.eu-west-1.amazonaws.com"
    assert bucket["region"] == "eu-west-1"
    assert bucket["tagsAll"] == bucket["tags"]
    assert life.made["connection"]["connectionStatus"] == "PENDING"
    assert life.made["webhook"]["url"].startswith("https://eu-west-1.webhooks.aws/trigger?t=")
    assert life.outputs == {"account": ACCOUNT_ID, "region": "eu-west-1"}


def test_a_second_update_changes_nothing(life: DeliveryLife) -> None:
    assert life.steps["second update"] == {}


def test_a_refresh_finds_everything_as_it_was_made(life: DeliveryLife) -> None:
    assert life.steps["refresh"] == {}
    assert life.steps["preview"] == {}


def test_no_secret_is_written_in_plain(life: DeliveryLife) -> None:
    assert life.files_with_secrets == []
    for secret in (TOKEN, WEBHOOK_SECRET):
        assert secret not in life.printed


def test_what_no_emulator_has_is_recorded_with_its_secrets_masked(life: DeliveryLife) -> None:
    records = {record["name"]: record for record in life.records}
    assert set(records) == {"connection", "github-webhook", "webhook"}
    assert records["webhook"]["properties"]["authenticationConfiguration"] == {"secretToken": MASK}
    assert records["github-webhook"]["properties"]["configuration"]["secret"] == MASK
    assert records["github-webhook"]["type"] == "github:index/repositoryWebhook:RepositoryWebhook"


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(life: DeliveryLife) -> None:
    assert life.steps["refresh after drift"] == dict.fromkeys(CHANGES, "update")
    assert life.steps["repair"] == dict.fromkeys(CHANGES, "update")
    assert life.steps["refresh after repair"] == {}


def test_what_is_deleted_behind_pulumis_back_is_made_again(life: DeliveryLife) -> None:
    gone = {"bucket-policy", "connection", "log-group"}
    assert life.steps["refresh after deletion"] == dict.fromkeys(gone, "delete")
    assert life.steps["making again"] == dict.fromkeys(gone, "create")


def test_a_change_of_the_program_is_carried_out_in_place(life: DeliveryLife) -> None:
    changed = {"boundary", "inline", "lifecycle", "log-group", "pipeline", "project", "role"}
    assert life.steps["change"] == dict.fromkeys(changed, "update")
    assert life.role["Description"] == "publishes the site"
    assert life.project["timeoutInMinutes"] == 20
    assert life.steps["refresh after change"] == {}


def test_tags_follow_the_program(life: DeliveryLife) -> None:
    assert set(life.steps["tags"].values()) == {"update"}
    assert life.steps["refresh after tags"] == {}
    assert life.role_tags == {"Stack": "other", "Owner": "me"}
    assert life.topic["tagsAll"] == {"Stack": "other", "Owner": "me"}


def test_a_change_of_a_name_makes_a_new_resource_and_whatever_hangs_on_it(life: DeliveryLife) -> None:
    assert life.steps["name"] == {
        "topic": "replace",
        "topic-policy": "replace",
        "subscription": "replace",
        "target": "update",
    }
    assert life.topics == [f"arn:aws:sns:{_HERE}:delivery-second"]


def test_the_end_leaves_nothing_behind(life: DeliveryLife) -> None:
    assert set(life.steps["end"].values()) == {"delete"}
    assert life.records_left == []
    assert life.left == {}


def _files_with_secrets(trial: Trial) -> list[str]:
    written = [file for file in trial.home.folder.rglob("*") if file.is_file() and not file.is_symlink()]
    secrets = (TOKEN.encode(), WEBHOOK_SECRET.encode())
    return [str(file) for file in written if any(secret in file.read_bytes() for secret in secrets)]


def _delete_some(trial: Trial, records: Records) -> None:
    """Deletes behind Pulumi's back."""
    trial.cloud.client("s3").delete_bucket_policy(Bucket="delivery-content")
    trial.cloud.client("logs").delete_log_group(logGroupName="/aws/codebuild/delivery")
    records.remove("aws:codeconnections/connection:Connection", trial.state("connection")["id"])


def _fill_bucket(trial: Trial) -> None:
    """Leaves versions and a deletion marker, which a bucket has to be emptied of."""
    s3 = trial.cloud.client("s3")
    for body in (b"one", b"two"):
        s3.put_object(Bucket="delivery-content", Key="index.html", Body=body)
    s3.delete_object(Bucket="delivery-content", Key="index.html")


def _left(trial: Trial) -> dict[str, str]:
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
