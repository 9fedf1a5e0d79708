"""From the inputs of the package to the options of the components, and what is said of inputs that are wrong."""

from dataclasses import fields
from typing import Any

import pulumi
import pytest

from components.package.errors import InputError
from components.package.translation import options_of
from components.pipeline.source import SourceOptions
from components.settings.setting import Options
from components.site.options import DomainOptions, SiteOptions
from components.site.redirects import Redirect
from components.storage.options import StorageOptions
from docs.generate.package_inputs import GROUPS
from tests.mock_cloud import Cloud

TOKEN = "ghp_secret of the test"
SOURCE = {"source": "oauth", "repository": "example/site"}


def faults(options: type[Options], group: str, given: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as caught:
        options_of(options, group, given)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("options", [one for one in GROUPS.values() if one not in (DomainOptions, SourceOptions)])
def test_a_group_that_is_left_out_has_every_default(options: type[Options]) -> None:
    assert options_of(options, "group", None) == options()


def test_numbers_come_as_floats_and_lists_as_lists() -> None:
    found = options_of(StorageOptions, "storage", {"noncurrent_days": 40.0, "protect": True})
    assert (found.noncurrent_days, found.protect) == (40, True)
    assert type(found.noncurrent_days) is int
    assert options_of(SiteOptions, "site", {"geo_allow": ["DE", "FR"]}).geo_allow == ("DE", "FR")


def test_a_redirect_is_the_one_of_the_configuration() -> None:
    given = {"redirects": [{"from_": "/old", "to": "/new", "status": 302.0}, {"from_": "/a/*", "to": "/b/:splat"}]}
    assert options_of(SiteOptions, "site", given).redirects == (
        Redirect("/old", "/new", 302),
        Redirect("/a/*", "/b/:splat"),
    )


def test_all_faults_of_a_group_are_reported_with_their_keys() -> None:
    found = faults(StorageOptions, "storage", {"noncurrent_days": 0, "log_retention_days": 8})
    assert found[0] == "storage.noncurrentDays: 0 must be a whole number from 1 to 3650"
    assert found[1].startswith("storage.logRetentionDays: 8 must be one of 1, 3, 5")


@pytest.mark.parametrize(
    ("options", "given", "fault"),
    [
        (StorageOptions, {"noncurrent_days": 1.5}, "group.noncurrentDays: 1.5 must be a whole number"),
        (StorageOptions, {"noncurrent_days": True}, "group.noncurrentDays: True must be a whole number"),
        (StorageOptions, {"protect": "yes"}, "group.protect: 'yes' must be true or false"),
        (SiteOptions, {"index_document": 7.0}, "group.indexDocument: 7.0 must be a text"),
        (SiteOptions, {"geo_allow": ["DE", 7.0]}, "group.geoAllow: ['DE', 7.0] must be a list of texts"),
        (DomainOptions, {}, "group.domain: is not set, and must be a host name in lower case, such as example.com"),
    ],
)
def test_a_wrong_type_is_a_fault(options: type[Options], given: dict[str, Any], fault: str) -> None:
    assert faults(options, "group", given) == [fault]


@pytest.mark.usefixtures("cloud")
def test_a_fault_between_two_inputs_names_their_keys() -> None:
    assert faults(SiteOptions, "site", {"geo_allow": ["DE"], "geo_block": ["FR"]}) == [
        "site.geoBlock: cannot be used together with geoAllow"
    ]
    assert faults(SourceOptions, "source", {**SOURCE, "webhook_secret": "0123456789abcdef"})[0].startswith(
        "source.githubToken: is not set, and must be"
    )


def test_the_value_of_a_secret_is_in_no_message() -> None:
    found = faults(SourceOptions, "source", {**SOURCE, "github_token": TOKEN, "webhook_secret": "short"})
    assert found == [
        "source.githubToken: [secret] must be a GitHub token, without spaces",
        "source.webhookSecret: [secret] must be at least 16 letters and digits, nothing else",
    ]


def test_a_secret_in_plain_text_becomes_one(cloud: Cloud) -> None:
    given = {**SOURCE, "github_token": "ghp_token", "webhook_secret": "0123456789abcdef"}
    found = options_of(SourceOptions, "source", given)
    for output, value in ((found.github_token, "ghp_token"), (found.webhook_secret, "0123456789abcdef")):
        assert isinstance(output, pulumi.Output)
        assert cloud.is_secret(output)
        assert cloud.value(output) == value


def test_every_options_class_of_the_site_is_a_group_of_the_package() -> None:
    from components.stack_settings import Settings

    site = {one.name: one.type for one in fields(Settings)}
    wanted = {kind for kind in site.values() if isinstance(kind, type) and issubclass(kind, Options)}
    assert wanted | {DomainOptions} == set(GROUPS.values())
