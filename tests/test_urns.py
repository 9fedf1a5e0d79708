"""The URNs of the programs: a changed one replaces a resource in every account, unless the resource has an alias.

A new resource adds a line to the file of its program in tests/urns/.
https://www.pulumi.com/docs/iac/concepts/resources/names/
"""

from pathlib import Path

import pytest

from tests.foundation.test_foundation import STATE
from tests.foundation.test_foundation import up as found
from tests.mock_cloud import Cloud
from tests.test_main import BOTH, up


def registered(cloud: Cloud) -> list[str]:
    """The URNs of everything registered, without the stack."""
    return [resource.urn.partition("::")[2] for resource in cloud.resources]


def written(name: str) -> list[str]:
    """The URNs in a file."""
    return (Path(__file__).with_name("urns") / f"{name}.txt").read_text().splitlines()


@BOTH
def test_the_site_keeps_its_urns(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    assert registered(cloud) == written(stack)


@pytest.mark.usefixtures("derived_once")
def test_the_foundation_keeps_its_urns(cloud: Cloud) -> None:
    found(
        cloud,
        {
            **STATE,
            "stacks": '["dev","prod"]',
            "repository": "example@9919/secure-site@74",
            "github": "true",
            "accountBaseline": "true",
            "securityEmail": "security@example.com",
        },
    )
    assert registered(cloud) == written("foundation")
