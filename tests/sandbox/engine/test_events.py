"""The engine's events come out as they went in: as the lines that `pulumi preview --json` streams."""

import json
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent

from sandbox.engine.events import json_line, keep_whole

EVENTS: list[dict[str, Any]] = [
    {
        "policyEvent": {
            "resourceUrn": "urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::it",
            "message": "'s3:*' is too much",
            "color": "never",
            "policyName": "s3-wildcards",
            "policyPackName": "secure-site",
            "policyPackVersion": "0.1.0",
            "policyPackVersionTag": "0.1.0",
            "enforcementLevel": "mandatory",
        }
    },
    {
        "summaryEvent": {
            "maybeCorrupt": False,
            "durationSeconds": 3,
            "resourceChanges": {"create": 2},
            "PolicyPacks": {"secure-site": "0.1.0"},
            "result": "succeeded",
        }
    },
    {"policyAnalyzeSummaryEvent": {"resourceUrn": "urn", "policyPackName": "secure-site", "passed": ["s3-wildcards"]}},
    {"nextYearsEvent": {"anything": [1, None]}},
    {"cancelEvent": {}},
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: next(iter(event)))
def test_an_event_keeps_its_shape(event: dict[str, Any]) -> None:
    whole = {"sequence": 1, "timestamp": 1795526667, **event}
    for _ in range(2):
        keep_whole()
    line = json_line(EngineEvent.from_json(whole))  # pyright: ignore[reportUnknownMemberType] - a bare dict
    assert "\n" not in line
    assert json.loads(line) == whole
