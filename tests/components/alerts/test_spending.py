"""What traffic costs: the alarm's expression is the price list, and the ceiling is its worst case."""

from decimal import Decimal

import pytest

from components.alerts.spending import MINUTES, Prices, ceiling_usd, overshoot_usd, prices

CLASSES = ("PriceClass_100", "PriceClass_200", "PriceClass_All")
TRAFFIC = ((0, 0), (10**9, 0), (0, 10_000), (5 * 10**12, 40_000_000))


@pytest.mark.parametrize("price_class", CLASSES)
@pytest.mark.parametrize("has_web_acl", [False, True])
@pytest.mark.parametrize(("sent", "requests"), TRAFFIC)
def test_the_expression_of_the_alarm_is_the_price_of_the_traffic(
    price_class: str, has_web_acl: bool, sent: int, requests: int
) -> None:
    own = prices(price_class, has_web_acl=has_web_acl)
    # CloudWatch's arithmetic is Python's, and the expression has nothing but the two names, numbers and operators.
    reckoned = eval(own.expression, {"__builtins__": {}}, {"bytes": sent, "requests": requests})  # noqa: S307
    assert reckoned == pytest.approx(float(own.of(bytes_sent=sent, requests=requests)))


def test_the_prices_are_those_of_the_dearest_place_of_a_class() -> None:
    assert prices("PriceClass_100", has_web_acl=False) == Prices(Decimal("0.085"), Decimal("0.012"), Decimal("0.20"))
    assert prices("PriceClass_All", has_web_acl=True) == Prices(Decimal("0.120"), Decimal("0.022"), Decimal("0.80"))


def test_a_terabyte_and_ten_million_requests_cost_what_the_price_list_says() -> None:
    own = prices("PriceClass_100", has_web_acl=True)
    assert own.of(bytes_sent=10**12, requests=10_000_000) == Decimal(85) + Decimal(12) + Decimal(8)


def test_the_overshoot_is_the_quotas_traffic_in_the_minutes_that_pass() -> None:
    own = prices("PriceClass_100", has_web_acl=False)
    a_minute = Decimal(1125) * Decimal("0.085") + 15_000_000 * (Decimal("1.2") + Decimal("0.2")) / 1_000_000
    assert overshoot_usd(own, 1) == a_minute
    assert overshoot_usd(own) == a_minute * sum(MINUTES.values())


def test_the_ceiling_is_twice_the_limit_and_the_overshoot() -> None:
    own = prices("PriceClass_200", has_web_acl=True)
    assert ceiling_usd(100, own) - ceiling_usd(0, own) == 200
    assert ceiling_usd(0, own) == overshoot_usd(own)
