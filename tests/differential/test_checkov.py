"""Checkov on this program's own resources: each finding that the pack does not share is explained, and none is missing.

Checkov is run by uv in an environment of its own, in the pinned version, so it is no dependency of this repository.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.differential.plan import plan
from tests.mock_cloud import Cloud
from tests.test_main import up

CHECKOV = "checkov==3.3.30"
EXPLAINED: Mapping[str, str] = tomllib.loads(Path(__file__).with_name("checkov.toml").read_text())
"""Id of a check -> why this program is right not to do what the check asks for."""


def findings(cloud: Cloud, folder: Path) -> dict[str, set[str]]:
    """Id of each failed check -> the types of the resources that it objects to."""
    file = folder / "plan.json"
    file.write_text(json.dumps(plan(cloud.resources)))
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "tool", "run", "--from", CHECKOV, "checkov", "--file", file, "--output", "json", "--compact"]
    options = ["--framework", "terraform_plan", "--soft-fail", "--quiet", "--skip-download"]
    answer = subprocess.run([*command, *options], capture_output=True, text=True, check=True, cwd=folder)
    report: dict[str, Any] = json.loads(answer.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 50
    found: dict[str, set[str]] = {}
    for failed in report["results"]["failed_checks"]:
        found.setdefault(failed["check_id"], set()).add(failed["resource"].partition(".")[0])
    return found


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_every_finding_of_checkov_is_explained(cloud: Cloud, tmp_path: Path, stack: str):
    up(cloud, stack)
    found = findings(cloud, tmp_path)
    assert {check: kinds for check, kinds in found.items() if check not in EXPLAINED} == {}


def test_no_explanation_outlives_its_finding(cloud: Cloud, tmp_path: Path):
    found: set[str] = set()
    for stack in ("dev", "prod"):
        (tmp_path / stack).mkdir()
        up(cloud, stack)
        found |= set(findings(cloud, tmp_path / stack))
    assert set(EXPLAINED) - found == set()


def test_checkov_sees_what_is_wrong(cloud: Cloud, tmp_path: Path):
    """The plan is one that Checkov reads: what the program never does is found in it."""
    up(cloud, "dev")
    for one in cloud.resources:
        if one.type == "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock":
            one["blockPublicAcls"] = False
        if one.type == "aws:cloudfront/distribution:Distribution":
            one["defaultCacheBehavior"]["viewerProtocolPolicy"] = "allow-all"
        if one.type == "aws:codebuild/project:Project":
            one["environment"]["privilegedMode"] = True
    assert {"CKV_AWS_53", "CKV_AWS_34", "CKV_AWS_316"} <= set(findings(cloud, tmp_path))
