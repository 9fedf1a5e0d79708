"""Workflows are safe to run on anybody's pull request, and run nothing that a person cannot run here."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.rules.github_ruleset import policy
from sandbox.engine.build import go_command

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.y*ml"))
TARGETS = frozenset(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
USES = re.compile(r"^[- ]*uses:", re.MULTILINE)
PINNED_USE = re.compile(r"^[- ]*uses: ([\w./-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$", re.MULTILINE)
# Words and settings only: no second command, and no expression that GitHub would paste somebody's text into.
MAKE = re.compile(r"make (?P<target>\w+)(?: [A-Z]+=[\w./-]+)*")

Job = Mapping[str, Any]

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def _workflow(path: Path) -> dict[str, Any]:
    # The base loader leaves words as they are; YAML 1.1 would read the key `on` as true.
    return yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506


def _jobs(path: Path) -> Mapping[str, Job]:
    return _workflow(path)["jobs"]


def _commands(job: Job) -> Iterator[str]:
    return (step["run"] for step in job["steps"] if "run" in step)


def _gate() -> Path:
    return GITHUB / "workflows" / "gate.yml"


@every_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    text = path.read_text()
    assert len(PINNED_USE.findall(text)) == len(USES.findall(text)) > 0


@every_workflow
def test_every_command_is_a_make_target_that_exists(path: Path) -> None:
    commands = [command for job in _jobs(path).values() for command in _commands(job)]
    assert commands
    for command in commands:
        match = MAKE.fullmatch(command)
        assert match, f"not a make target with plain settings: {command!r}"
        assert match["target"] in TARGETS


@every_workflow
def test_a_job_may_do_only_what_it_asks_for_itself(path: Path) -> None:
    assert _workflow(path)["permissions"] == {}
    for name, job in _jobs(path).items():
        assert isinstance(job.get("permissions"), dict), f"{name} takes the default permissions"


@every_workflow
def test_a_job_ends_and_runs_on_a_named_image(path: Path) -> None:
    for job in _jobs(path).values():
        assert int(job["timeout-minutes"]) <= 60
        assert job["runs-on"] == "ubuntu-24.04"


def test_the_gate_judges_every_pull_request_and_main() -> None:
    assert _workflow(_gate())["on"] == {"pull_request": "", "push": {"branches": ["main"]}}


def test_the_gate_has_the_name_that_the_ruleset_requires() -> None:
    assert policy.config_schema is not None
    check = policy.config_schema.properties["check"]["default"]
    assert check in {job.get("name", key) for key, job in _jobs(_gate()).items()}


def test_the_gate_holds_no_secret() -> None:
    assert not re.search(r"\bsecrets\b|github\.token", _gate().read_text())


def test_what_may_write_in_the_gate_runs_nothing_of_a_pull_request_and_is_not_for_forks() -> None:
    writers = [job for job in _jobs(_gate()).values() if "write" in job["permissions"].values()]
    assert writers
    for job in writers:
        assert not list(_commands(job))
        assert not any("actions/checkout@" in step["uses"] for step in job["steps"])
        assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]


def test_dependabot_reads_every_go_module_and_updates_its_tool() -> None:
    entries = yaml.safe_load((GITHUB / "dependabot.yml").read_text())["updates"]
    entry = next(entry for entry in entries if entry["package-ecosystem"] == "gomod")
    allowed = [allow["dependency-name"] for allow in entry["allow"]]
    for file in ROOT.glob("*/*/go.mod"):
        assert f"/{file.parent.relative_to(ROOT)}" in entry["directories"]
        tool = re.search(r"^tool (\S+)$", file.read_text(), re.MULTILINE)
        assert tool
        assert any(tool[1].startswith(f"{module}/") for module in allowed), f"{tool[1]} is never updated"


def test_actionlint_finds_nothing() -> None:
    # Not with the linters of shell and Python that a machine may have: there is neither in a workflow.
    command = [*go_command(), "tool", "actionlint", "-shellcheck=", "-pyflakes="]
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"}
    answer = subprocess.run(
        command, cwd=GITHUB / "actionlint", env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    command = [zizmor, "--offline", "--strict-collection", "--persona=auditor", "--quiet", GITHUB]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
