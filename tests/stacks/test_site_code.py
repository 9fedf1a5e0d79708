"""The code of a site on a real stack: it runs where it is built, and never where it is published."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.layout import RELEASES_PREFIX
from sandbox.commands import EXAMPLE
from sandbox.rehearsal import RehearsalError, rehearse
from tests.components.pipeline.test_site_code import COMMANDS, MODULES, PYTHON, SHELL
from tests.stacks.conftest import Sandbox, rehearsed
from tests.stacks.small_pipeline import Recorder

PAGE = "<!doctype html><title>built</title>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The dev stack with build commands of the site's own."""
    with rehearsed("dev", tmp_path_factory.mktemp("built")) as found:
        found.stack.set_config("secure-site:buildCommands[0]", "bash build.sh", path=True)
        found.stack.set_config("secure-site:outputDirectory", "dist")
        found.up()
        yield found


def site(folder: Path, script: str) -> Path:
    """A repository whose build runs a script and then fills the folder dist."""
    fill = f"mkdir -p dist; for page in index 404; do echo '{PAGE}' > dist/$page.html; done\n"
    (folder / "build.sh").write_text(f"{script}\n{fill}")
    # Each test publishes another site to the same stack.
    (folder / "publish.toml").write_text("remove_most = true\n")
    return folder


def push(sandbox: Sandbox, directory: Path) -> Recorder:
    recorder = Recorder()
    rehearse(
        sandbox.cloud,
        sandbox.outputs["pipelineName"],
        directory,
        viewer=sandbox.viewer,
        report=recorder,
        approve=lambda action: True,
    )
    return recorder


def plant(folder: Path, ran: Path) -> None:
    """Files that run as soon as a tool of the publication looks for its own in this folder."""
    for name in (*MODULES, *COMMANDS):
        planted = folder / name
        if (folder / name.partition("/")[0]).is_file() or planted.exists():
            continue
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text((PYTHON if name.endswith(".py") else SHELL).format(ran=str(ran), name=name))
        planted.chmod(0o755)
    (folder / "planted.pth").write_text(f"import pathlib; pathlib.Path({str(ran)!r}).write_text('pth')\n")
    (folder / ".python-version").write_text("3.9\n")


@pytest.mark.usefixtures("example_comes_back")
def test_no_file_of_a_site_that_is_not_built_runs(sandbox: Sandbox, tmp_path: Path) -> None:
    ran, repository = tmp_path / "ran", tmp_path / "repository"
    shutil.copytree(EXAMPLE, repository)
    plant(repository, ran)
    recorder = push(sandbox, repository)
    assert recorder.stages == ["Source Succeeded", "Publish Succeeded"]
    assert not ran.exists(), ran.read_text()


def test_what_is_built_is_published_by_another_role(built: Sandbox, tmp_path: Path) -> None:
    who = "aws sts get-caller-identity --query Arn --output text"
    recorder = push(built, site(tmp_path, who))
    assert recorder.stages == ["Source Succeeded", "Build Succeeded", "Publish Succeeded"]
    assert "arn:aws:sts::123456789012:assumed-role/secure-site-dev-site-build/codebuild" in recorder.lines
    s3, bucket = built.cloud.client("s3"), built.outputs["contentBucket"]
    assert s3.get_object(Bucket=bucket, Key="index.html")["Body"].read().decode().strip() == PAGE


def test_nothing_that_a_build_leaves_runs_where_it_is_published(built: Sandbox, tmp_path: Path) -> None:
    ran, planted = tmp_path / "ran", tmp_path / "planted"
    planted.mkdir()
    plant(planted, ran)
    repository = tmp_path / "repository"
    repository.mkdir()
    shutil.copytree(planted, repository / "planted")
    script = "mkdir -p dist; cp -R planted/. dist/; cp -R planted/. ."
    recorder = push(built, site(repository, script))
    assert recorder.stages[-1] == "Publish Succeeded"
    assert not ran.exists(), ran.read_text()


@pytest.mark.parametrize(
    "key",
    [
        *("{content}/index.html", f"{{content}}/{RELEASES_PREFIX}planted", "{artifacts}/tools/publish.zip"),
        *("{artifacts}/cache/planted", "{artifacts}/secure-site-dev/source/planted", "{artifacts}/planted"),
    ],
)
def test_a_build_writes_nothing_but_its_artifact(built: Sandbox, tmp_path: Path, key: str) -> None:
    target = key.format(content=built.outputs["contentBucket"], artifacts=built.outputs["artifactBucket"])
    with pytest.raises(RehearsalError, match="secure-site-dev-site-build may not s3:PutObject"):
        push(built, site(tmp_path, f"set -e; aws s3 cp --no-progress build.sh s3://{target}"))


@pytest.mark.parametrize(
    ("script", "denied"),
    [
        ("aws s3 ls s3://{content}", "s3:ListBucket"),
        ("aws s3 cp s3://{content}/index.html .", "s3:GetObject"),
        ("aws cloudfront create-invalidation --distribution-id {distribution} --paths '/*'", "cloudfront:CreateInv"),
    ],
)
def test_a_build_reaches_nothing_of_the_site(built: Sandbox, tmp_path: Path, script: str, denied: str) -> None:
    names = {"content": built.outputs["contentBucket"], "distribution": built.outputs["distributionId"]}
    with pytest.raises(RehearsalError, match=f"secure-site-dev-site-build may not {denied}"):
        push(built, site(tmp_path, f"set -e; {script.format(**names)}"))


def test_a_role_that_is_granted_more_is_still_kept_from_what_is_published(built: Sandbox, tmp_path: Path) -> None:
    iam, role = built.cloud.client("iam"), "secure-site-dev-site-build"
    bucket = built.outputs["contentBucket"]
    more = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}'
    iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=more)
    try:
        with pytest.raises(RehearsalError, match="may not s3:PutObject"):
            push(built, site(tmp_path, f"set -e; aws s3 cp --no-progress build.sh s3://{bucket}/index.html"))
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="more")
