"""The URNs of the programs: a changed one replaces a resource in every account, unless it has an alias.

https://www.pulumi.com/docs/iac/concepts/resources/names/
"""

from pathlib import Path

import pytest

from tests.foundation.test_foundation import STATE
from tests.foundation.test_foundation import up as found
from tests.mock_cloud import Cloud
from tests.test_main import BOTH, up

URNS = Path(__file__).with_name("urns")


def check(cloud: Cloud, name: str) -> None:
    """Compares the URNs with those that are written down."""
    file = URNS / f"{name}.txt"
    registered = "".join(f"{urn.partition('::')[2]}\n" for urn in sorted(cloud.by_urn))
    assert registered == file.read_text(), (
        f"a renamed type or resource needs an alias; write what is new into {file.relative_to(URNS.parent)}"
    )


@BOTH
def test_the_site_keeps_its_urns(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    check(cloud, stack)


@pytest.mark.usefixtures("derived_once")
def test_the_foundation_keeps_its_urns(cloud: Cloud) -> None:
    found(
        cloud,
        {
            **STATE,
            "stacks": '["dev","prod"]',
            "repository": "example/secure-site",
            "github": "true",
            "accountBaseline": "true",
            "securityEmail": "security@example.com",
        },
    )
    check(cloud, "foundation")
