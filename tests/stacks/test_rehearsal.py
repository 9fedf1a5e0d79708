"""Pipelines on the local cloud with IAM enforced: what a push does, and what ends it."""

import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from publish.layout import PREVIEWS_PREFIX, RELEASES_PREFIX
from sandbox.commands import EXAMPLE
from sandbox.emulator.cloud import ACCOUNT_ID, Cloud, LocalCloud
from sandbox.rehearsal import DeniedError, RehearsalError, build, rehearse
from sandbox.rehearsal.shell import Shell
from tests.stacks.conftest import Sandbox
from tests.stacks.small_pipeline import (
    ARTIFACTS,
    BUILD_MAY,
    CONNECTION_ARN,
    CONTENT,
    LOG_ARN,
    PIPELINE,
    PIPELINE_ARN,
    PIPELINE_MAY,
    PROJECT,
    PROJECT_ARN,
    REGION,
    Recorder,
    Trial,
    action,
    github,
    make_pipeline,
    stage,
)

_PATIENCE_SECONDS = 120
"""For what has to happen soon: a test that waits longer than this would wait forever."""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    local = LocalCloud(tmp_path_factory.mktemp("cloud"))
    try:
        found = local.start(REGION)
        make_pipeline(found)
        yield found
    finally:
        local.stop()


@pytest.fixture
def trial(cloud: Cloud, tmp_path: Path) -> Trial:
    """The pipeline as it should be, over a folder with one page."""
    (tmp_path / "index.html").write_text("hello")
    found = Trial(cloud, tmp_path)
    found.allow("trial-pipeline", PIPELINE_MAY)
    found.allow("trial-build", BUILD_MAY)
    found.trust("trial-pipeline", "codepipeline.amazonaws.com", PIPELINE_ARN, "StringEqualsIfExists")
    found.trust("trial-build", "codebuild.amazonaws.com", PROJECT_ARN)
    found.buildspec({"build": ["true"]})
    found.stages()
    return found


def test_a_push_stores_the_source_and_publishes_what_the_build_uploads(trial: Trial) -> None:
    trial.buildspec({"build": ['aws s3 cp index.html "s3://$BUCKET/index.html" --no-progress']})
    execution = trial.push()
    s3 = trial.cloud.client("s3")
    assert s3.get_object(Bucket=CONTENT, Key="index.html")["Body"].read() == b"hello"
    stored = [found["Key"] for found in s3.list_objects_v2(Bucket=ARTIFACTS)["Contents"]]
    assert any(key.startswith(f"{PIPELINE[:20]}/source/") and len(key.rpartition("/")[2]) == 7 for key in stored)
    assert trial.recorder.stages == ["Source Succeeded", "Publish Succeeded"]
    assert [result.status for result in execution.stages] == ["Succeeded", "Succeeded"]


def test_the_same_folder_is_the_same_revision(trial: Trial) -> None:
    first = trial.push()
    os.utime(trial.directory / "index.html", (0, 0))
    second = trial.push()
    assert first.revision == second.revision
    assert first.id != second.id


def test_the_output_of_a_build_is_in_its_log_stream(trial: Trial) -> None:
    trial.buildspec({"build": ["echo to stdout", "echo to stderr >&2", "printf unended"]})
    group, _, stream = trial.push().log_streams[0].partition(":")
    events = trial.cloud.client("logs").get_log_events(logGroupName=group, logStreamName=stream)["events"]
    logged = [event["message"] for event in events]
    assert [line for line in logged if not line.startswith("[Container]")] == ["to stdout", "to stderr", "unended"]
    assert all(line in trial.recorder.lines for line in logged)


def test_a_build_sees_the_roles_credentials_and_nothing_of_the_person(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "the person's")
    trial.buildspec({"build": ["env", "aws sts get-caller-identity --query Arn --output text", "pwd", "echo ~"]})
    trial.push()
    printed = "\n".join(trial.recorder.lines)
    assert f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/trial-build/codebuild" in printed
    assert trial.cloud.secret_access_key not in printed
    assert "GITHUB_TOKEN" not in printed
    assert str(Path.home()) not in [line.partition("=")[2] for line in trial.recorder.lines]


def test_a_build_has_the_variables_of_codebuild_of_the_project_and_of_the_buildspec(trial: Trial) -> None:
    trial.buildspec({"build": ['echo "$WHO $BUCKET $CODEBUILD_INITIATOR $CODEBUILD_RESOLVED_SOURCE_VERSION"']})
    execution = trial.push()
    assert f"spec {CONTENT} codepipeline/{PIPELINE} {execution.revision}" in trial.recorder.lines


def test_one_shell_runs_all_phases(trial: Trial) -> None:
    trial.buildspec({"pre_build": ["mkdir out; cd out; kept=yes"], "build": ['echo "$kept in ${PWD##*/}"']})
    trial.push()
    assert "yes in out" in trial.recorder.lines


def test_post_build_follows_a_failed_build_and_is_told(trial: Trial) -> None:
    trial.buildspec(
        {"build": ["exit 3", "echo not reached"], "post_build": ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"']}
    )
    with pytest.raises(RehearsalError, match="build: exit code 3 from: exit 3"):
        trial.push()
    assert "succeeding: 0" in trial.recorder.lines
    assert "not reached" not in trial.recorder.lines
    assert trial.recorder.stages == ["Source Succeeded", "Publish Failed"]


@pytest.mark.parametrize(
    "phases",
    [
        {"build": {"on-failure": "ABORT", "commands": ["false"]}, "post_build": ["echo published"]},
        {"pre_build": ["false"], "build": ["echo published"], "post_build": ["echo published"]},
    ],
)
def test_nothing_follows_an_aborted_build_or_a_failed_preparation(trial: Trial, phases: dict[str, Any]) -> None:
    trial.buildspec(phases)
    with pytest.raises(RehearsalError, match="exit code 1 from: false"):
        trial.push()
    assert "published" not in trial.recorder.lines


def test_finally_runs_after_a_failure_too(trial: Trial) -> None:
    trial.buildspec({"build": {"commands": ["false"], "finally": ["echo tidied"]}})
    with pytest.raises(RehearsalError, match="from: false"):
        trial.push()
    assert "tidied" in trial.recorder.lines


@pytest.mark.parametrize(
    ("role", "may", "lost", "resource"),
    [
        ("trial-pipeline", PIPELINE_MAY, "s3:PutObject", f"arn:aws:s3:::{ARTIFACTS}/{PIPELINE[:20]}/source/"),
        ("trial-pipeline", PIPELINE_MAY, "codebuild:StartBuild", PROJECT_ARN),
        ("trial-pipeline", PIPELINE_MAY, "codebuild:BatchGetBuilds", PROJECT_ARN),
        ("trial-build", BUILD_MAY, "s3:GetObject", f"arn:aws:s3:::{ARTIFACTS}/{PIPELINE[:20]}/source/"),
        ("trial-build", BUILD_MAY, "s3:PutObject", f"arn:aws:s3:::{CONTENT}/index.html"),
        ("trial-build", BUILD_MAY, "logs:CreateLogStream", LOG_ARN.removesuffix("*")),
        ("trial-build", BUILD_MAY, "logs:PutLogEvents", LOG_ARN.removesuffix("*")),
    ],
)
def test_a_permission_that_a_role_lacks_is_named(
    trial: Trial, role: str, may: dict[str, str], lost: str, resource: str
) -> None:
    trial.buildspec({"build": ['aws s3 cp index.html "s3://$BUCKET/index.html" --no-progress']})
    trial.allow(role, {name: on for name, on in may.items() if name != lost})
    with pytest.raises(DeniedError) as caught:
        trial.push()
    assert (caught.value.role, caught.value.action) == (role, lost)
    assert caught.value.resource.startswith(resource)
    assert f"role {role} may not {lost} on {resource}" in str(caught.value)


def test_a_permission_beyond_the_boundary_is_not_had(trial: Trial) -> None:
    iam = trial.cloud.client("iam")
    inside = {"Effect": "Allow", "Action": list(BUILD_MAY)[:-1], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [inside]})
    arn = iam.create_policy(PolicyName="trial-boundary", PolicyDocument=document)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="trial-build", PermissionsBoundary=arn)
    try:
        with pytest.raises(DeniedError, match="role trial-build may not logs:PutLogEvents"):
            trial.push()
    finally:
        iam.delete_role_permissions_boundary(RoleName="trial-build")
        iam.delete_policy(PolicyArn=arn)


def test_a_role_that_trusts_another_project_is_not_assumed(trial: Trial) -> None:
    trial.trust("trial-build", "codebuild.amazonaws.com", f"{PROJECT_ARN}-of-somebody-else")
    with pytest.raises(DeniedError, match=r"does not allow codebuild\.amazonaws\.com to act for"):
        trial.push()


def test_a_role_that_demands_a_source_which_codepipeline_may_not_send_is_not_assumed(trial: Trial) -> None:
    trial.trust("trial-pipeline", "codepipeline.amazonaws.com", PIPELINE_ARN, "StringEquals")
    with pytest.raises(DeniedError, match="should the service send neither aws:SourceArn nor aws:SourceAccount"):
        trial.push()


def test_an_artifact_goes_from_one_build_to_the_next(trial: Trial) -> None:
    trial.buildspec({"build": ["mkdir -p out; cp index.html out/page.html || true; ls"]}, files=["out/**/*"])
    build = action(
        "Build",
        "Build",
        "CodeBuild",
        {"ProjectName": PROJECT},
        inputs=[{"name": "source"}],
        outputs=[{"name": "made-by-the-build"}],
    )
    trial.stages(stage("Build", build), taken="made-by-the-build")
    trial.allow("trial-build", {**BUILD_MAY, "s3:PutObject": f"arn:aws:s3:::{ARTIFACTS}/*"})
    trial.push()
    assert trial.recorder.stages == ["Source Succeeded", "Build Succeeded", "Publish Succeeded"]
    assert trial.recorder.lines.count("index.html") == 1, "the second build has only what was handed over"
    stored = [found["Key"] for found in trial.cloud.client("s3").list_objects_v2(Bucket=ARTIFACTS)["Contents"]]
    assert any(key.startswith(f"{PIPELINE[:20]}/made-by-th/") for key in stored)


def test_an_artifact_that_the_role_may_not_write_is_said(trial: Trial) -> None:
    trial.buildspec({"build": ["true"]}, files=["index.html"])
    build = action(
        "Build", "Build", "CodeBuild", {"ProjectName": PROJECT}, inputs=[{"name": "source"}], outputs=[{"name": "site"}]
    )
    trial.stages(stage("Build", build), taken="site")
    with pytest.raises(DeniedError, match=f"role trial-build may not s3:PutObject on arn:aws:s3:::{ARTIFACTS}/"):
        trial.push()


def test_the_variables_of_the_source_reach_a_build(trial: Trial) -> None:
    commit = json.dumps([{"name": "COMMIT", "value": "#{Source.CommitId}", "type": "PLAINTEXT"}])
    configuration = {"ProjectName": PROJECT, "EnvironmentVariables": commit}
    trial.buildspec({"build": ['echo "commit $COMMIT"']})
    build = action("Say", "Build", "CodeBuild", configuration, inputs=[{"name": "source"}])
    source = {**github(), "namespace": "Source"}
    trial.stages(stage("Say", build), source=source)
    execution = trial.push()
    assert f"commit {execution.revision}" in trial.recorder.lines
    trial.stages(stage("Say", build))
    with pytest.raises(RehearsalError, match=r"Say/Say: #\{Source\.CommitId\} is no variable of an earlier action"):
        trial.push()


def test_the_trust_of_a_role_is_afterwards_as_it_was(trial: Trial) -> None:
    def trust() -> list[Any]:
        iam = trial.cloud.client("iam")
        roles = [iam.get_role(RoleName=name)["Role"] for name in ("trial-build", "trial-pipeline")]
        return [role["AssumeRolePolicyDocument"] for role in roles]

    before = trust()
    trial.push()
    assert trust() == before


def test_a_rejected_approval_ends_the_execution_before_the_build(trial: Trial) -> None:
    approval = action("Approve", "Approval", "Manual", {"CustomData": "Publish this commit?"})
    trial.stages(stage("Approve", approval))
    with pytest.raises(RehearsalError, match="Approve/Approve: rejected"):
        trial.push(approved=False)
    assert trial.recorder.stages == ["Source Succeeded", "Approve Failed"]
    trial.recorder.stages.clear()
    trial.push()
    assert trial.recorder.stages == ["Source Succeeded", "Approve Succeeded", "Publish Succeeded"]


def test_a_connection_is_used_only_with_the_permission_for_it(trial: Trial) -> None:
    configuration = {"ConnectionArn": CONNECTION_ARN, "FullRepositoryId": "example/site", "BranchName": "main"}
    source = action("Git", "Source", "CodeStarSourceConnection", configuration, outputs=[{"name": "source"}])
    trial.stages(source=source)
    trial.push()
    trial.allow("trial-pipeline", {**PIPELINE_MAY, "codeconnections:UseConnection": f"{CONNECTION_ARN}ff"})
    with pytest.raises(DeniedError, match=f"may not codeconnections:UseConnection on {CONNECTION_ARN}"):
        trial.push()


def test_a_step_that_is_not_rehearsed_is_refused_before_anything_runs(trial: Trial) -> None:
    trial.stages(stage("Deploy", action("Copy", "Deploy", "S3", {"BucketName": CONTENT, "Extract": "true"})))
    with pytest.raises(RehearsalError, match="Deploy/Copy: Deploy by S3 is not rehearsed"):
        trial.push()
    assert trial.recorder.stages == []


def test_an_interrupted_push_leaves_no_process_and_no_folder(trial: Trial) -> None:
    trial.buildspec({"build": ['echo "$CODEBUILD_SRC_DIR"', "sleep 61 & echo $!; sleep 62"]})

    def interrupt() -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not any(line.isdigit() for line in trial.recorder.lines) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        trial.push()
    source, background = (line for line in trial.recorder.lines if line.endswith("/src") or line.isdigit())
    assert not Path(source).parent.exists()
    assert has_ended(int(background))
    assert trial.recorder.stages == ["Source Succeeded", "Publish Stopped"]


def has_ended(pid: int) -> bool:
    """A signal takes a moment to do its work, and nobody may be there to bury the dead."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that everything takes for the machine's temporary one."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.mark.parametrize("ends", ["true", "exit 3", "kill -9 $$"])
def test_whatever_a_build_leaves_in_its_temporary_folder_goes_with_it(trial: Trial, temporary: Path, ends: str) -> None:
    trial.buildspec(
        {"build": ['mktemp -d; python3 -c "import tempfile; print(tempfile.mkdtemp())"', 'touch "$TMPDIR/file"', ends]}
    )
    with suppress(RehearsalError):
        trial.push()
    made = [Path(line) for line in trial.recorder.lines if line.startswith(f"{temporary}/")]
    assert len(made) == 2, "the build has its temporary folder in that of the machine"
    assert list(temporary.iterdir()) == []


def test_a_build_that_takes_too_long_is_said_to_and_leaves_nothing(
    trial: Trial, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.buildspec({"build": ["mktemp -d; sleep 60"]})

    def impatient(
        command: Sequence[str], directory: Path, environment: Mapping[str, str], timeout_seconds: float
    ) -> Shell:
        assert timeout_seconds == 5 * 60, "the project's own minutes"
        return Shell(command, directory, environment, timeout_seconds=0.5)

    monkeypatch.setattr(build, "Shell", impatient)
    with pytest.raises(RehearsalError, match="the build took longer than its 5 minutes"):
        trial.push()
    assert list(temporary.iterdir()) == []


@pytest.fixture
def trial_of_dist(trial: Trial) -> Iterator[Trial]:
    """The pipeline of a stack whose build commands fill the folder dist."""
    codebuild = trial.cloud.client("codebuild")
    before = codebuild.batch_get_projects(names=[PROJECT])["projects"][0]["environment"]
    output = {"name": "OUTPUT_DIRECTORY", "value": "dist", "type": "PLAINTEXT"}
    variables = [*before["environmentVariables"], output]
    codebuild.update_project(name=PROJECT, environment={**before, "environmentVariables": variables})
    trial.buildspec(
        {"build": ["mkdir dist; cp index.html dist"], "post_build": ['cp "$OUTPUT_DIRECTORY/index.html" .; ls']}
    )
    yield trial
    codebuild.update_project(name=PROJECT, environment=before)


def test_the_commands_of_a_build_run_on_a_checkout_and_are_left_out_for_a_finished_site(trial_of_dist: Trial) -> None:
    trial = trial_of_dist
    trial.push()
    assert "[Container] Entering phase BUILD" in trial.recorder.lines
    trial.recorder.lines.clear()
    rehearse(trial.cloud, PIPELINE, trial.directory, report=trial.recorder, approve=lambda action: True, is_built=True)
    assert "[Container] Entering phase BUILD" not in trial.recorder.lines
    assert any("the commands of the phase build" in line for line in trial.recorder.lines)
    assert any("is the finished site" in line for line in trial.recorder.lines)


def test_a_pipeline_that_does_not_exist_is_said(trial: Trial) -> None:
    with pytest.raises(RehearsalError, match="there is no pipeline 'nothing'"):
        rehearse(trial.cloud, "nothing", trial.directory, report=trial.recorder, approve=lambda action: True)


@pytest.mark.usefixtures("example_comes_back")
def test_the_stack_itself_publishes_what_the_folder_holds_and_takes_a_page_away_at_once(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    new = tmp_path / "public" / "new.html"
    new.write_text("<!doctype html><title>new</title>")
    sandbox.push(tmp_path)
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    assert "max-age=0" in s3.head_object(Bucket=bucket, Key="new.html")["CacheControl"]
    new.unlink()
    sandbox.push(tmp_path)
    published = {found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    public = tmp_path / "public"
    expected = {file.relative_to(public).as_posix() for file in public.rglob("*") if file.is_file()}
    redirects = {"docs.html"}  # from /docs to /docs/
    assert {key for key in published if not key.startswith((PREVIEWS_PREFIX, RELEASES_PREFIX))} == expected | redirects


@pytest.mark.usefixtures("example_comes_back")
def test_the_stack_itself_takes_a_built_folder_of_any_name_and_leaves_nothing_behind(
    sandbox: Sandbox, tmp_path: Path, temporary: Path
) -> None:
    site = tmp_path / "my site, größe/日本"
    shutil.copytree(EXAMPLE / "public", site)
    (site / "a b, ü.html").write_text("<!doctype html><title>unicode</title>")
    sandbox.push(site)
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    assert s3.get_object(Bucket=bucket, Key="a b, ü.html")["Body"].read().startswith(b"<!doctype html>")
    assert s3.get_object(Bucket=bucket, Key="index.html")["Body"].read() == (site / "index.html").read_bytes()
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("example_comes_back")
def test_the_stack_itself_takes_a_checkout_with_the_links_of_a_package_manager(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    modules = tmp_path / "node_modules"
    (modules / ".pnpm" / "left@1.0.0" / "node_modules" / "left").mkdir(parents=True)
    (modules / "left").symlink_to(".pnpm/left@1.0.0/node_modules/left")
    (modules / "gone").symlink_to("../elsewhere")
    assert sandbox.push(tmp_path).stages[-1].status == "Succeeded"


def test_a_refusal_is_printed_once(sandbox: Sandbox, tmp_path: Path) -> None:
    too_long_for_a_key = "/".join(["n" * 250] * 5)
    for name in ("index.html", "404.html", f"{too_long_for_a_key}.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<!doctype html><title>page</title>")
    recorder = Recorder()
    with pytest.raises(RehearsalError, match="post_build: exit code 2"):
        rehearse(
            sandbox.cloud,
            sandbox.outputs["pipelineName"],
            tmp_path,
            viewer=sandbox.viewer,
            report=recorder,
            approve=lambda action: True,
        )
    assert len([line for line in recorder.lines if too_long_for_a_key in line]) == 1


@pytest.mark.usefixtures("example_comes_back")
def test_the_stack_itself_cannot_publish_without_the_permission_to_invalidate(sandbox: Sandbox, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "public" / "index.html").write_text("another")
    iam, role = sandbox.cloud.client("iam"), f"{sandbox.outputs['pipelineName']}-publish"
    policy = {"RoleName": role, "PolicyName": f"{role}-invalidate"}
    document = json.dumps(iam.get_role_policy(**policy)["PolicyDocument"])
    iam.delete_role_policy(**policy)
    try:
        with pytest.raises(DeniedError) as caught:
            sandbox.push(tmp_path)
    finally:
        iam.put_role_policy(**policy, PolicyDocument=document)
    distribution = f"arn:aws:cloudfront::{ACCOUNT_ID}:distribution/{sandbox.outputs['distributionId']}"
    assert (caught.value.role, caught.value.action, caught.value.resource) == (
        role,
        "cloudfront:ListInvalidations",  # the release before may have left one to repeat
        distribution,
    )
