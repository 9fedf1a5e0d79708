"""docs/costs.md says what the registered resources cost, and no resource is left out."""

from datetime import date
from decimal import Decimal

import pytest

from docs.generate.costs import FILE, PRICES, SETTINGS, STACKS, Price, costs, prices, resources, total
from foundation.permissions.program import Resource
from tests.components.settings.setting_values import FIRST, SECOND, SECRETS

ALL = tuple((key, value) for key, value in FIRST.items() if key not in SECRETS)


def test_the_page_is_fresh() -> None:
    assert FILE.read_text() == costs(), "run: make docs"


def test_every_type_that_any_stack_registers_has_a_price_and_no_price_is_of_anything_else() -> None:
    shapes = [
        *(resources(stack) for stack in STACKS),
        resources("dev", *ALL),
        resources("prod", *SECOND.items(), ("zoneId", "")),
    ]
    registered = {one.type for found in shapes for one in found}
    # The boundary is the foundation's in these runs.
    assert {*registered, "aws:iam/policy:Policy"} == prices().keys()


def test_an_idle_stack_costs_what_its_keys_its_web_acl_and_its_alarms_cost() -> None:
    keys, web_acl, alarms = 3 * Decimal(1), Decimal(5 + 2), 4 * Decimal("0.10")
    assert [total(resources(stack), is_later=False) for stack in STACKS] == [0, keys + web_acl + alarms]
    assert [total(resources(stack), is_later=True) for stack in STACKS] == [0, 3 * keys + web_acl + alarms]
    for amount in ("10.40", "16.40"):
        assert f"**{amount}**" in FILE.read_text()


@pytest.mark.parametrize(
    ("setting", "added"),
    [
        ("customerKey", "2.00 | 6.00"),
        ("wafRateLimit", "7.00 | 7.00"),
        ("alarmEmail", "1.20 | 3.20"),
        ("notificationEmail", "0.10 | 0.10"),
    ],
)
def test_what_a_setting_adds(setting: str, added: str) -> None:
    assert f"| `{setting}` | {added} |" in FILE.read_text()
    assert setting in {key for one in SETTINGS for key in one}


def test_a_price_has_its_source_and_the_file_its_date() -> None:
    assert all(price.source.startswith("https://aws.amazon.com/") for price in prices().values() if price != Price())
    written = next(line for line in PRICES.read_text().splitlines() if line.startswith("date = "))
    assert date.fromisoformat(written.split('"')[1])


def test_an_unknown_type_has_no_price() -> None:
    with pytest.raises(KeyError, match="aws:new/thing:Thing"):
        total([Resource("aws:new/thing:Thing", "thing", {})], is_later=False)
