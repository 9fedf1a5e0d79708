"""The composite action: its own scripts run here as GitHub would run them, with an engine that replays a preview."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from secure_site_policies.rules import ALL
from tests.policies.report.streams import END, judged, late, lines, summary, violation

PACK = Path(__file__).parents[2] / "policies"
ACTION: dict[str, Any] = yaml.safe_load((PACK / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
FINE = [judged(*(rule.name for rule in ALL)), late(), summary(), END]
BAD = [judged(*(rule.name for rule in ALL)), violation(), summary("failed"), END]
PULUMI = """\
echo "$PWD $*" >> {calls}
case " $* " in *" install "*) exit 0;; esac
[ "$PULUMI_ENABLE_STREAMING_JSON_PREVIEW" = true ] && cat {stream}
exit {code}
"""
UV = """\
while [ "$1" != python ]; do shift; done
shift
exec {python} "$@"
"""
GH = """\
printf '%s\\n' "$*" >> {calls}
case " $* " in *" --paginate "*) [ -z "{known}" ] || echo {known};; esac
"""


def program(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


class Runner:
    """A runner of GitHub's with stand-ins for the programs that need a network."""

    def __init__(self, folder: Path, events: list[dict[str, Any]], known: str = "") -> None:
        self.folder, self.calls, self.gh_calls = folder, folder / "calls", folder / "gh-calls"
        self.outputs, self.summary, self.reports = (
            folder / "outputs",
            folder / "summary.md",
            folder / "temp" / "reports",
        )
        stream = folder / "stream"
        stream.write_text("".join(lines(*events)))
        self.bin = folder / "bin"
        self.bin.mkdir()
        code = 255 if events is BAD else 0
        program(self.bin, "pulumi", PULUMI.format(calls=self.calls, stream=stream, code=code))
        program(self.bin, "uv", UV.format(python=sys.executable))
        program(self.bin, "gh", GH.format(calls=self.gh_calls, known=known))

    def run(self, step: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a step's command as the action has it, with the variables that the action hands it."""
        assert set(STEPS[step]["env"]) == set(variables), step
        environment = {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_ACTION_PATH": str(PACK),
            "GITHUB_OUTPUT": str(self.outputs),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_REPOSITORY": "acme/shop",
            **variables,
        }
        return subprocess.run(
            ["bash", "-e", "-c", STEPS[step]["run"]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def judge(self, **given: str) -> dict[str, str]:
        """Runs the step "Judge" and returns its outputs."""
        variables = {"STACK": "dev", "PROGRAM": ".", "POLICY_CONFIG": "", "WITHOUT": "", "REPORTS": str(self.reports)}
        ended = self.run("Judge", **{**variables, **given})
        assert ended.returncode == 0, ended.stderr
        return dict(line.split("=", 1) for line in self.outputs.read_text().splitlines())


@pytest.mark.parametrize(
    ("events", "verdict", "status"),
    [(FINE, "passed", "0"), (BAD, "blocked", "1"), (FINE[1:], "not-judged", "2"), ([], "not-judged", "2")],
)
def test_a_preview_is_judged_and_leaves_its_reports(
    tmp_path: Path, events: list[dict[str, Any]], verdict: str, status: str
):
    runner = Runner(tmp_path, events)
    outputs = runner.judge()
    assert outputs == {"verdict": verdict, "status": status, "reports": str(runner.reports)}
    assert runner.run("Pass or fail", STATUS=outputs["status"]).returncode == int(status)
    assert (runner.reports / "report.md").read_text() == runner.summary.read_text()
    assert json.loads((runner.reports / "report.sarif").read_text())["version"] == "2.1.0"
    assert (runner.reports / "report.xml").read_text().startswith("<?xml")


def test_the_engine_gets_the_pack_the_stack_and_an_absolute_path_of_the_config(tmp_path: Path):
    runner = Runner(tmp_path, FINE)
    (tmp_path / "settings").mkdir()
    config = tmp_path / "settings" / "policies.json"
    config.write_text("{}")
    runner.judge(STACK="prod", PROGRAM="shop", POLICY_CONFIG="settings/policies.json")
    install, preview = runner.calls.read_text().splitlines()
    assert install == f"{tmp_path} -C {PACK} install"
    assert preview == (
        f"{tmp_path} -C shop preview --stack prod --non-interactive --json --policy-pack {PACK} "
        f"--policy-pack-config {config}"
    )


def test_a_config_that_weakens_a_rule_passes_only_if_the_workflow_names_it(tmp_path: Path):
    (tmp_path / "policies.json").write_text('{"s3-wildcards": "advisory", "group-admin": "disabled"}')
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    config = str(tmp_path / "policies.json")
    assert Runner(first, FINE).judge(POLICY_CONFIG=config)["verdict"] == "not-judged"
    outputs = Runner(second, FINE).judge(POLICY_CONFIG=config, WITHOUT="s3-wildcards group-admin")
    assert outputs["verdict"] == "passed"
    assert "**Passed in part**, without 2 rules" in (second / "summary.md").read_text()


def test_a_hostile_stack_name_is_one_word(tmp_path: Path):
    runner = Runner(tmp_path, FINE)
    runner.judge(STACK="dev; touch hacked $(touch hacked)", WITHOUT="*")
    assert not (tmp_path / "hacked").exists()


def comment(runner: Runner) -> list[str]:
    runner.judge()
    variables = {"GH_TOKEN": "x", "PULL_REQUEST": "7", "STACK": "dev", "REPORTS": str(runner.reports)}
    ended = runner.run("Comment", **variables)
    assert ended.returncode == 0, ended.stderr
    return runner.gh_calls.read_text().splitlines()


def test_the_first_report_is_a_new_comment(tmp_path: Path):
    runner = Runner(tmp_path, BAD)
    (_, made) = comment(runner)
    assert made == f"api --method POST repos/acme/shop/issues/7/comments --field body=@{runner.reports}/comment.md"
    text = (runner.reports / "comment.md").read_text()
    assert text.startswith("<!-- secure-site policies: dev -->\n## Policies: dev\n\n**Blocked**: 1 violation")


def test_the_next_report_replaces_it(tmp_path: Path):
    runner = Runner(tmp_path, BAD, known="4711")
    (_, made) = comment(runner)
    assert made == f"api --method PATCH repos/acme/shop/issues/comments/4711 --field body=@{runner.reports}/comment.md"


def test_nothing_is_pasted_into_a_command_and_every_action_is_pinned():
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))


def test_zizmor_finds_nothing():
    zizmor = Path(sys.executable).parent / "zizmor"
    command = [zizmor, "--offline", "--strict-collection", "--persona=auditor", "--quiet", PACK / "action.yml"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
