"""What a stack stores is not lost to a changed setting: a key, and the region and names of its buckets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from components.context import Context
from components.deployed import Deployed
from components.settings.reader import SettingsError
from components.storage.options import StorageOptions
from tests.examples import ACCOUNT_ID, CONTEXT
from tests.mock_cloud import Cloud
from tests.test_main import up

BEFORE = Deployed(region=CONTEXT.region, content_bucket=f"secure-site-test-content-{ACCOUNT_ID}", has_keys=True)
KEYS = ["arn:aws:kms:us-east-1:123456789012:key/1"]


@pytest.mark.parametrize(
    "storage",
    [
        StorageOptions(customer_key=True),
        StorageOptions(former_keys="keep"),
        StorageOptions(former_keys="delete"),
        StorageOptions(customer_key=True, former_keys="delete"),
    ],
)
def test_keys_stay_or_go_as_the_settings_say_it(storage: StorageOptions) -> None:
    assert list(BEFORE.losses(CONTEXT, storage)) == []


def test_a_stack_that_was_never_up_has_nothing_to_lose() -> None:
    assert list(Deployed().losses(CONTEXT, StorageOptions())) == []


def test_a_stack_without_keys_needs_no_word_about_them() -> None:
    assert list(replace(BEFORE, has_keys=False).losses(CONTEXT, StorageOptions())) == []


@pytest.mark.parametrize(
    ("context", "storage", "said"),
    [
        (CONTEXT, StorageOptions(), r"customerKey: false .* run: pulumi config set formerKeys keep; "),
        (
            replace(CONTEXT, region="us-west-2"),
            StorageOptions(customer_key=True),
            r"aws:region: 'us-west-2' must be eu-west-1, .* run: pulumi config set aws:region eu-west-1",
        ),
        (
            replace(CONTEXT, stack="other"),
            StorageOptions(customer_key=True),
            r"names: .*'secure-site-other-content-123456789012' and must stay 'secure-site-test-content-123456789012'",
        ),
        (
            replace(CONTEXT, account_id="210987654321"),
            StorageOptions(customer_key=True),
            r"names: .*'secure-site-test-content-210987654321' and must stay 'secure-site-test-content-123456789012'",
        ),
        (replace(CONTEXT, project="other"), StorageOptions(customer_key=True), "names: .*'other-test-content-"),
    ],
    ids=["key", "region", "stack", "account", "project"],
)
def test_an_update_that_would_lose_data_is_refused_with_what_to_write(
    context: Context, storage: StorageOptions, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        BEFORE.refuse_loss(context, storage)


def test_every_loss_is_reported_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        BEFORE.refuse_loss(replace(CONTEXT, region="us-west-2"), StorageOptions())
    assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]] == ["aws", "customerKey"]


@pytest.mark.parametrize(
    ("config", "outputs", "said"),
    [
        ({}, {"region": "eu-west-1"}, "aws:region: 'us-east-1' must be eu-west-1"),
        ({}, {"contentBucket": "another"}, "must stay 'another'"),
        ({"customerKey": "false"}, {"keyArns": KEYS}, "formerKeys keep"),
    ],
)
def test_the_program_reads_what_the_stack_exported_and_stops_before_the_first_resource(
    cloud: Cloud, config: Mapping[str, str], outputs: Mapping[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        up(cloud, "prod", outputs=outputs, **cast("dict[str, Any]", config))
    assert cloud.resources == []


def test_what_the_program_exports_is_what_its_next_run_reads(cloud: Cloud) -> None:
    up(cloud, "prod")
    exported = cloud.exports
    assert len(exported["keyArns"]) == 2
    cloud.forget()
    up(cloud, "prod", outputs=exported)
    assert cloud.exports == exported
    cloud.forget()
    with pytest.raises(SettingsError, match="formerKeys"):
        up(cloud, "prod", outputs=exported, customerKey="false")


def test_a_stack_without_keys_exports_none(cloud: Cloud) -> None:
    up(cloud, "dev")
    assert "keyArns" not in cloud.exports


DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GET = "aws:cloudfront/getDistribution:getDistribution"
STOPPED = {"distributionId": "E2EXAMPLE", "stopMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:stop"}
STOP: Mapping[str, Any] = {"alarmEmail": "ops@example.com", "stopAtUsd": "50"}


@pytest.mark.parametrize("enabled", [True, False])
def test_a_site_that_its_stop_turned_off_stays_off_in_every_update(cloud: Cloud, enabled: bool) -> None:
    cloud.answers[GET] = {"enabled": enabled}
    up(cloud, "dev", outputs=STOPPED, **STOP)
    assert cloud.one(DISTRIBUTION)["enabled"] == enabled
    assert ("turnedOff" in cloud.exports) == (not enabled)


@pytest.mark.parametrize("outputs", [STOPPED, {"distributionId": "E2EXAMPLE", "turnedOff": True}])
def test_it_stays_off_as_well_when_the_stop_is_taken_back(cloud: Cloud, outputs: Mapping[str, Any]) -> None:
    cloud.answers[GET] = {"enabled": False}
    up(cloud, "dev", outputs=outputs)
    assert cloud.one(DISTRIBUTION)["enabled"] is False
    assert cloud.exports["turnedOff"] is True


@pytest.mark.parametrize("outputs", [{}, {"distributionId": "E2EXAMPLE"}])
def test_a_stack_without_a_stop_asks_nothing(cloud: Cloud, outputs: Mapping[str, Any]) -> None:
    up(cloud, "dev", outputs=outputs)  # a call that is not answered would fail
    assert cloud.one(DISTRIBUTION)["enabled"] is True


@pytest.mark.parametrize(
    "words", ["NoSuchDistribution: The specified distribution does not exist.", "couldn't find resource"]
)
def test_a_distribution_that_was_deleted_is_made_again(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr("pulumi_aws.cloudfront.get_distribution", failing(words))
    assert not Deployed(distribution_id="E2EXAMPLE", has_stop=True).is_turned_off(has_stop=True)


def test_a_call_that_is_denied_is_no_reason_to_turn_the_site_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulumi_aws.cloudfront.get_distribution", failing("AccessDenied: not authorized"))
    with pytest.raises(Exception, match="AccessDenied"):
        Deployed(distribution_id="E2EXAMPLE", has_stop=True).is_turned_off(has_stop=True)


def failing(words: str) -> Any:
    def fail(**_: Any) -> Any:
        raise Exception(words)

    return fail
