"""docs/bill.md: the flat-rate plans and the stop, with the worst case from the functions that the alarm is made of."""

from collections.abc import Iterator
from pathlib import Path

from components.alerts import spending
from components.alerts.spending import MINUTES, ceiling_usd, overshoot_usd, prices
from components.site.pricing_plan import DATE, PLANS

FILE = Path(__file__).parents[1] / "bill.md"
TEXT = Path(__file__).with_name("bill.txt")
"""What the tables stand in: {plans} and so on are replaced."""
LIMITS_USD = (50, 500)

_CLASSES = ("PriceClass_100", "PriceClass_200", "PriceClass_All")


def bill() -> str:
    """The text of the page."""
    return TEXT.read_text().format(
        plans_date=DATE,
        plans="\n".join(_plans()),
        minutes="\n".join(_minutes()),
        gigabits=spending.GIGABITS_PER_SECOND,
        requests=spending.REQUESTS_PER_SECOND,
        limits=" | ".join(f"ceiling at {one}" for one in LIMITS_USD),
        rules=" | ".join("---:" for _ in LIMITS_USD),
        worst="\n".join(_worst_cases()),
        prices_date=spending.DATE,
    )


def _plans() -> Iterator[str]:
    for name, plan in PLANS.items():
        yield f"| `{name}` | {plan.usd:,} | {plan.requests_million:,} | {plan.terabytes} |"


def _minutes() -> Iterator[str]:
    for what, minutes in MINUTES.items():
        yield f"| {what} | {minutes} |"
    yield f"| **in all** | **{sum(MINUTES.values())}** |"


def _worst_cases() -> Iterator[str]:
    for price_class in _CLASSES:
        for has_web_acl in (False, True):
            own = prices(price_class, has_web_acl=has_web_acl)
            ceilings = " | ".join(f"{ceiling_usd(limit, own):,.0f}" for limit in LIMITS_USD)
            yield (
                f"| `{price_class}` | {'yes' if has_web_acl else 'no'} | {overshoot_usd(own, 1):,.0f} | "
                f"{overshoot_usd(own):,.0f} | {ceilings} |"
            )
