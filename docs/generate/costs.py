"""docs/costs.md: what a stack costs in a month, from the resources that the program registers and a file of prices."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from foundation.permissions.program import Resource, run

FILE = Path(__file__).parents[1] / "costs.md"
PRICES = Path(__file__).with_name("prices.toml")
STACKS = ("dev", "prod")
SETTINGS: Sequence[Mapping[str, str]] = (
    {"customerKey": "true"},
    {"wafRateLimit": "2000"},
    {"alarmEmail": "ops@example.com"},
    {"notificationEmail": "ops@example.com"},
    {"stopAtUsd": "50", "alarmEmail": "ops@example.com"},
)
"""The settings whose resources cost something for being there."""

_ACCOUNT = "123456789012"
_HEAD = """# Costs

Written by `make docs` from the resources that the program registers and the prices in
[prices.toml](generate/prices.toml); a test fails when this page is stale. The prices were written
down on {date}, in US dollars, in us-east-1, before taxes; the pages of AWS that are linked below decide.

## A month without a visitor

| resource | price | {stacks} |
| --- | --- | {rules} |
"""
_AFTER = """
The hosted zone of a domain costs 0.50 more; it is not part of the stack.

Content and artifacts have a key each: the key of the content lets CloudFront decrypt, and a role that reads artifacts
reads no content with its own key, even where a bucket policy would let it. The topic of the alarms has a third:
CloudWatch cannot publish with the key that AWS manages for SNS. Keys that are kept after `customerKey` was switched off
cost the same as before.

## What a setting adds to the dev stack

| setting | a month | after two years |
| --- | ---: | ---: |
"""
_USE = """
## What use costs

| resource | price |
| --- | --- |
"""


@dataclass(frozen=True)
class Price:
    """What one resource of a type costs."""

    monthly: Decimal = Decimal()
    later: Decimal | None = None
    """A month, once it has grown. Default: it stays the same."""
    each: tuple[tuple[str, Decimal], ...] = ()
    """Input and what each of its items adds."""
    why: str = ""
    use: str = ""
    source: str = ""

    def of(self, resource: Resource, *, is_later: bool) -> Decimal:
        """The price of one resource in a month."""
        fixed = self.later if is_later and self.later is not None else self.monthly
        return fixed + sum((price * len(resource.inputs[key]) for key, price in self.each), Decimal())


@cache
def prices() -> Mapping[str, Price]:
    """Type -> price, of every type in the file."""
    content = _content()
    free = {one: Price() for one in content["free"]["types"]}
    return {**{one: _price(entry) for one, entry in content["types"].items()}, **free}


@cache
def resources(stack: str, *config: tuple[str, str]) -> Sequence[Resource]:
    """What the program registers in a stack with a changed configuration."""
    return run(stack, _ACCOUNT, dict(config)).resources


def total(found: Iterable[Resource], *, is_later: bool) -> Decimal:
    """The price of resources in a month. Raises KeyError for a type that the file of prices lacks."""
    return sum((prices()[one.type].of(one, is_later=is_later) for one in found), Decimal())


def costs() -> str:
    """The text of the page."""
    head = _HEAD.format(date=_content()["date"], stacks=" | ".join(STACKS), rules=" | ".join("---:" for _ in STACKS))
    return "\n".join([head + "\n".join(_rows()), _AFTER + "\n".join(_settings()), _USE + "\n".join(_uses()), ""])


def _rows() -> Iterator[str]:
    stacks = [resources(stack) for stack in STACKS]
    for name, price in prices().items():
        own = [[one for one in found if one.type == name] for found in stacks]
        if price.monthly and any(own):
            yield f"| {_name(name)} | {price.why} | {' | '.join(_amount(one) for one in own)} |"
    for title, is_later in (("in all", False), ("in all, after two years", True)):
        amounts = (f"**{total(found, is_later=is_later):.2f}**" for found in stacks)
        yield f"| **{title}** | | {' | '.join(amounts)} |"


def _amount(found: Sequence[Resource]) -> str:
    return f"{len(found)}: {total(found, is_later=False):.2f}" if found else ""


def _settings() -> Iterator[str]:
    before = resources("dev")
    for setting in SETTINGS:
        after = resources("dev", *setting.items())
        added = [f"{total(after, is_later=late) - total(before, is_later=late):.2f}" for late in (False, True)]
        yield f"| `{next(iter(setting))}` | {' | '.join(added)} |"


def _uses() -> Iterator[str]:
    registered = Counter(one.type for stack in STACKS for one in resources(stack))
    for name, price in prices().items():
        if price.use and registered[name]:
            yield f"| [{_name(name)}]({price.source}) | {price.use} |"


def _name(resource_type: str) -> str:
    """The service and the name of a type: "kms Key"."""
    _, module, name = resource_type.split(":")
    return f"{module.partition('/')[0]} {name}"


def _price(entry: Mapping[str, Any]) -> Price:
    later = entry.get("later")
    return Price(
        Decimal(entry.get("monthly", "0")),
        None if later is None else Decimal(later),
        tuple((key, Decimal(price)) for key, price in entry.get("each", {}).items()),
        entry.get("why", ""),
        entry.get("use", ""),
        entry["source"],
    )


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads(PRICES.read_text())
