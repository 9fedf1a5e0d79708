"""What the pipeline does, step by step."""

from typing import Any

import pytest

from components.pipeline.source import SourceOptions
from components.pipeline.stages import SOURCE_ACTION, from_connection, on_push, stages

SOURCE = SourceOptions(source="connection", repository="example/site")
CONNECTION = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1"


@pytest.mark.parametrize(
    ("approval", "names"), [(False, ["Source", "Publish"]), (True, ["Source", "Approve", "Publish"])]
)
def test_nothing_is_published_before_an_approval_where_there_has_to_be_one(approval: bool, names: list[str]) -> None:
    steps = stages(from_connection(SOURCE, CONNECTION), approval, "publish")
    assert [stage["name"] for stage in steps] == names


def test_what_the_source_hands_over_is_what_the_build_takes() -> None:
    steps: Any = stages(from_connection(SOURCE, CONNECTION), False, "publish")
    source, publish = (action for stage in steps for action in stage["actions"])
    assert source["output_artifacts"] == publish["input_artifacts"] == ["source"]
    assert publish["configuration"] == {"ProjectName": "publish"}


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
