"""A setting is declared once: a new field of an options class is read, validated and documented without more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pytest
from pulumi.runtime import set_all_config

from components import rules
from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.reader import ConfigReader, SettingsError
from components.settings.setting import Options, flag, group, required, secret, setting, settings_of
from components.settings.validation import faults_of, validate
from components.stack_settings import Settings as SiteSettings
from foundation.settings import Settings as FoundationSettings
from tests.mock_cloud import Cloud

BOTH = pytest.mark.parametrize("program", [SiteSettings, FoundationSettings])


@dataclass(frozen=True, kw_only=True)
class Part(Options):
    is_used: bool = flag(False, "Whether the part is used.")
    part_name: str = required(rules.FILE_NAME, "A name.", example="name")
    part_note: str | None = setting(None, rules.LINE, "A note.")
    part_days: int = setting(30, rules.DAYS, "Days.")


@dataclass(frozen=True)
class Link:
    from_: str
    to: str = "home"
    weight: int = 1


LINK = rules.Rule("a link to home or away", lambda link: link.to in ("home", "away"))


@dataclass(frozen=True, kw_only=True)
class Example(Options):
    owner_name: str = required(rules.FILE_NAME, "A name.", example="name")
    region: str = required(rules.REGION, "A region.", example="us-east-1", namespace="aws")
    cache_days: int = setting(30, rules.DAYS, "Days.")
    most_items: int | None = setting(None, rules.DAYS, "Items.")
    is_open: bool = flag(True, "Whether it is open.")
    host_names: tuple[str, ...] = setting((), rules.HOST, "Hosts.", example="example.com")
    user_ids: tuple[int, ...] = setting((), rules.GITHUB_ID, "Ids.")
    links: tuple[Link, ...] = setting((), LINK, "Links.")
    labels: Mapping[str, str] = setting({}, rules.TAG, "Labels.")
    api_token: pulumi.Input[str] = secret(rules.TOKEN, "A token.")
    part: Part | None = group("The part", switch="is_used")

    def faults(self) -> Iterator[Fault]:
        if self.most_items and not self.host_names:
            yield Missing("host_names", "hosts for most_items")
        if self.cache_days == 7:
            yield Wrong("cache_days", "another number than 7, as user_ids")
        if not self.is_open and self.user_ids:
            yield Ineffective("user_ids", "has no effect without is_open")


LEAST = {"ownerName": "me", "aws:region": "us-east-1"}


def load(cloud: Cloud, config: Mapping[str, str]) -> Example:
    full = {key if ":" in key else f"secure-site:{key}": value for key, value in config.items()}

    def program() -> Example:
        set_all_config(full, ["secure-site:apiToken"])
        return ConfigReader().load(Example)

    return cloud.run(program)


def faults(cloud: Cloud, config: Mapping[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(cloud, config)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_settings_that_are_not_set_have_the_default_of_their_field(cloud: Cloud) -> None:
    assert load(cloud, LEAST) == Example(owner_name="me", region="us-east-1", part=None)


def test_every_kind_of_setting_is_read_under_the_name_of_its_field_in_camel_case(cloud: Cloud) -> None:
    more = {"cacheDays": "9", "mostItems": "2", "isOpen": "false", "hostNames": '["a.com","b.com"]', "userIds": "[]"}
    found = load(cloud, {**LEAST, **more, "labels": '{"team":"edge"}', "isUsed": "true", "partName": "it"})
    assert found == Example(
        owner_name="me",
        region="us-east-1",
        cache_days=9,
        most_items=2,
        is_open=False,
        host_names=("a.com", "b.com"),
        labels={"team": "edge"},
        part=Part(is_used=True, part_name="it"),
    )
    assert load(cloud, {**LEAST, "userIds": "[3,4]"}).user_ids == (3, 4)
    links = '[{"from":"a"},{"from":"b","to":"away","weight":2}]'
    assert load(cloud, {**LEAST, "links": links}).links == (Link("a"), Link("b", "away", 2))


def test_a_secret_is_a_secret_output(cloud: Cloud) -> None:
    token = load(cloud, {**LEAST, "apiToken": "abc"}).api_token
    assert isinstance(token, pulumi.Output)
    assert (cloud.value(token), cloud.is_secret(token)) == ("abc", True)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"cacheDays": "x"}, "cacheDays: 'x' must be a whole number from 1 to 3650"),
        ({"cacheDays": "0"}, "cacheDays: '0' must be a whole number from 1 to 3650"),
        ({"cacheDays": "7"}, "cacheDays: '7' must be another number than 7, as userIds"),
        ({"isOpen": "no"}, "isOpen: 'no' must be true or false"),
        ({"hostNames": '["a.com","B"]'}, "hostNames: 'B' must be a host name in lower case, such as example.com"),
        ({"hostNames": '["a.com","a.com"]'}, """hostNames: '["a.com","a.com"]' must be a list without repetitions"""),
        (
            {"links": '[{"from":"a","to":"b"}]'},
            "links: Link(from_='a', to='b', weight=1) must be a link to home or away",
        ),
        (
            {"links": '[{"from":"a"},{"from":"a"}]'},
            """links: '[{"from":"a"},{"from":"a"}]' must be a list without rep""",
        ),
        *(
            (
                {"links": f"[{wrong}]"},
                f"links: '[{wrong}]' must be a list of objects {{from: text, to: text, weight: whole number}}, set "
                "with pulumi config set --path 'links[0].from' FROM and pulumi config set --path 'links[0].to' TO",
            )
            for wrong in (
                '"a"',
                "{}",
                '{"to":"home"}',
                '{"from":1}',
                '{"from":"a","weight":"1"}',
                '{"from":"a","x":"b"}',
            )
        ),
        (
            {"links": '[{"from":"a","weight":true}]'},
            """links: '[{"from":"a","weight":true}]' must be a list of objects""",
        ),
        ({"links": '{"from":"a"}'}, """links: '{"from":"a"}' must be a list of objects {from: text"""),
        ({"labels": '{"Stack":"x"}'}, "labels: ('Stack', 'x') must be a tag whose name "),
        (
            {"apiToken": "a b"},
            "apiToken: [secret] must be a GitHub token, without spaces; run: pulumi config set --sec",
        ),
        (
            {"ownerName": ""},
            "ownerName: is not set, and must be a file name without a folder, such as index.html; run:",
        ),
        (
            {"aws:region": ""},
            "aws:region: is not set, and must be a commercial AWS region, such as us-east-1; run: pul",
        ),
        ({"mostItems": "3"}, "hostNames: is not set, and must be hosts for mostItems; run: pulumi config set --path "),
        ({"isOpen": "false", "userIds": "[1]"}, "userIds: has no effect without isOpen; run: pulumi config rm userIds"),
        ({"partName": "it"}, "partName: has no effect without isUsed; run: pulumi config rm partName"),
        ({"partNote": "it"}, "partNote: has no effect without isUsed; run: pulumi config rm partNote"),
        ({"partNote": "two\nlines"}, "partNote: has no effect without isUsed; run: pulumi config rm partNote"),
        ({"partDays": "0"}, "partDays: '0' must be a whole number from 1 to 3650"),
        ({"isUsed": "true"}, "partName: is not set, and must be a file name without a folder"),
    ],
)
def test_a_fault_is_reported_with_the_key_the_value_the_rule_and_the_command(
    cloud: Cloud, config: Mapping[str, str], said: str
) -> None:
    (fault,) = faults(cloud, {**LEAST, **config})
    assert fault.startswith(said)


def test_the_example_in_a_command_is_that_of_the_setting(cloud: Cloud) -> None:
    assert [fault.partition("run: ")[2] for fault in faults(cloud, {"mostItems": "3"})] == [
        "pulumi config set ownerName name",
        "pulumi config set aws:region us-east-1",
        "pulumi config set --path 'hostNames[0]' example.com",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cache_days": 0, "is_open": False}, "cache_days must be a whole number from 1 to 3650, got 0"),
        ({"host_names": ("a.com", "B")}, "host_names must be a host name in lower case, such as example.com, got 'B'"),
        ({"host_names": ("a.com", "a.com")}, "host_names must be a list without repetitions, got ('a.com', 'a.com')"),
        ({"cache_days": 7}, "cache_days must be another number than 7, as user_ids, got 7"),
        ({"most_items": 3}, "host_names is not set, and must be hosts for most_items"),
        ({"is_open": False, "user_ids": (1,)}, "user_ids has no effect without is_open"),
    ],
)
def test_a_component_raises_at_the_first_fault_with_the_field_in_place_of_the_key(
    changes: dict[str, Any], said: str
) -> None:
    options = replace(Example(owner_name="me", region="us-east-1", part=None), **changes)
    with pytest.raises(ValueError, match="Thing 'x'") as caught:
        validate("Thing 'x'", None, options)
    assert str(caught.value) == f"Thing 'x': {said}"


def test_options_that_keep_their_rules_are_valid_and_outputs_are_not_looked_into(cloud: Cloud) -> None:
    def program() -> list[Fault]:
        token = pulumi.Output.from_input("not a token")
        return list(faults_of(Example(owner_name="me", region="us-east-1", part=None, api_token=token)))

    assert cloud.run(program) == []


@BOTH
def test_every_default_of_a_program_keeps_its_own_rule(program: type[Options]) -> None:
    checked = 0
    for one in settings_of(program):
        if one.rule and isinstance(one.default, str | int) and not one.is_secret:
            assert one.rule.holds(one.default), one.key
            checked += 1
    assert checked > 2


@BOTH
def test_every_setting_of_a_program_has_a_key_of_its_own_and_a_description(program: type[Options]) -> None:
    keys = [one.key for one in settings_of(program)]
    assert len(set(keys)) == len(keys) > 10
    assert [one.key for one in settings_of(program) if not one.description.endswith(".")] == []
