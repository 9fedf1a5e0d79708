"""Rule codebuild-plain-secrets: variables, buildspecs and URLs, with a credential in plain and by reference."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from secure_site_policies.rules.codebuild_plain_secrets import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

PROJECT, PIPELINE = "aws:codebuild/project:Project", "aws:codepipeline/pipeline:Pipeline"
VALUE = "the-value-itself"


def project(*variables: Any, **other: Any) -> dict[str, Any]:
    return {"environment": {"environmentVariables": [*variables]}, **other}


def variable(name: str, kind: str | None = "PLAINTEXT", value: Any = VALUE) -> dict[str, Any]:
    return {"name": name, "value": value} | ({"type": kind} if kind else {})


def test_the_variables_of_this_stack_pass():
    own = [variable("CONTENT_BUCKET"), variable("DISTRIBUTION_ID", value=UNKNOWN), variable("OUTPUT_DIRECTORY")]
    assert judge(policy, PROJECT, project(*own)).violations == []


@pytest.mark.parametrize(
    "name",
    [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "GITHUB_TOKEN",
        "GH_PAT",
        "CLIENT_SECRET",
        "DB_PASSWORD",
        "db-passwd",
        "apiKey",
        "SSH_PRIVATE_KEY",
        "NPM_TOKEN_2",
        "DB_PASS",
        "SECRET_KEY_BASE",
        "PASSWORD_PROD",
        "MYSQL_PWD",
    ],
)
@pytest.mark.parametrize("kind", ["PLAINTEXT", None])
def test_a_plain_credential_is_blocked_and_not_repeated(name: str, kind: str | None):
    (message,) = judge(policy, PROJECT, project(variable("STAGE"), variable(name, kind))).violations
    assert message.startswith(f"it: environment.environmentVariables[1]: '{name}' is a credential by its name")
    assert f'Write instead: {{"name": "{name}", "type": "SECRETS_MANAGER"' in message
    assert VALUE not in message


@pytest.mark.parametrize("kind", ["PARAMETER_STORE", "SECRETS_MANAGER"])
def test_a_credential_by_reference_passes(kind: str):
    assert judge(policy, PROJECT, project(variable("GITHUB_TOKEN", kind))).violations == []


@pytest.mark.parametrize("name", ["SECRET_NAME", "TOKEN_URL", "PASSWORD_LENGTH", "MAX_TOKENS", "COMPAT", "KMS_KEY", ""])
def test_what_only_mentions_a_credential_passes(name: str):
    assert judge(policy, PROJECT, project(variable(name))).violations == []


@pytest.mark.parametrize("value", ["", None])
def test_a_credential_without_a_value_passes(value: Any):
    assert judge(policy, PROJECT, project(variable("GITHUB_TOKEN", value=value))).violations == []


def test_a_credential_of_unknown_value_is_one_all_the_same():
    (message,) = judge(policy, PROJECT, project(variable("GITHUB_TOKEN", value=UNKNOWN))).violations
    assert "'GITHUB_TOKEN' is a credential by its name" in message


@pytest.mark.parametrize("found", [UNKNOWN, {"name": UNKNOWN, "value": "x"}, {"name": "A_TOKEN", "type": UNKNOWN}])
def test_an_unknown_variable_fails_closed_and_leaves_the_others_judged(found: Any):
    messages = judge(policy, PROJECT, project(found, variable("GITHUB_TOKEN"))).violations
    assert len(messages) == 2
    assert any("'GITHUB_TOKEN' is a credential by its name" in message for message in messages)
    assert any(
        "environmentVariables[0]" in message and "cannot be decided at preview" in message for message in messages
    )


YAML = "version: 0.2\nenv:\n  variables:\n    STAGE: prod\n    DEPLOY_PASSWORD: the-value-itself\n"
SPECS = [YAML, json.dumps({"version": 0.2, "env": {"variables": {"STAGE": "prod", "DEPLOY_PASSWORD": VALUE}}})]


def first(spec: str) -> dict[str, Any]:
    return {"source": {"buildspec": spec}}


def second(spec: str) -> dict[str, Any]:
    return {"secondarySources": [{}, {"buildspec": spec}]}


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(("path", "sources"), [("source.buildspec", first), ("secondarySources[1].buildspec", second)])
def test_the_variables_of_a_buildspec_are_judged(path: str, sources: Callable[[str], dict[str, Any]], spec: str):
    (message,) = judge(policy, PROJECT, sources(spec)).violations
    assert message.startswith(f"it: {path}: 'DEPLOY_PASSWORD' is a credential by its name")
    assert VALUE not in message


@pytest.mark.parametrize(
    "spec",
    [
        YAML.replace("variables", "secrets-manager"),
        YAML.replace("DEPLOY_PASSWORD: the-value-itself", "DEPLOY: it"),
        "buildspecs/variables.yml",
        "arn:aws:s3:::specs/variables.yml",
        "variables: [",
        "variables: " + "[" * 3_000 + "]" * 3_000,
        "variables: 2026-99-99",
        "- variables",
        "env: variables",
        None,
    ],
)
def test_other_buildspecs_pass(spec: Any):
    assert judge(policy, PROJECT, {"source": {"buildspec": spec}}).violations == []


@pytest.mark.parametrize("user", [f"me:{VALUE}", VALUE])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_credential_in_the_url_of_a_source_is_blocked_and_not_repeated(scheme: str, user: str):
    location = f"{scheme}://{user}@bitbucket.org/example/site.git"
    properties = {"source": {"location": location}, "secondarySources": [{"location": location}]}
    messages = judge(policy, PROJECT, properties).violations
    assert [message.split(": ")[1] for message in messages] == ["source.location", "secondarySources[0].location"]
    assert all("the URL on 'bitbucket.org' holds a credential" in message for message in messages)
    assert VALUE not in "".join(messages)


@pytest.mark.parametrize(
    "location",
    [
        "https://bitbucket.org/example/site.git",
        "https://github.com/example/site@v2",
        "ssh://git@github.com/example/site.git",
        "bucket/source.zip",
        None,
    ],
)
def test_a_url_without_a_credential_passes(location: Any):
    assert judge(policy, PROJECT, {"source": {"location": location}}).violations == []


def pipeline(variables: Any) -> dict[str, Any]:
    return {"stages": [{"actions": [{"configuration": {"ProjectName": "p", "EnvironmentVariables": variables}}]}]}


def test_what_a_pipeline_gives_to_a_build_is_judged():
    given = json.dumps([variable("STAGE"), variable("GITHUB_TOKEN"), variable("DB_PASSWORD", "SECRETS_MANAGER")])
    (message,) = judge(policy, PIPELINE, pipeline(given)).violations
    assert "configuration.EnvironmentVariables: 'GITHUB_TOKEN' is a credential by its name" in message


@pytest.mark.parametrize("given", [None, "", "[", "{}", "[1]", "null", "[" * 100_000, json.dumps([variable("STAGE")])])
def test_a_pipeline_that_gives_no_credential_passes(given: Any):
    assert judge(policy, PIPELINE, pipeline(given)).violations == []


def test_an_unknown_buildspec_fails_closed():
    (message,) = judge(policy, PROJECT, {"source": {"buildspec": UNKNOWN}}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize(
    "value", ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd", "true", "${X}", "12"]
)
def test_a_value_that_says_that_it_is_no_secret_passes(value: str):
    assert (
        judge(policy, PROJECT, project(variable("DB_SECRET", value=value), variable("USE_TOKEN", value=value))) == FINE
    )


def test_a_password_in_a_url_is_one_whatever_the_name_of_its_variable():
    (message,) = judge(
        policy, PROJECT, project(variable("DATABASE_URL", value=f"postgres://app:{VALUE}@db/app"))
    ).violations
    assert "'DATABASE_URL' is a credential" in message
    assert VALUE not in message
    assert judge(policy, PROJECT, project(variable("DATABASE_URL", value="postgres://db/app"))) == FINE


def spec(command: str) -> dict[str, Any]:
    return {"source": {"buildspec": json.dumps({"version": 0.2, "phases": {"build": {"commands": ["make", command]}}})}}


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (f"docker login -u me -p {VALUE}", "build"),
        (f"curl -u me:{VALUE} https://example.com", "build"),
        (f"npm config set //registry.npmjs.org/:_authToken={VALUE}", "build"),
        (f"export API_TOKEN={VALUE}", "API_TOKEN"),
        (f"DB_PASS='{VALUE}' ./migrate", "DB_PASS"),
    ],
)
def test_a_command_with_a_credential_is_blocked_and_not_repeated(command: str, named: str):
    (message,) = judge(policy, PROJECT, spec(command)).violations
    assert f"'{named}'" in message
    assert VALUE not in message


@pytest.mark.parametrize(
    "command",
    [
        "docker login -u AWS --password-stdin $URI",
        "docker login -u me -p $PASSWORD",
        "export API_TOKEN=$(get-token)",
        "ls",
    ],
)
def test_a_command_that_reads_its_credential_passes(command: str):
    assert judge(policy, PROJECT, spec(command)) == FINE
