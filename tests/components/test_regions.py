"""A build is known to be shut out by a list of countries."""

import boto3
import pytest

from components import rules
from components.regions import COUNTRIES, shut_out


def test_every_region_of_the_sdk_has_its_country_and_the_table_no_other() -> None:
    session = boto3.Session()
    known = {region for service in ("s3", "codebuild") for region in session.get_available_regions(service)}
    assert known == COUNTRIES.keys()
    assert rules.COUNTRIES.issuperset(COUNTRIES.values())


@pytest.mark.parametrize(
    ("region", "allowed", "blocked", "country"),
    [
        ("us-east-1", (), (), None),
        ("us-east-1", ("US", "DE"), (), None),
        ("us-east-1", ("DE",), (), "US"),
        ("eu-central-1", (), ("KP", "DE"), "DE"),
        ("eu-central-1", (), ("US",), None),
        ("eu-north-99", ("DE",), (), None),
    ],
)
def test_a_region_is_shut_out_by_the_list_that_its_country_is_not_or_is_on(
    region: str, allowed: tuple[str, ...], blocked: tuple[str, ...], country: str | None
) -> None:
    assert shut_out(region, allowed, blocked) == country
