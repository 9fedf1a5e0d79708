"""A pull request's gate from end to end: preview, policy pack with a stack's config, report, exit code."""

import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from sandbox.home import REPOSITORY
from sandbox.stack import POLICIES, StackError
from tests.policies.profile import PROFILE
from tests.stacks.conftest import Sandbox
from tests.stacks.gate import Gate
from tests.stacks.mutations import MUTATIONS, Mutation

ANY_BUCKET = MUTATIONS[0]


def change(name: str) -> Mutation:
    (found,) = (mutation for mutation in MUTATIONS if mutation.name == name)
    return found


def configured(sandbox: Sandbox, folder: Path, config: dict[str, object]) -> Gate:
    file = folder / "policy-config.json"
    file.write_text(json.dumps({**PROFILE, **config}))
    return Gate(sandbox, file)


def report(events: list[str], folder: Path, *options: str) -> int:
    (folder / "events.jsonl").write_text("\n".join(events))
    files = ["--markdown", "report.md", "--sarif", "report.sarif", "--junit", "report.xml"]
    command = [sys.executable, "-m", "secure_site_policies.report", str(folder / "events.jsonl")]
    files = [part if part.startswith("--") else str(folder / part) for part in files]
    return subprocess.run([*command, *files, *options], cwd=REPOSITORY, check=False).returncode


def test_the_program_as_it_is_is_green(sandbox: Sandbox, tmp_path: Path):
    gate = Gate(sandbox)
    assert not gate.judge().changed
    assert report(gate.events, tmp_path) == 0
    assert json.loads((tmp_path / "report.sarif").read_text())["runs"][0]["results"] == []


def test_a_role_for_any_bucket_is_red_with_the_rule_the_place_and_what_to_write(sandbox: Sandbox, tmp_path: Path):
    gate = Gate(sandbox)
    with pytest.raises(StackError):
        gate.judge(ANY_BUCKET)
    assert report(gate.events, tmp_path) == 1
    page = (tmp_path / "report.md").read_text()
    assert all(part in page for part in ("iam-resource-wildcards", "delivery-publish-access-content", "Write instead"))
    (result,) = json.loads((tmp_path / "report.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == "iam-resource-wildcards"
    failed = ElementTree.parse(tmp_path / "report.xml").findall(".//testcase[failure]")  # noqa: S314 - our own file
    assert [case.get("name") for case in failed] == ["iam-resource-wildcards"]


def test_a_preview_that_was_cut_off_is_not_green(sandbox: Sandbox, tmp_path: Path):
    gate = Gate(sandbox)
    gate.judge()
    assert report(gate.events[: len(gate.events) // 2], tmp_path) == 2


def test_a_rule_is_lowered_for_a_stack_by_its_config(sandbox: Sandbox, tmp_path: Path):
    lowered = {**PROFILE["iam-resource-wildcards"], "enforcementLevel": "advisory"}
    gate = configured(sandbox, tmp_path, {"iam-resource-wildcards": lowered})
    gate.judge(ANY_BUCKET)
    assert [(event.policy_name, event.enforcement_level) for event in gate.said] == [
        ("iam-resource-wildcards", "advisory"),
        ("exempted", "advisory"),
    ]
    assert report(gate.events, tmp_path) == 2
    assert report(gate.events, tmp_path, "--without", "iam-resource-wildcards") == 0
    assert "**Passed in part**, without 1 rule" in (tmp_path / "report.md").read_text()


def test_a_rule_that_is_advisory_is_not_green_even_where_it_finds_nothing(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {**PROFILE, "s3-wildcards": "advisory"})
    gate.judge()
    assert [event.policy_name for event in gate.said] == ["exempted"]
    assert report(gate.events, tmp_path) == 2
    assert "Rules that did not block on `dev`: `s3-wildcards`." in (tmp_path / "report.md").read_text()


def test_a_pack_that_is_disabled_is_not_green(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {"all": "disabled"})
    gate.judge(ANY_BUCKET)
    assert report(gate.events, tmp_path) == 2


def test_a_rule_that_is_disabled_is_not_green(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {"iam-resource-wildcards": "disabled"})
    gate.judge(ANY_BUCKET)
    assert report(gate.events, tmp_path) == 2
    assert "Rules that did not run on `dev`: `iam-resource-wildcards`." in (tmp_path / "report.md").read_text()


def test_an_exemption_lets_one_finding_pass_and_is_a_violation_when_nothing_needs_it(sandbox: Sandbox, tmp_path: Path):
    pack = tmp_path / "policies"
    shutil.copytree(POLICIES, pack)
    entry = {
        "rule": "cloudfront-tls-version",
        "urn": "urn:pulumi:dev::secure-site::*$aws:cloudfront/distribution:Distribution::site-distribution",
        "pattern": "TLSv1.1_2016",
        "reason": "A test needs an exemption that is in use.",
        "owner": "somebody@example.com",
        # Not today, which may be over before the pack reads it.
        "expires": datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1),
    }
    (pack / "exemptions.yaml").write_text(yaml.safe_dump({"exemptions": [entry]}))
    gate = Gate(sandbox, policies=pack)
    gate.judge(change("TLS 1.1 will do"))
    assert gate.blocking == set()
    assert report(gate.events, tmp_path) == 0
    assert "A test needs an exemption that is in use." in (tmp_path / "report.md").read_text()
    with pytest.raises(StackError):
        gate.judge()
    assert gate.blocking == {"exemptions"}


@pytest.mark.parametrize(
    "config", [{"keys": "Owner"}, {"decidedAtUpdate": [7]}, {"enforcementLevel": "sometimes"}], ids=str
)
def test_a_config_that_does_not_fit_its_schema_is_refused(sandbox: Sandbox, tmp_path: Path, config: dict[str, object]):
    gate = configured(sandbox, tmp_path, {"required-tags": config})
    with pytest.raises(StackError):
        gate.judge()
    assert "required-tags" in "\n".join(gate.printed)


def test_another_tag_can_be_required_of_a_stack(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {"required-tags": {"keys": ["Project", "CostCentre"]}})
    with pytest.raises(StackError):
        gate.judge()
    assert gate.blocking == {"required-tags"}
    assert all("CostCentre" in event.message for event in gate.said)


def test_missing_tags_are_put_right_where_the_config_says_so(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {"required-tags": "remediate"})
    assert not gate.judge(change("a bucket without an owner")).changed
    assert gate.blocking == set()


def test_the_tls_floor_is_put_right_where_the_config_says_so(sandbox: Sandbox, tmp_path: Path):
    gate = configured(sandbox, tmp_path, {"cloudfront-tls-version": "remediate"})
    assert gate.judge(change("TLS 1.1 will do")).changed
    assert gate.blocking == set()
