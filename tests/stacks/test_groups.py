"""Tests that share a set-up run on one worker."""

import pytest

from tests.stacks.groups import LONGEST_FIRST, group, rank

FOLDER = "tests/stacks/"


@pytest.mark.parametrize(
    ("test_id", "name"),
    [
        (f"{FOLDER}test_deploy_role.py::test_one[prod]", "life-prod"),
        (f"{FOLDER}test_no_slack.py::test_another[dev]", "life-dev"),
        (f"{FOLDER}test_no_slack.py::test_of_no_life", "life-dev"),
        (f"{FOLDER}test_lifecycle.py::test_one[prod]", "test_lifecycle-prod"),
        (f"{FOLDER}test_viewer.py::test_one[GET /a.py::b]", "test_viewer"),
    ],
)
def test_a_group_is_what_shares_a_set_up(test_id: str, name: str) -> None:
    assert group(test_id) == name


def test_the_mutations_are_split_the_same_way_in_every_worker() -> None:
    names = [group(f"{FOLDER}test_mutations.py::test_one[change {number}]") for number in range(100)]
    assert len(set(names)) == 6
    assert names == [group(f"{FOLDER}test_mutations.py::test_one[change {number}]") for number in range(100)]


def test_the_longest_groups_come_first() -> None:
    files = [f"{FOLDER}{file}.py::test_one[dev]" for file in ("test_viewer", "test_commands", "test_deploy_role")]
    assert [group(one) for one in sorted(files, key=rank)] == ["life-dev", "test_commands", "test_viewer"]


def test_every_group_that_comes_first_is_there(request: pytest.FixtureRequest) -> None:
    folder = request.path.parent
    files = {name for name in LONGEST_FIRST if name.startswith("test_")}
    assert {name for name in files if not (folder / f"{name.partition('-')[0]}.py").exists()} == set()
