"""A change is previewed on every stack that it may affect, and a stack that is not set up is left out."""

import ast
import json
import subprocess
from pathlib import Path

import pytest

from rollout import stacks
from rollout.stacks import REPOSITORY, UNREAD_FOLDERS, touched

KNOWN = ["dev", "prod"]
VARIABLES = {"PULUMI_BACKEND_URL": "s3://state", "DEV_AWS_REGION": "eu-west-1", "DEV_DRIFT_ROLE_ARN": "arn:drift"}


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stack's file has the key of its secrets, unlike those that come with the program."""
    monkeypatch.setattr(stacks, "has_secrets_key", lambda stack: bool(stack))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], []),
        (["README.md", "docs/site.png", "tests/components/storage/test_bucket.py"], []),
        (["Pulumi.dev.yaml"], ["dev"]),
        (["Pulumi.dev.yaml", "Pulumi.prod.yaml"], KNOWN),
        (["Pulumi.gone.yaml"], []),
        (["foundation/Pulumi.account.yaml"], []),
        (["Pulumi.yaml"], KNOWN),
        (["__main__.py"], KNOWN),
        (["components/storage/bucket.py"], KNOWN),
        (["policies/exemptions.yaml"], KNOWN),
        (["publish/release/plan.py"], KNOWN),
        (["uv.lock"], KNOWN),
        (["something/new.txt"], KNOWN),
        (["README.md", "components/storage/bucket.py"], KNOWN),
    ],
    ids=str,
)
def test_a_file_touches_the_stacks_that_read_it(paths: list[str], expected: list[str]) -> None:
    assert touched(paths, KNOWN) == expected


def test_the_program_and_the_policies_import_nothing_from_what_counts_as_unread() -> None:
    read = [REPOSITORY / "__main__.py"]
    for folder in ("components", "policies", "publish"):
        read += (REPOSITORY / folder).rglob("*.py")
    for file in read:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {name.partition(".")[0] for name in names} & UNREAD_FOLDERS, file


def test_the_stacks_are_those_with_a_config() -> None:
    assert stacks.stacks() == KNOWN


def test_what_changed_is_asked_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", "-C", tmp_path, *identity, *arguments], check=True, capture_output=True)

    git("init", "--initial-branch=main")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}")
    git("add", ".")
    git("commit", "-m", "first")
    git("checkout", "-b", "change")
    (tmp_path / "Pulumi.dev.yaml").rename(tmp_path / "Pulumi.prod.yaml")
    git("add", ".")
    git("commit", "-m", "second")
    git("checkout", "main")
    (tmp_path / "uv.lock").write_text("of somebody else, later")
    git("add", ".")
    git("commit", "-m", "third")
    git("checkout", "change")
    monkeypatch.setattr(stacks, "REPOSITORY", tmp_path)
    changed = stacks._changed_since("main")  # pyright: ignore[reportPrivateUsage]
    assert changed == ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]


def test_a_commit_that_is_not_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert stacks.main(["--since", "no-such-commit"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no-such-commit" in line


@pytest.mark.usefixtures("committed")
def test_a_stack_that_is_not_set_up_is_left_out_with_a_notice_that_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VARIABLES", json.dumps(VARIABLES))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    assert stacks.main(["--role", "DRIFT"]) == 0
    notice, printed = capsys.readouterr().out.splitlines()
    assert notice.startswith("::notice")
    assert "PROD_DRIFT_ROLE_ARN" in notice
    expected = [{"stack": "dev", "backend": "s3://state", "region": "eu-west-1", "role": "arn:drift"}]
    assert json.loads(printed) == expected
    assert (tmp_path / "output").read_text() == f"stacks={printed}\n"


@pytest.mark.usefixtures("committed")
def test_the_deploy_role_is_left_to_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("VARIABLES", json.dumps(VARIABLES))
    stacks.main(["--role", "DEPLOY"])
    (entry,) = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert entry == {"stack": "dev", "backend": "s3://state", "region": "eu-west-1"}


@pytest.mark.parametrize("role", ["PREVIEW", "DRIFT", "DEPLOY"])
def test_a_repository_without_any_variable_has_nothing_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("VARIABLES", "{}")
    assert stacks.main(["--role", role]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "[]"


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("role", "variables", "said"),
    [
        ("DRIFT", {"DEV_DRIFT_ROLE_ARN": "arn:drift"}, "PULUMI_BACKEND_URL, DEV_AWS_REGION is not set"),
        ("DRIFT", {"DEV_DRIFT_ROLE_ARN": "arn:drift", "DEV_AWS_REGION": "eu-west-1"}, "PULUMI_BACKEND_URL is not set"),
        ("PREVIEW", {"PROD_PREVIEW_ROLE_ARN": "arn:x", "PROD_AWS_REGION": "eu-west-1"}, "stack prod: PULUMI_BACKEND"),
        ("DEPLOY", {"DEV_AWS_REGION": "eu-west-1"}, "PULUMI_BACKEND_URL is not set"),
        (
            "DEPLOY",
            {"DEV_AWS_REGION": "eu-west-1", "PULUMI_BACKEND_URL": "https://api.pulumi.com"},
            "no token for another backend, such as Pulumi Cloud",
        ),
        ("DRIFT", {**VARIABLES, "PROD_DRIFT_ROLE_ARN": "arn:prod"}, "stack prod: PROD_AWS_REGION is not set"),
    ],
)
def test_a_stack_that_has_a_role_and_lacks_the_rest_is_an_error_and_not_left_out(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    role: str,
    variables: dict[str, str],
    said: str,
) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("VARIABLES", json.dumps(variables))
    assert stacks.main(["--role", role]) == 1
    (error,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("::error"))
    assert said in error


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("secretsprovider: awskms:///arn?region=eu-west-1\nencryptedkey: AQICAH\nconfig: {}\n", True),
        ("config: {}\nencryptedkey: AQICAH\nsecretsprovider: 'awskms://alias/key?region=eu-west-1'\n", True),
        ("config: {}\n", False),
        ("encryptionsalt: v1:abc\nconfig: {}\n", False),
        ("secretsprovider: awskms:///arn\nconfig: {}\n", False),
        ("secretsprovider: passphrase\nencryptedkey: AQICAH\n", False),
        ("secretsprovider: awskms:///arn\nencryptedkey:\n", False),
        ("config:\n  secretsprovider: awskms:///arn\n  encryptedkey: AQICAH\n", False),
    ],
)
def test_the_key_of_a_stacks_secrets_is_in_its_file(tmp_path: Path, text: str, is_there: bool) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    assert stacks.has_secrets_key("dev", tmp_path) == is_there


def test_a_stack_whose_secrets_need_a_passphrase_is_an_error_that_says_what_to_commit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stacks, "has_secrets_key", lambda stack: not stack)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setenv("VARIABLES", json.dumps(VARIABLES))
    assert stacks.main(["--role", "DRIFT"]) == 1
    said = capsys.readouterr().out
    assert "stack dev: Pulumi.dev.yaml has no secretsprovider awskms with its encryptedkey" in said
    assert "pulumi stack change-secrets-provider" in said


def test_a_stack_with_secrets_has_no_preview_role_and_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.setenv("VARIABLES", json.dumps(VARIABLES))
    assert stacks.main(["--role", "PREVIEW"]) == 0
    assert "DEV_PREVIEW_ROLE_ARN is not set, so it is not set up, or it holds secrets" in capsys.readouterr().out
