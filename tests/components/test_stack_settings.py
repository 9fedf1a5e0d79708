"""Configuration is validated whole, before the first resource, in messages that say what to write and no secret."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pytest
import yaml
from pulumi.runtime import set_all_config

from components import stack_settings
from components.pipeline.source import SourceOptions
from components.settings.reader import SettingsError
from components.site.response_headers import SecurityHeaders
from components.stack_settings import Settings
from tests.components.settings.setting_examples import (
    ACCEPTED,
    CONNECTED,
    CONNECTION,
    NAMED,
    OAUTH,
    PREVIEWED,
    REFUSED,
    TOKEN,
    WEBHOOK_SECRET,
)
from tests.examples import REPOSITORY
from tests.mock_cloud import Cloud


def load(cloud: Cloud, config: Mapping[str, str], *, secrets: bool = True, stack: str = "dev") -> Settings:
    """Loads a configuration as the engine hands it over: all values are strings, and secrets are marked."""
    full = {
        key if ":" in key else f"secure-site:{key}": value
        for key, value in {"aws:region": "us-east-1", **config}.items()
    }
    marked = ["secure-site:githubToken", "secure-site:webhookSecret"] if secrets else []

    def program() -> Settings:
        set_all_config(full, marked)
        return stack_settings.load()

    return cloud.run(program, stack=stack)


def faults(cloud: Cloud, config: Mapping[str, str], **how: Any) -> list[str]:
    """The lines of the error that a configuration ends in."""
    with pytest.raises(SettingsError) as caught:
        load(cloud, config, **how)
    assert cloud.resources == []
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_the_least_that_has_to_be_configured_gives_strict_defaults(cloud: Cloud) -> None:
    found = load(cloud, CONNECTED)
    assert found.domain is None
    assert found.headers == SecurityHeaders()
    assert (found.site.minimum_tls_version, found.site.waf_rate_limit, found.site.single_page_app) == (
        "TLSv1.2_2025",
        None,
        False,
    )
    assert (found.storage.noncurrent_days, found.storage.log_retention_days, found.storage.artifact_days) == (
        30,
        365,
        30,
    )
    assert (found.pipeline.output_directory, found.pipeline.build_timeout_minutes) == ("public", 15)
    assert (found.alerts.alarm_email, found.alerts.error_rate_percent, found.alerts.monthly_budget_usd) == (
        None,
        5,
        None,
    )
    assert found.source == SourceOptions(source="connection", repository="example/site", branch="main")


def test_every_default_of_the_project_file_is_the_default_of_the_program(cloud: Cloud) -> None:
    declared = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text())["config"]
    as_engine = {key: _as_engine(entry["default"]) for key, entry in declared.items()}
    assert load(cloud, {**as_engine, **CONNECTED}) == load(cloud, CONNECTED)


def test_the_project_file_declares_exactly_the_keys_that_are_read_each_with_a_description(cloud: Cloud) -> None:
    declared = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text())["config"]
    (fault,) = faults(cloud, {**CONNECTED, **{key: "" for key in declared if key not in CONNECTED}, "zzz": "1"})
    assert fault.startswith("zzz: unknown key")
    for (
        key
    ) in declared:  # A key that nobody reads would be refused, as zzz is; a key that is not declared has a twin here.
        assert declared[key]["description"], key
    assert {key for key, entry in declared.items() if entry.get("secret")} == {
        *("githubToken", "webhookSecret", "previewPassword"),
    }


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_stacks_that_come_with_the_project_are_usable(cloud: Cloud, stack: str) -> None:
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
    secrets = {"githubToken": TOKEN, "webhookSecret": WEBHOOK_SECRET} if stack == "dev" else {}
    found = load(cloud, {key: _as_engine(value) for key, value in config.items()} | secrets, stack=stack)
    assert (found.domain is not None) == (stack == "prod")


def test_a_full_configuration_arrives_where_it_belongs(cloud: Cloud) -> None:
    found = load(
        cloud,
        {
            **NAMED,
            "aliases": '["www.example.com","*.example.com"]',
            "canonicalHost": "www.example.com",
            "connectionArn": CONNECTION,
            "geoAllow": '["DE","AT"]',
            "verifyRelease": "false",
            "wafRateLimit": "2000",
            "hstsDays": "10",
            "hstsSubdomains": "false",
            "frameOptions": "SAMEORIGIN",
            "buildCommands": '["npm ci","npm run build"]',
            "alarmEmail": "ops@example.com",
            "monthlyBudgetUsd": "50",
            "protect": "true",
            "tags": '{"team":"edge"}',
        },
    )
    assert found.domain is not None
    assert found.domain.names == ("example.com", "www.example.com", "*.example.com")
    assert found.domain.canonical_host == "www.example.com"
    assert found.source == SourceOptions(
        source="connection", repository="example/site", branch="main", connection_arn=CONNECTION
    )
    assert found.pipeline.build_commands == ("npm ci", "npm run build")
    assert (found.site.geo_allow, found.site.waf_rate_limit) == (("DE", "AT"), 2000)
    headers = found.headers
    assert (headers.hsts_days, headers.hsts_subdomains, headers.frame_options) == (10, False, "SAMEORIGIN")
    assert (found.alerts.monthly_budget_usd, found.storage.protect, found.tags) == (50, True, {"team": "edge"})


def test_the_two_secrets_of_source_oauth_stay_secret(cloud: Cloud) -> None:
    found = load(cloud, OAUTH)
    token, webhook_secret = found.source.github_token, found.source.webhook_secret
    assert isinstance(token, pulumi.Output)
    assert isinstance(webhook_secret, pulumi.Output)
    assert (cloud.value(token), cloud.value(webhook_secret)) == (TOKEN, WEBHOOK_SECRET)
    assert cloud.is_secret(token)
    assert cloud.is_secret(webhook_secret)
    assert TOKEN not in repr(found)
    assert WEBHOOK_SECRET not in repr(found)


@pytest.mark.parametrize("key", ["githubToken", "webhookSecret"])
def test_a_missing_secret_names_the_command_that_sets_it(cloud: Cloud, key: str) -> None:
    (fault,) = faults(cloud, {**OAUTH, key: ""})
    assert fault.startswith(f"{key}: is not set")
    assert fault.endswith(f"pulumi config set --secret {key}")


SECRET_FAULTS: list[dict[str, str]] = [
    {**OAUTH, "webhookSecret": TOKEN},
    {**OAUTH, "githubToken": WEBHOOK_SECRET},
    {**OAUTH, "githubToken": f"{TOKEN} with spaces"},
    {**OAUTH, "webhookSecret": "hook0hook0hook0-hook0"},
    {**OAUTH, "webhookSecret": "hook0"},
    {**OAUTH, **CONNECTED},
]


@pytest.mark.parametrize("secrets", [True, False])
@pytest.mark.parametrize("config", SECRET_FAULTS)
def test_no_error_ever_shows_a_secret_even_one_that_is_stored_in_plain(
    cloud: Cloud, config: dict[str, str], secrets: bool
) -> None:
    said = "\n".join(faults(cloud, {**config, "noncurrentDays": "x"}, secrets=secrets))
    assert "Secret" in said or "Token" in said
    for secret in (config["githubToken"], config["webhookSecret"]):
        assert secret not in said


def test_a_secret_under_an_ordinary_key_is_not_shown_either(cloud: Cloud) -> None:
    def program() -> None:
        set_all_config(
            {**{f"secure-site:{key}": value for key, value in CONNECTED.items()}, "secure-site:branch": "not for you"},
            ["secure-site:branch"],
        )
        stack_settings.load()

    with pytest.raises(SettingsError, match=r"branch: \[secret\] must be") as caught:
        cloud.run(program)
    assert "not for you" not in str(caught.value)


def test_a_secret_in_plain_text_is_refused_with_the_command_that_encrypts_it(cloud: Cloud) -> None:
    found = faults(cloud, OAUTH, secrets=False)
    assert [fault.split(":")[0] for fault in found] == ["githubToken", "webhookSecret"]
    assert all("is in plain text" in fault and "pulumi config set --secret" in fault for fault in found)


def test_all_faults_are_reported_at_once_each_in_a_line_of_its_own(cloud: Cloud) -> None:
    config = {"domain": "Example", "source": "svn", "priceClass": "cheap", "noncurrentDays": "-1", "colour": "red"}
    found = faults(cloud, {**config, "aws:region": ""})
    assert {fault.split(": ")[0] for fault in found} == {
        *("domain", "zoneId", "source", "repository", "priceClass", "noncurrentDays", "colour", "aws:region"),
    }


def test_an_unknown_key_is_refused_with_the_nearest_known_one(cloud: Cloud) -> None:
    (fault,) = faults(cloud, {**CONNECTED, "noncurentDays": "3"})
    assert fault == "noncurentDays: unknown key; did you mean noncurrentDays? run: pulumi config rm noncurentDays"


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_setting_of_an_earlier_version_is_refused_with_what_took_its_place(cloud: Cloud, value: str) -> None:
    (fault,) = faults(cloud, {**CONNECTED, "previewSites": value})
    assert fault.startswith("previewSites: previews have a bucket and an address of their own now")
    assert fault.endswith("set previews instead (docs/previews.md); run: pulumi config rm previewSites")


@pytest.mark.parametrize("key", ["previewDomain", "previewZoneId"])
def test_a_setting_of_previews_has_no_effect_without_previews(cloud: Cloud, key: str) -> None:
    value = PREVIEWED[key]
    (fault,) = faults(cloud, {**CONNECTED, key: value})
    assert fault == f"{key}: has no effect without previews; run: pulumi config rm {key}"


def test_keys_of_other_namespaces_are_nobodys_business(cloud: Cloud) -> None:
    assert load(cloud, {**CONNECTED, "aws:defaultTags": "{}", "pulumi:tags": "{}"})


@pytest.mark.parametrize(("key", "value", "config"), REFUSED)
def test_a_value_that_is_not_allowed_is_refused_by_name(
    cloud: Cloud, key: str, value: str, config: Mapping[str, str]
) -> None:
    found = faults(cloud, {**config, key: value})
    assert [fault.split(":")[0] for fault in found] == [key]


@pytest.mark.parametrize(("key", "value", "config"), ACCEPTED)
def test_a_value_that_is_allowed_is_accepted(cloud: Cloud, key: str, value: str, config: Mapping[str, str]) -> None:
    assert load(cloud, {**config, key: value})


@pytest.mark.parametrize(
    ("config", "key", "said"),
    [
        ({**CONNECTED, "aliases": '["www.example.com"]'}, "aliases", "has no effect without domain"),
        ({**CONNECTED, "zoneId": "Z0123456789ABC"}, "zoneId", "has no effect without domain"),
        ({**CONNECTED, "domain": "example.com"}, "zoneId", "is not set"),
        ({**OAUTH, "connectionArn": CONNECTION}, "connectionArn", "only for source connection"),
        ({**CONNECTED, "githubToken": TOKEN}, "githubToken", "only for source oauth"),
        ({**CONNECTED, "monthlyBudgetUsd": "50"}, "monthlyBudgetUsd", "has no effect without alarmEmail"),
    ],
)
def test_a_key_that_goes_without_the_one_it_needs_is_refused(
    cloud: Cloud, config: Mapping[str, str], key: str, said: str
) -> None:
    (fault,) = faults(cloud, config)
    assert fault.startswith(f"{key}: ")
    assert said in fault


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "Frankfurt", "us-east", ""])
def test_only_a_commercial_region_is_accepted(cloud: Cloud, region: str) -> None:
    (fault,) = faults(cloud, {**CONNECTED, "aws:region": region})
    assert fault.startswith("aws:region: ")


@pytest.mark.parametrize("stack", ["Dev", "my_stack", "-dev", "s" * 21])
def test_a_stack_whose_name_cannot_name_resources_is_refused(cloud: Cloud, stack: str) -> None:
    (fault,) = faults(cloud, CONNECTED, stack=stack)
    assert fault.startswith("stack name: ")
    assert "pulumi stack rename" in fault


def _as_engine(value: Any) -> str:
    """A value of a YAML file in the form in which the engine passes it on."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(cast("object", value)).lower() if isinstance(value, bool) else str(cast("object", value))
