"""The sandbox's own copy of a stack's config: what it takes, keeps and refuses."""

from pathlib import Path

import pytest
import yaml

from sandbox import project
from sandbox.emulator.cloud import Cloud
from sandbox.home import Home
from sandbox.project import ProjectError, stack_region, write_project

CLOUD = Cloud("123456789012", "eu-west-1", "https://127.0.0.1:1", "http://127.0.0.1:2", "AKIAROOT", "hidden", "ca.pem")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(project, "REPOSITORY", tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: secure-site\nruntime: python\n")
    return tmp_path


def copied(repository: Path, config: str) -> dict[str, object]:
    (repository / "Pulumi.dev.yaml").write_text(config)
    home = Home("dev", repository / ".sandbox")
    home.prepare()
    write_project(home, CLOUD, repository)
    return yaml.safe_load((home.project / "Pulumi.dev.yaml").read_text())


def test_a_key_that_is_taken_out_of_the_repository_is_gone_from_the_copy(repository: Path) -> None:
    copied(repository, "config: {aws:region: eu-west-1, secure-site:priceClas: x}")
    assert copied(repository, "config: {aws:region: eu-west-1}") == {"config": {"aws:region": "eu-west-1"}}


def test_secrets_and_their_salt_stay_in_the_copy(repository: Path) -> None:
    copied(repository, "config: {aws:region: eu-west-1}")
    file = repository / ".sandbox" / "dev" / "project" / "Pulumi.dev.yaml"
    kept = {"encryptionsalt": "v1:salt", "config": {"secure-site:githubToken": {"secure": "v1:x"}}}
    file.write_text(yaml.safe_dump(kept))
    found = copied(repository, "config: {aws:region: us-east-1}")
    assert found == {
        "encryptionsalt": "v1:salt",
        "config": {"secure-site:githubToken": {"secure": "v1:x"}, "aws:region": "us-east-1"},
    }


def test_the_policy_pack_is_found_from_the_copy_as_from_the_repository(repository: Path) -> None:
    for _ in range(2):
        copied(repository, "config: {aws:region: eu-west-1}")
    copy = repository / ".sandbox" / "dev" / "project"
    assert [(copy / name).readlink() for name in ("policies", "policies.json")] == [
        repository / "policies",
        repository / "policies.json",
    ]


def test_a_real_accounts_secrets_are_not_taken_into_the_copy(repository: Path) -> None:
    found = copied(
        repository,
        "{encryptionsalt: v1:real, config: {aws:region: eu-west-1, secure-site:githubToken: {secure: v1:real}}}",
    )
    assert found == {"config": {"aws:region": "eu-west-1"}}


def test_a_given_certificate_is_one_of_the_local_account(repository: Path) -> None:
    resource = "certificate/01234567-89ab-cdef-0123-456789abcdef"
    given = f"{{aws:region: eu-west-1, secure-site:certificateArn: 'arn:aws:acm:us-east-1:210987654321:{resource}'}}"
    assert copied(repository, f"config: {given}") == {
        "config": {
            "aws:region": "eu-west-1",
            "secure-site:certificateArn": f"arn:aws:acm:us-east-1:{CLOUD.account_id}:{resource}",
        }
    }


def test_a_stack_with_dns_of_its_own_gets_no_zone(repository: Path) -> None:
    config = {"aws:region": "eu-west-1", "secure-site:domain": "example.com", "secure-site:dns": False}
    assert copied(repository, yaml.safe_dump({"config": config})) == {"config": config}


def test_the_repositorys_own_file_is_left_as_it_is(repository: Path) -> None:
    copied(repository, "config: {aws:region: eu-west-1}  # mine\n")
    assert (repository / "Pulumi.dev.yaml").read_text() == "config: {aws:region: eu-west-1}  # mine\n"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("config: [", "Pulumi.dev.yaml is not valid YAML"),
        ("hello", "Pulumi.dev.yaml is 'hello'"),
        ("", "Pulumi.dev.yaml has no config"),
        ("config: {secure-site:source: oauth}", "aws:region is None"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(repository: Path, config: str, message: str) -> None:
    (repository / "Pulumi.dev.yaml").write_text(config)
    with pytest.raises(ProjectError, match=message):
        stack_region(Home("dev", repository))


def test_a_stack_without_a_file_is_refused_by_name(repository: Path) -> None:
    with pytest.raises(ProjectError, match=r"there is no Pulumi\.staging\.yaml"):
        stack_region(Home("staging", repository))
