"""Rule pipeline-plain-secrets: variables, parameters and commands of a pipeline."""

import json
from typing import Any

import pytest

from secure_site_policies.rules.pipeline_plain_secrets import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

PIPELINE = "aws:codepipeline/pipeline:Pipeline"
VALUE = "the-value-itself"
ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:npm-Ab12Cd"


def action(**properties: Any) -> dict[str, Any]:
    return {"stages": [{"actions": [{"category": "Deploy", **properties}]}]}


def overrides(**parameters: Any) -> dict[str, Any]:
    return action(configuration={"ParameterOverrides": json.dumps(parameters)})


@pytest.mark.parametrize(
    ("properties", "where", "name"),
    [
        ({"variables": [{"name": "A"}, {"name": "NPM_TOKEN", "defaultValue": VALUE}]}, "variables[1]", "NPM_TOKEN"),
        (overrides(DbPassword=VALUE), "stages[0].actions[0].configuration.ParameterOverrides", "DbPassword"),
        (overrides(Url=f"postgres://a:{VALUE}@db"), "stages[0].actions[0].configuration.ParameterOverrides", "Url"),
        (
            action(configuration={"UserParameters": json.dumps({"token": VALUE})}),
            "stages[0].actions[0].configuration.UserParameters",
            "token",
        ),
        (action(commands=["ls", f"docker login -p {VALUE}"]), "stages[0].actions[0].commands[1]", "commands"),
        (action(commands=[f"export API_TOKEN={VALUE}"]), "stages[0].actions[0].commands[0]", "API_TOKEN"),
    ],
)
def test_a_credential_is_blocked_with_its_name_and_is_not_repeated(properties: dict[str, Any], where: str, name: str):
    (message,) = judge(policy, PIPELINE, properties).violations
    assert message.startswith(f"it: {where}: {name!r} is given a credential")
    assert "\nWrite instead: " in message
    assert VALUE not in message


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"variables": [{"name": "STAGE", "defaultValue": "prod"}, {"name": "NPM_TOKEN"}]},
        {"variables": [{"name": "NPM_TOKEN_ARN", "defaultValue": ARN}, {"name": "NPM_TOKEN", "defaultValue": ARN}]},
        overrides(DbPassword="{{resolve:secretsmanager:db:SecretString:password}}", Stage="prod", Count=3),
        overrides(DbPassword="#{variables.PASSWORD}"),
        action(configuration={"ParameterOverrides": "[", "UserParameters": "text"}),
        action(configuration={"ParameterOverrides": 5}),
        action(commands=["docker login -p $TOKEN", 7], configuration=UNKNOWN),
    ],
)
def test_a_pipeline_without_one_passes(properties: dict[str, Any]):
    found = judge(policy, PIPELINE, {**properties, "name": "site"})
    assert [message for message in found.violations if "cannot be decided" not in message] == []


def test_other_types_are_left_alone():
    assert (
        judge(policy, "aws:codebuild/project:Project", {"variables": [{"name": "A_TOKEN", "defaultValue": "x"}]})
        == FINE
    )
