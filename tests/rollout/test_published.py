"""A new policy is held against what is published before it reaches the pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from rollout import deploy
from rollout.published import PolicyChange, check, policy_change
from secure_site_policies.report.gate import Verdict

STRICT, WIDE = "default-src 'none'", "default-src 'self'"


def project(policy: str) -> dict[str, Any]:
    variables = {"CONTENT_BUCKET": "content", "SITE_CSP": policy, "SITE_URL": "https://example.com"}
    named = [{"name": name, "value": value, "type": "PLAINTEXT"} for name, value in variables.items()]
    return {"inputs": {"environment": {"environmentVariables": named}}}


def event(old: dict[str, Any] | None, new: dict[str, Any], kind: str = "aws:codebuild/project:Project") -> str:
    metadata = {"op": "update" if old else "create", "type": kind, "urn": "urn", "old": old, "new": new}
    return json.dumps({"resourcePreEvent": {"metadata": metadata}})


def test_a_change_of_the_policy_is_found_with_the_bucket_that_is_published_to() -> None:
    lines = ["", "no JSON", json.dumps({"preludeEvent": {}}), event(project(WIDE), project(STRICT))]
    assert policy_change(lines) == PolicyChange("content", STRICT)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(event(project(WIDE), project(WIDE)), id="it stays"),
        pytest.param(event(None, project(WIDE)), id="the stack is new"),
        pytest.param(event(project(WIDE), project(STRICT), "aws:s3/bucket:Bucket"), id="of another type"),
        pytest.param(event(project(WIDE), {}), id="the project goes"),
    ],
)
def test_there_is_nothing_to_check_if(line: str) -> None:
    assert policy_change([line]) is None


@pytest.mark.parametrize(
    ("code", "verdict", "said"),
    [
        (0, Verdict.PASSED, ""),
        (1, Verdict.NOT_JUDGED, "did not complete; nothing was updated"),
        (2, Verdict.BLOCKED, "would break published pages; nothing was updated"),
    ],
)
def test_the_tool_decides_and_its_output_is_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], code: int, verdict: Verdict, said: str
) -> None:
    (tmp_path / "publish").mkdir()
    (tmp_path / "publish" / "__main__.py").write_text(f"import sys; print(sys.argv[1:]); sys.exit({code})")
    assert check(PolicyChange("content", STRICT), tmp_path) is verdict
    printed = capfd.readouterr()
    assert str(["check", "--published", "--bucket", "content", "--csp", STRICT]) in printed.out
    assert said in printed.err


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.BLOCKED, Verdict.NOT_JUDGED])
def test_nothing_is_updated_unless_the_pages_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    done: list[str] = []

    def plan(stack: str, folder: Path) -> Verdict:
        (folder / stack).mkdir()
        (folder / stack / "preview.jsonl").write_text(event(project(WIDE), project(STRICT)))
        return Verdict.PASSED

    def checked(change: PolicyChange) -> Verdict:
        done.append(change.policy)
        return verdict

    def update(stack: str, folder: Path) -> Verdict:
        done.append(f"{stack} in {folder.name}")
        return Verdict.PASSED

    for name, step in {"plan": plan, "check": checked, "_update": update}.items():
        monkeypatch.setattr(deploy, name, step)
    assert deploy.main(["--stack", "dev", "--folder", str(tmp_path)]) == verdict
    assert done == [STRICT, *([f"dev in {tmp_path.name}"] if verdict is Verdict.PASSED else [])]
