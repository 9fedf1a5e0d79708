"""SARIF locates a resource in the component around it, in any program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secure_site_policies.report.locations import Program
from tests import test_main
from tests.foundation import test_foundation
from tests.mock_cloud import Cloud

ROOT = Path(__file__).parents[3]

EXPLICIT = '''"""A component that spells out its type token."""
import pulumi


class Storefront(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:shop:Storefront", name)
'''
COMPUTED = """from pulumi import ComponentResource
class Till(ComponentResource):
    def __init__(self, name):
        super().__init__(f"{PACKAGE}:shop:Till", name)
"""
PLAIN = "class Bucket:\n    pass\n"


def urn(types: str) -> str:
    return f"urn:pulumi:dev::shop::{types}::it"


def write(folder: Path, **files: str) -> Program:
    """A program of these files, with `__` for the slashes in their paths."""
    for name, text in {"main": PLAIN, **files}.items():
        file = folder / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Program(folder)


@pytest.mark.parametrize(
    ("types", "place"),
    [
        ("acme:shop:Storefront$aws:s3/bucket:Bucket", ("parts/front.py", 5)),
        ("acme:shop:Storefront", ("parts/front.py", 5)),
        ("acme:shop:Till$acme:shop:Storefront$aws:s3/bucket:Bucket", ("parts/front.py", 5)),
        ("acme:shop:Storefront$acme:shop:Till$aws:s3/bucket:Bucket", ("parts/till.py", 2)),
        ("other:shop:Storefront$aws:s3/bucket:Bucket", ("__main__.py", 1)),
        ("aws:s3/bucket:Bucket", ("__main__.py", 1)),
    ],
)
def test_a_resource_is_in_the_innermost_component_of_the_program(tmp_path: Path, types: str, place: tuple[str, int]):
    program = write(tmp_path, parts__front=EXPLICIT, parts__till=COMPUTED)
    assert program.location(urn(types)) == place


@pytest.mark.parametrize("folder", [".hidden", "node_modules", "env", "a/lib/site-packages", "__pycache__"])
def test_what_is_not_written_for_the_program_is_not_read(tmp_path: Path, folder: str):
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "env").mkdir(exist_ok=True)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / folder / "front.py").write_text(EXPLICIT)
    assert write(tmp_path).location(urn("acme:shop:Storefront")) == ("__main__.py", 1)


@pytest.mark.parametrize(
    "content", ["class ComponentResource(:", "ComponentResource\0", "# coding: x\nComponentResource"]
)
def test_a_file_that_python_cannot_parse_is_passed_over(tmp_path: Path, content: str):
    program = write(tmp_path, broken=content, front=EXPLICIT)
    assert program.location(urn("acme:shop:Storefront")) == ("front.py", 5)


def test_a_program_without_a_main_file_is_located_in_its_project_file(tmp_path: Path):
    (tmp_path / "Pulumi.yaml").touch()
    assert Program(tmp_path).location(urn("aws:s3/bucket:Bucket")) == ("Pulumi.yaml", 1)


def test_files_are_relative_to_the_current_folder_as_code_scanning_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path / "infrastructure", front=EXPLICIT)
    monkeypatch.chdir(tmp_path)
    found = Program(Path("infrastructure")).location(urn("acme:shop:Storefront"))
    assert found == ("infrastructure/front.py", 5)


def test_the_program_is_not_read_before_a_resource_is_located(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    read: list[Path] = []

    def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        read.append(folder)
        yield from ()

    monkeypatch.setattr("os.walk", walk)
    program = Program(tmp_path)
    assert read == []
    program.location(urn("acme:shop:Storefront"))
    program.location(urn("acme:shop:Till"))
    assert read == [tmp_path]


EVERYTHING_OF_THE_FOUNDATION = {
    **test_foundation.LEAST,
    **test_foundation.STATE,
    "github": "true",
    "accountBaseline": "true",
    "securityEmail": "security@example.com",
}


def site(stack: str) -> Callable[[Cloud], None]:
    return lambda cloud: test_main.up(cloud, stack)


PROGRAMS: dict[str, tuple[Callable[[Cloud], None], int]] = {
    "dev": (site("dev"), 12),
    "prod": (site("prod"), 16),
    "foundation": (lambda cloud: test_foundation.up(cloud, EVERYTHING_OF_THE_FOUNDATION), 9),
}
"""Each program of this repository -> how to run it on mocks, and the least number of its component types."""


@pytest.mark.usefixtures("derived_once")
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_component_of_this_repository_is_located_in_its_own_file(cloud: Cloud, name: str):
    run, least = PROGRAMS[name]
    run(cloud)
    tokens = {one.type for one in cloud.resources if not one.type.startswith(("aws:", "github:", "pulumi:"))}
    program = Program(ROOT)
    for token in tokens:
        file, line = program.location(urn(f"{token}$aws:s3/bucket:Bucket"))
        source = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert source[line - 1].startswith(f"class {token.rpartition(':')[2]}("), f"{token} is not in {file}:{line}"
        assert file.startswith(("components/", "foundation/")), f"{token} is located in {file}"
    assert len(tokens) >= least
