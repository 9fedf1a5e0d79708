"""Workflows are safe to run on any user's pull request, and run only commands that a person can run locally."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.generate import uv
from rollout import awake, engine
from rollout.stacks import stacks
from rollout.workflows import deployment, load
from sandbox.engine.build import go_command
from sandbox.engine.find import pinned_version
from secure_site_policies.rules.github_ruleset import policy

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.y*ml"))
TARGETS = frozenset(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
USES = re.compile(r"^[- ]*uses:", re.MULTILINE)
# A workflow of this very repository is the commit's own, and has no other version.
PINNED_USE = re.compile(
    r"^[- ]*uses: (?:[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/workflows/[\w.-]+(?: # zizmor: .*)?)$",
    re.MULTILINE,
)
# Words and settings only: no second command, and no expression that GitHub would paste somebody's text into.
MAKE = re.compile(r"make (?P<target>[\w-]+)(?: [A-Z]+=[\w./-]+)*")
SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
CREDENTIALS = "aws-actions/configure-aws-credentials"

Job = Mapping[str, Any]

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def _workflow(path: Path) -> Mapping[str, Any]:
    return load(path)


def _jobs(path: Path) -> Mapping[str, Job]:
    return _workflow(path)["jobs"]


def _steps(job: Job) -> list[dict[str, Any]]:
    return job.get("steps", [])


def _commands(job: Job) -> Iterator[str]:
    return (step["run"] for step in _steps(job) if "run" in step)


def _uses(job: Job, action: str) -> list[dict[str, Any]]:
    return [step for step in _steps(job) if step.get("uses", "").startswith(f"{action}@")]


def _writes(job: Job) -> set[str]:
    """The scopes in which the job's token may write at GitHub. A request for an identity token writes nothing."""
    return {scope for scope, right in job["permissions"].items() if right == "write"} - {"id-token"}


def _named(name: str) -> Path:
    return GITHUB / "workflows" / f"{name}.yml"


def _needs(job: Job) -> set[str]:
    needs = job.get("needs", [])
    return {needs} if isinstance(needs, str) else set(needs)


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
        if "uses" not in job:  # the jobs of the workflow that it calls do
            assert int(job["timeout-minutes"]) <= 60
            assert job["runs-on"] == "ubuntu-24.04"


@every_workflow
def test_no_workflow_holds_a_secret_or_starts_with_rights_on_somebody_elses_words(path: Path) -> None:
    assert not re.search(r"\bsecrets\b", path.read_text())
    assert not {"pull_request_target", "workflow_run", "issue_comment", "issues"} & set(_workflow(path)["on"])


@every_workflow
def test_a_job_with_a_role_writes_nothing_at_github_and_one_that_writes_has_no_role(path: Path) -> None:
    for job in _jobs(path).values():
        has_role = job["permissions"].get("id-token") == "write"
        assert not (has_role and _writes(job))
        assert has_role == bool(_uses(job, CREDENTIALS))
        holds_token = "github.token" in str(job)
        assert not (has_role and holds_token)


@every_workflow
def test_before_a_job_signs_in_it_runs_nothing_but_what_is_locked(path: Path) -> None:
    # Every step could ask for the token that opens the role. Of Pulumi no hash is locked, only the version: it gets the
    # role in any case, so it comes after.
    for job in _jobs(path).values():
        if job["permissions"].get("id-token") == "write":
            order = [step.get("run", step.get("uses", "").partition("@")[0]) for step in _steps(job)]
            before = order[: order.index(CREDENTIALS)]
            assert "make setup UV=.uv/bin/uv" in before
            # A cache could be filled by another branch's code.
            assert set(before) <= {"actions/checkout", "make head", "make setup UV=.uv/bin/uv"}


def test_what_is_installed_is_locked_by_hash_and_nothing_is_built() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (uv,) = re.findall(r"^\t@\.uv/bin/pip install (.*)$", makefile, re.MULTILINE)
    assert {"--require-hashes", "--only-binary", "--requirement uv.txt"} <= set(re.findall(r"--\S+(?: uv\.txt)?", uv))
    (packages,) = re.findall(r"^\t@\$\(UV\) sync (.*)$", makefile, re.MULTILINE)
    assert {"--frozen", "--no-build"} <= set(packages.split())
    assert len(re.findall(r"\b(?:pip|uv) (?:install|sync|run|add|tool)\b|\$\(UV\)", makefile)) == 3


def test_the_hashes_of_uv_are_those_of_the_lock() -> None:
    assert uv.FILE.read_text() == uv.requirements()
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    (locked,) = (package for package in lock["package"] if package["name"] == "uv")
    assert set(re.findall(r"--hash=(\S+)", uv.requirements())) == {wheel["hash"] for wheel in locked["wheels"]}


def test_every_package_of_the_lock_has_a_wheel_with_its_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    for package in lock["package"]:
        if "registry" in package["source"]:
            assert package.get("wheels"), package["name"]
            assert all(wheel["hash"].startswith("sha256:") for wheel in package["wheels"])


def test_no_command_of_the_makefile_hands_on_what_asks_for_a_token() -> None:
    hidden = re.findall(r"^unexport (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL"} <= set(hidden)
    environment = {**os.environ, **dict.fromkeys(hidden, "given"), "MAKEFLAGS": ""}
    rule = "--eval=seen: ; @printenv ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL; echo end"
    answer = subprocess.run(
        ["make", "--no-print-directory", rule, "seen"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "end\n"


def test_the_toolchain_of_pulumi_installs_nothing_else_either() -> None:
    assert engine._whole(None).items() >= {"UV_FROZEN": "true", "UV_NO_BUILD": "true"}.items()  # pyright: ignore[reportPrivateUsage]


@every_workflow
def test_no_checkout_leaves_a_token_behind(path: Path) -> None:
    for job in _jobs(path).values():
        for step in _uses(job, "actions/checkout"):
            assert step["with"]["persist-credentials"] == "false"


@every_workflow
def test_pulumi_is_the_version_that_is_rehearsed(path: Path) -> None:
    for job in _jobs(path).values():
        for step in _uses(job, "pulumi/actions"):
            assert step["with"] == {"pulumi-version": "{}.{}.{}".format(*pinned_version())}


def test_the_gate_judges_every_pull_request_and_main_before_it_is_deployed() -> None:
    assert _workflow(_named("gate"))["on"] == {"pull_request": "", "workflow_call": ""}
    assert _workflow(_named("deploy"))["on"] == {"push": {"branches": ["main"]}}
    assert _jobs(_named("deploy"))["gate"]["uses"] == "./.github/workflows/gate.yml"


def test_the_gate_has_the_name_that_the_ruleset_requires() -> None:
    assert policy.config_schema is not None
    check = policy.config_schema.properties["check"]["default"]
    assert check in {job.get("name", key) for key, job in _jobs(_named("gate")).items()}


def test_the_gate_holds_no_token_and_no_role() -> None:
    assert not re.search(r"github\.token|id-token", _named("gate").read_text())


def test_what_may_write_in_the_gate_runs_nothing_of_a_pull_request_and_is_not_for_forks() -> None:
    writers = [job for job in _jobs(_named("gate")).values() if _writes(job)]
    assert writers
    for job in writers:
        assert not list(_commands(job))
        assert not _uses(job, "actions/checkout")
        assert SAME_REPOSITORY in job["if"]


def test_a_callers_permissions_are_those_that_the_gate_asks_for() -> None:
    asked = {scope: right for job in _jobs(_named("gate")).values() for scope, right in job["permissions"].items()}
    assert _jobs(_named("deploy"))["gate"]["permissions"] == asked


def _before(jobs: Mapping[str, Job], name: str) -> set[str]:
    """The jobs whose result decides whether a job runs, directly or by way of others."""
    direct = _needs(jobs[name])
    return direct.union(*(_before(jobs, one) for one in direct))


def test_nothing_but_the_gate_itself_decides_a_deployment() -> None:
    # Of a workflow that is called, a single job that fails is a failure of all of it.
    for name, job in _jobs(_named("gate")).items():
        assert name == "gate" or "github.event_name == 'pull_request'" in _all_of(job)
    jobs = _jobs(_named("deploy"))
    for name, job in jobs.items():
        if _uses(job, CREDENTIALS):
            assert _before(jobs, name) <= {"gate", "stacks", "dev"}


def _all_of(job: Job) -> list[str]:
    """The conditions that a job needs all of."""
    found = job["if"].removeprefix("${{").removesuffix("}}")
    assert not re.search(r"\|\|(?![^(]*\))", found), "one condition may stand for another"
    return [one.strip() for one in found.split("&&")]


@pytest.mark.parametrize("name", ["gate", "deploy"])
def test_findings_are_uploaded_only_where_github_takes_them(name: str) -> None:
    condition = _jobs(_named(name))["code-scanning"]["if"]
    assert "(!github.event.repository.private || vars.CODE_SECURITY == 'true')" in condition
    assert "!cancelled()" in condition


def test_an_old_run_that_is_run_again_stops_before_it_has_a_role() -> None:
    for job in _jobs(_named("deploy")).values():
        if _uses(job, CREDENTIALS):
            checkout, stop, *others = _steps(job)
            # Without `ref`, the commit of the run would be compared with itself.
            assert checkout["with"]["ref"] == "${{ github.ref }}"
            assert stop["run"] == "make head"
            assert not [step for step in (stop, *others) if "if" in step or "continue-on-error" in step]


def test_the_branch_is_the_same_in_all_workflows() -> None:
    assert deployment().branches == {"main"}
    assert set(_workflow(_named("preview"))["on"]["pull_request"]["branches"]) == deployment().branches


def test_the_stacks_that_are_deployed_are_those_with_a_config() -> None:
    assert deployment().stacks == set(stacks())


def test_a_preview_with_a_role_is_neither_for_forks_nor_for_dependabot() -> None:
    jobs = _jobs(_named("preview"))
    assert _workflow(_named("preview"))["on"] == {"pull_request": {"branches": ["main"]}}
    # Not the actor: a person who runs it again is another one.
    dependabot = "github.event.pull_request.user.login != 'dependabot[bot]'"
    assert {SAME_REPOSITORY, dependabot} <= set(_all_of(jobs["changed"]))
    assert all("changed" in _needs(job) for name, job in jobs.items() if name != "changed")
    # Every condition that overrides a failure still asks whether the first job ran.
    assert "needs.changed.result == 'success'" in jobs["comment"]["if"]


def test_what_comments_on_a_pull_request_runs_main_and_installs_nothing() -> None:
    jobs = _jobs(_named("preview"))
    writers = {name: _writes(job) for name, job in jobs.items() if _writes(job)}
    assert writers == {"comment": {"pull-requests"}}
    (checkout,) = _uses(jobs["comment"], "actions/checkout")
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert list(_commands(jobs["comment"])) == ["make comment"]
    assert not re.search(r"^comment:.*\bsetup\b.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_what_a_pull_request_says_reaches_no_setting_of_the_job_that_writes() -> None:
    # Make would expand $(..) in a setting that it reads: only what GitHub itself made up may be one.
    (step,) = [step for step in _steps(_jobs(_named("preview"))["comment"]) if "run" in step]
    assert step["env"] == {
        "COMMIT": "${{ github.event.pull_request.head.sha }}",
        "GITHUB_TOKEN": "${{ github.token }}",
        "PULL_REQUEST": "${{ github.event.pull_request.number }}",
    }


CALLED = ("site-preview-build", "site-previews")
"""The workflows that a site's repository calls, on a pull request or after one."""


@pytest.mark.parametrize("name", CALLED)
def test_what_a_site_calls_starts_by_itself_on_nothing_and_runs_the_tools_of_its_own_commit(name: str) -> None:
    assert set(_workflow(_named(name))["on"]) == {"workflow_call"}
    for job in _jobs(_named(name)).values():
        tools, *others = _uses(job, "actions/checkout")
        assert tools["with"]["repository"] == "${{ fromJSON(toJSON(job)).workflow_repository }}"
        assert tools["with"]["ref"] == "${{ fromJSON(toJSON(job)).workflow_sha }}"
        # Only the job that has nothing to lose holds the code of a pull request.
        assert not others or (name, job["permissions"]) == ("site-preview-build", {"contents": "read"})


def test_the_build_of_a_pull_request_holds_no_token_and_no_role() -> None:
    text = _named("site-preview-build").read_text()
    assert not re.search(r"github\.token|id-token|: write", text)
    assert [job["permissions"] for job in _jobs(_named("site-preview-build")).values()] == [{"contents": "read"}] * 2


def test_what_opens_a_strangers_archive_has_no_role_and_writes_nothing() -> None:
    jobs = _jobs(_named("site-previews"))
    assert {name: _writes(job) for name, job in jobs.items()} == {
        "fetch": set(),
        "publish": set(),
        "comment": {"pull-requests"},
    }
    assert {name for name, job in jobs.items() if job["permissions"].get("id-token")} == {"publish"}
    assert list(_commands(jobs["fetch"])) == ["make previews-fetch"]
    # Nothing is installed where a token of GitHub is.
    for name in ("fetch", "comment"):
        assert not re.search(rf"^previews-{name}:.*\bsetup\b.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_a_pull_request_says_nothing_that_reaches_a_command_of_previews() -> None:
    given = [step["env"] for job in _jobs(_named("site-previews")).values() for step in _steps(job) if "env" in step]
    assert given == [
        {"GITHUB_TOKEN": "${{ github.token }}", "RUN_ID": "${{ github.event.workflow_run.id }}"},
        {"SITE_PREVIEW_BUCKET": "${{ vars.SITE_PREVIEW_BUCKET }}"},
        {"GITHUB_TOKEN": "${{ github.token }}"},
    ]
    text = _named("site-previews").read_text()
    # The name of a branch is a stranger's, and is compared by GitHub alone.
    assert [line for line in text.splitlines() if "head_branch" in line] == [
        f"  group: {_workflow(_named('site-previews'))['concurrency']['group']}"
    ]


@pytest.mark.parametrize(("file", "name"), [("preview-build.yml", CALLED[0]), ("previews.yml", CALLED[1])])
def test_the_page_shows_what_a_site_writes_with_the_permissions_that_the_jobs_ask_for(file: str, name: str) -> None:
    page = (ROOT / "docs" / "previews.md").read_text()
    (text,) = re.findall(rf"```yaml\n(# \.github/workflows/{file}\n.*?)```", page, re.DOTALL)
    shown = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it constructs nothing but text
    (job,) = shown["jobs"].values()
    assert shown["permissions"] == {}
    assert job["uses"] == f"example/secure-site/.github/workflows/{name}.yml@COMMIT"
    asked: dict[str, str] = {}
    for one in _jobs(_named(name)).values():
        asked |= {scope: right for scope, right in one["permissions"].items() if asked.get(scope) != "write"}
    assert job["permissions"] == asked
    called: Mapping[str, Any] = _workflow(_named(name))["on"]["workflow_call"] or {"inputs": {}}
    assert set(job.get("with", {})) <= set(called["inputs"])
    assert "pull_request_target" not in shown["on"]


def test_dev_comes_before_prod_and_both_after_the_gate() -> None:
    jobs = _jobs(_named("deploy"))
    assert _needs(jobs["dev"]) == {"gate", "stacks"}
    assert _needs(jobs["prod"]) == {"gate", "stacks", "dev"}
    # "!cancelled()" lets a failure pass that is not asked for by name.
    assert "needs.gate.result == 'success'" in jobs["prod"]["if"]
    assert "(needs.dev.result == 'success' || needs.dev.result == 'skipped')" in jobs["prod"]["if"]


def test_every_stack_is_deployed_in_its_own_environment_by_its_own_role() -> None:
    deployed = {name: job for name, job in _jobs(_named("deploy")).items() if _uses(job, CREDENTIALS)}
    assert sorted(deployed) == stacks()
    for stack, job in deployed.items():
        assert job["environment"] == stack
        assert f"make deploy STACK={stack}" in _commands(job)
        (step,) = _uses(job, CREDENTIALS)
        # Both are the environment's: no other job can read them.
        assert step["with"]["role-to-assume"] == "${{ vars.DEPLOY_ROLE_ARN }}"
        assert step["with"]["aws-region"] == "${{ vars.AWS_REGION }}"


@pytest.mark.parametrize("name", ["deploy", "drift"])
def test_one_run_at_a_time_and_none_is_stopped_half_way(name: str) -> None:
    assert _workflow(_named(name))["concurrency"] == {"group": name, "cancel-in-progress": "false"}


def test_the_gate_within_a_deployment_does_not_wait_for_the_deployment() -> None:
    groups = {_workflow(path)["concurrency"]["group"] for path in WORKFLOWS}
    assert len(groups) == len(WORKFLOWS)
    # In a workflow that is called, this is the caller's name.
    assert not any("github.workflow" in group for group in groups)


def test_drift_is_looked_for_every_night_and_when_somebody_asks() -> None:
    when = _workflow(_named("drift"))["on"]
    assert set(when) == {"schedule", "workflow_dispatch"}
    (entry,) = when["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* \*", entry["cron"])


def test_what_writes_the_issue_on_drift_writes_nothing_else_and_runs_after_drift_too() -> None:
    jobs = _jobs(_named("drift"))
    writers = {name: _writes(job) for name, job in jobs.items() if _writes(job)}
    assert writers == {"issue": {"issues"}, "awake": {"actions"}}
    assert jobs["issue"]["if"].startswith("${{ !cancelled() && ")
    assert _needs(jobs["issue"]) == {"stacks", "drift"}


def test_every_schedule_is_kept_going_by_code_of_the_default_branch() -> None:
    scheduled = [path.name for path in WORKFLOWS if "schedule" in _workflow(path)["on"]]
    assert list(awake.scheduled()) == scheduled == ["drift.yml", "sites.yml"]
    job = _jobs(_named("drift"))["awake"]
    assert list(_commands(job)) == ["make awake"]
    assert job["if"] == "${{ github.ref_name == github.event.repository.default_branch }}"
    # It runs after every result of the check for drift.
    assert _needs(job) == set()


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
