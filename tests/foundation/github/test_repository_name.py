"""A repository is written as GitHub writes it into the subject of its tokens."""

import pytest

from foundation.github.repository_name import REPOSITORY_NAME, RepositoryName


def test_the_ids_are_part_of_the_subject_and_not_of_the_address() -> None:
    found = RepositoryName.parse("octocat@123456/my-repo@456789")
    assert found.subject("ref:refs/heads/main") == "repo:octocat@123456/my-repo@456789:ref:refs/heads/main"
    assert (found.path, found.owner_id, found.repository_id) == ("octocat/my-repo", "123456", "456789")


def test_a_repository_without_ids_has_the_subject_of_older_repositories() -> None:
    found = RepositoryName.parse("octocat/my-repo")
    assert found.subject("pull_request") == "repo:octocat/my-repo:pull_request"
    assert (found.owner_id, found.repository_id) == (None, None)


def test_capitals_stay_because_a_subject_is_compared_letter_by_letter() -> None:
    assert RepositoryName.parse("OctoCat@1/My-Repo@2").subject("x") == "repo:OctoCat@1/My-Repo@2:x"


@pytest.mark.parametrize(
    "text",
    [
        *("octocat", "octocat/", "/my-repo", "octocat/my/repo", "https://github.com/octocat/my-repo", "", " "),
        *("octocat@1/my-repo", "octocat/my-repo@2", "octocat@/my-repo@2", "octocat@1/my-repo@", "octocat@x/my-repo@2"),
        *("octocat@0/my-repo@2", "octocat@1/my-repo@02", "octocat@1/my-repo@2@3", "octocat-1/my-repo@2"),
        *("octocat@1/my-repo@2:pull_request", "repo:octocat@1/my-repo@2", "octocat@1/*@2", "*/my-repo", "octocat/.."),
        *("octocat@1/my repo@2", "octocat@1/my-repo@2\n", "octocat@\u0661/my-repo@2"),
    ],
)
def test_another_text_is_none(text: str) -> None:
    assert not REPOSITORY_NAME.holds(text)
    with pytest.raises(ValueError, match="no GitHub repository"):
        RepositoryName.parse(text)


@pytest.mark.parametrize("text", ["octocat/my-repo", "octocat@1/my-repo@2", "octo-org@65/.github@74", "a@1/b_c.d@2"])
def test_the_two_forms_of_github_are_repositories(text: str) -> None:
    assert REPOSITORY_NAME.holds(text)
