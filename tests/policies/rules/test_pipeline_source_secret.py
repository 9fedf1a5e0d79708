"""Rule pipeline-source-secret: the token of a source, in plain and as a secret."""

from typing import Any

import pytest

from secure_site_policies.rules.pipeline_source_secret import policy
from tests.policies.judge import UNKNOWN
from tests.policies.passes import Passes, judged, secret

PIPELINE = "aws:codepipeline/pipeline:Pipeline"
SOURCE_CREDENTIAL = "aws:codebuild/sourceCredential:SourceCredential"
TOKEN = "the-token-itself"


def pipeline(configuration: Any) -> dict[str, Any]:
    source = {"name": "GitHub", "category": "Source", "provider": "GitHub", "configuration": configuration}
    publish = {"name": "Publish", "category": "Build", "configuration": {"ProjectName": "site"}}
    return {"stages": [{"name": "Source", "actions": [source]}, {"name": "Publish", "actions": [publish]}]}


def github(token: Any) -> dict[str, Any]:
    return {"Owner": "example", "Repo": "site", "Branch": "main", "OAuthToken": token, "PollForSourceChanges": "false"}


@pytest.mark.parametrize("token", [secret(TOKEN), secret(UNKNOWN)])
def test_a_secret_token_passes(token: Any):
    assert judged(policy, PIPELINE, pipeline(github(token))) == []


def test_a_secret_configuration_passes():
    assert judged(policy, PIPELINE, pipeline(secret(github(TOKEN)))) == []


def test_a_connection_passes():
    connection = {"ConnectionArn": UNKNOWN, "FullRepositoryId": "example/site", "BranchName": "main"}
    assert judged(policy, PIPELINE, pipeline(connection)) == []


@pytest.mark.parametrize("token", [TOKEN, UNKNOWN])
def test_a_plain_token_is_blocked_and_not_repeated(token: str):
    (message,) = judged(policy, PIPELINE, pipeline(github(token)))
    assert message.startswith("it: stages[0].actions[0].configuration: 'OAuthToken' is plain text in the state.\n")
    assert "Write instead: pulumi.Output.secret(..) as OAuthToken" in message
    assert TOKEN not in message


@pytest.mark.parametrize("key", ["OAuthToken", "ApiKey", "Password", "GITHUB_PAT", "ClientSecret"])
def test_whatever_names_a_credential_is_asked_for(key: str):
    assert len(judged(policy, PIPELINE, pipeline({key: TOKEN}))) == 1
    assert judged(policy, PIPELINE, pipeline({key: secret(TOKEN)})) == []


@pytest.mark.parametrize("key", ["Owner", "RoleArn", "TokenUrl", "SecretName", "ProjectName"])
def test_other_settings_may_be_plain(key: str):
    assert judged(policy, PIPELINE, pipeline({key: TOKEN})) == []


@pytest.mark.parametrize(
    "configuration", [None, {}, 5, "OAuthToken", ["OAuthToken"], {"OAuthToken": None}, {"OAuthToken": ""}]
)
def test_no_token_is_no_plain_token(configuration: Any):
    assert judged(policy, PIPELINE, pipeline(configuration)) == []


def test_an_unknown_configuration_fails_closed():
    (message,) = judged(policy, PIPELINE, pipeline(UNKNOWN))
    assert "cannot be decided at preview" in message


def test_a_token_for_codebuild_is_judged_alike():
    wire = {"authType": "PERSONAL_ACCESS_TOKEN", "serverType": "GITHUB"}
    assert judged(policy, SOURCE_CREDENTIAL, {**wire, "token": secret(TOKEN)}) == []
    (message,) = judged(policy, SOURCE_CREDENTIAL, {**wire, "token": TOKEN})
    assert "'token' is plain text" in message


def test_at_another_level_a_token_cannot_be_judged_and_is_blocked():
    (message,) = Passes(policy, PIPELINE, pipeline(github(secret(TOKEN)))).judge().violations
    assert "enforcementLevel: remediate" in message
