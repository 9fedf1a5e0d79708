"""Rule pipeline-no-polling: what starts a pipeline."""

from typing import Any

import pytest

from secure_site_policies.rules.pipeline_no_polling import policy
from tests.policies.judge import UNKNOWN, judge

PIPELINE = "aws:codepipeline/pipeline:Pipeline"


def pipeline(provider: Any, configuration: Any, category: str = "Source") -> dict[str, Any]:
    action = {"name": "Take", "category": category, "provider": provider, "configuration": configuration}
    return {"stages": [{"name": "First", "actions": [{"category": "Approval", "provider": "Manual"}, action]}]}


@pytest.mark.parametrize("provider", ["GitHub", "S3", "CodeCommit"])
@pytest.mark.parametrize("off", ["false", "False", False])
def test_a_source_that_is_told_passes(provider: str, off: Any):
    assert judge(policy, PIPELINE, pipeline(provider, {"PollForSourceChanges": off})).violations == []


@pytest.mark.parametrize("provider", ["GitHub", "S3", "CodeCommit"])
@pytest.mark.parametrize("configuration", [{"PollForSourceChanges": "true"}, {"Branch": "main"}, {}, None])
def test_a_source_that_polls_is_blocked_also_where_nothing_is_said(provider: str, configuration: Any):
    (message,) = judge(policy, PIPELINE, pipeline(provider, configuration)).violations
    assert message == (
        f"it: stages[0].actions[1]: 'PollForSourceChanges' is not \"false\", so this {provider} source is polled.\n"
        'Write instead: "PollForSourceChanges": "false" in the configuration of this action.'
    )


@pytest.mark.parametrize("detect", [{"DetectChanges": "false"}, {"DetectChanges": "true"}, {}])
@pytest.mark.parametrize("provider", ["CodeStarSourceConnection", "ECR"])
def test_sources_that_tell_of_changes_by_themselves_pass(provider: str, detect: dict[str, str]):
    assert judge(policy, PIPELINE, pipeline(provider, detect)).violations == []


def test_a_deployment_to_s3_is_no_source():
    assert judge(policy, PIPELINE, pipeline("S3", {"BucketName": "b"}, category="Deploy")).violations == []


@pytest.mark.parametrize(
    "properties",
    [
        pipeline("GitHub", UNKNOWN),
        pipeline(UNKNOWN, {}),
        pipeline("GitHub", {"PollForSourceChanges": UNKNOWN}),
        {"stages": UNKNOWN},
    ],
)
def test_what_is_unknown_fails_closed(properties: dict[str, Any]):
    (message,) = judge(policy, PIPELINE, properties).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize(
    "properties",
    [{}, {"stages": []}, {"stages": [{"name": "Empty"}]}, {"stages": [None]}, {"stages": [{"actions": [5, "GitHub"]}]}],
)
def test_a_pipeline_without_actions_passes(properties: dict[str, Any]):
    assert judge(policy, PIPELINE, properties).violations == []


@pytest.mark.parametrize("provider", [{"name": "S3"}, ["S3"], 5])
def test_a_provider_of_another_form_is_left_to_aws(provider: Any):
    assert judge(policy, PIPELINE, pipeline(provider, {})).violations == []
