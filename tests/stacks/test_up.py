"""`make up`: a preview with the policy pack first, and an update only where there is something to do."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox import stack
from sandbox.cli import main
from sandbox.emulator.cloud import LocalCloud
from sandbox.home import Home
from tests.stacks.mutations import MUTATIONS, mutated


@contextmanager
def removed_at_the_end(base: Path) -> Generator[list[str]]:
    """The arguments for a sandbox in `base`."""
    arguments = ["--home", str(base)]
    try:
        yield arguments
    finally:
        main([*arguments, "down"])


def test_a_second_up_is_one_operation_that_ends_with_the_summary_and_the_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with removed_at_the_end(tmp_path) as arguments:
        assert main([*arguments, "up", "--approve"]) == 0
        first = capsys.readouterr().out
        assert main([*arguments, "up", "--approve"]) == 0
        second = capsys.readouterr().out
    assert operations(first) == ["Previewing update (dev):", "Updating (dev):"]
    assert operations(second) == ["Previewing update (dev):"]
    parts = ("Policies:", "✅", "Resources:", "unchanged", "no changes", "recorded, not rehearsed", "site: https://")
    places = [second.index(part) for part in parts]
    assert places == sorted(places)


def operations(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if line.startswith(("Previewing", "Updating"))]


def test_a_blocked_policy_stops_up_before_anything_is_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def program(project: Path) -> None:
        mutated(MUTATIONS[0])()

    monkeypatch.setattr(stack, "run_program", program)
    with removed_at_the_end(tmp_path) as arguments:
        assert main([*arguments, "up", "--approve"]) == 1
        home = Home("dev", tmp_path)
        cloud = LocalCloud(home.folder).running()
        assert cloud is not None
        assert cloud.client("s3").list_buckets()["Buckets"] == []
        assert home.checkpoint("secure-site").outputs() == {}
        printed = capsys.readouterr()
    assert operations(printed.out) == ["Previewing update (dev):"]
    assert "iam-resource-wildcards" in printed.out
    assert "the engine stopped with an error on stack 'dev'" in printed.err
