"""What the pipeline does, step by step."""

import json
from typing import Any

import pytest

from components.pipeline.source import SourceOptions
from components.pipeline.stages import SOURCE_ACTION, from_connection, on_push, stages

SOURCE = SourceOptions(source="connection", repository="example/site")
CONNECTION = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1"


@pytest.mark.parametrize(
    ("approval", "build", "expected"),
    [
        (False, None, ["Source", "Publish"]),
        (True, None, ["Source", "Approve", "Publish"]),
        (False, "build", ["Source", "Build", "Publish"]),
        (True, "build", ["Source", "Approve", "Build", "Publish"]),
    ],
)
def test_nothing_of_a_commit_runs_before_an_approval_where_there_has_to_be_one(
    approval: bool, build: str | None, expected: list[str]
) -> None:
    steps = stages(from_connection(SOURCE, CONNECTION), approval, "publish", build)
    assert [stage["name"] for stage in steps] == expected


def test_what_the_source_hands_over_is_what_is_published_or_built() -> None:
    steps: Any = stages(from_connection(SOURCE, CONNECTION), False, "publish")
    source, publish = (action for stage in steps for action in stage["actions"])
    assert source["output_artifacts"] == publish["input_artifacts"] == ["source"]
    assert (publish["output_artifacts"], publish["configuration"]["ProjectName"]) == ([], "publish")


def test_what_the_build_hands_over_is_what_is_published() -> None:
    steps: Any = stages(from_connection(SOURCE, CONNECTION), True, "publish", "build")
    source, _, build, publish = (action for stage in steps for action in stage["actions"])
    assert source["output_artifacts"] == build["input_artifacts"] == ["source"]
    assert build["output_artifacts"] == publish["input_artifacts"] == ["site"]
    assert build["configuration"] == {"ProjectName": "build"}


@pytest.mark.parametrize("build", [None, "build"])
def test_the_publication_knows_the_commit_that_the_source_has_read(build: str | None) -> None:
    steps: Any = stages(from_connection(SOURCE, CONNECTION), False, "publish", build)
    variables = json.loads(steps[-1]["actions"][0]["configuration"]["EnvironmentVariables"])
    namespace = steps[0]["actions"][0]["namespace"]
    assert variables == [{"name": "SITE_COMMIT", "value": f"#{{{namespace}.CommitId}}", "type": "PLAINTEXT"}]


def test_a_connection_reads_the_branch_and_leaves_starting_to_the_trigger() -> None:
    action = from_connection(SOURCE, CONNECTION)
    assert (action["owner"], action["provider"], action["version"]) == ("AWS", "CodeStarSourceConnection", "1")
    assert action.get("configuration") == {
        "ConnectionArn": CONNECTION,
        "FullRepositoryId": "example/site",
        "BranchName": "main",
        "OutputArtifactFormat": "CODE_ZIP",
        "DetectChanges": "false",
    }


def test_a_push_to_the_branch_starts_the_source_action_and_nothing_else_does() -> None:
    assert on_push("main") == [
        {
            "provider_type": "CodeStarSourceConnection",
            "git_configuration": {
                "source_action_name": SOURCE_ACTION,
                "pushes": [{"branches": {"includes": ["main"]}}],
            },
        }
    ]
