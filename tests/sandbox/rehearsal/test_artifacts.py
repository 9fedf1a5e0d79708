"""The files that a build hands over, and where CodePipeline keeps them."""

import io
import zipfile
from pathlib import Path

import pytest

from sandbox.rehearsal.artifacts import collect, place
from sandbox.rehearsal.errors import RehearsalError

FILES = ("index.html", "site/a.html", "site/.well-known/b.txt", "site/deep/er/c.html", "sites/d.html")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def names(content: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(content)).namelist())


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["**/*"], set(FILES)),
        (["site/**/*"], {"site/a.html", "site/.well-known/b.txt", "site/deep/er/c.html"}),
        (["site/*"], {"site/a.html"}),
        (["*.html"], {"index.html"}),
        (["index.html", "index.html", "sites/**/*"], {"index.html", "sites/d.html"}),
        (["index.html", "missing.html"], {"index.html"}),
    ],
)
def test_a_pattern_hands_over_what_it_matches(source: Path, patterns: list[str], expected: set[str]) -> None:
    assert names(collect(patterns, source)) == expected


@pytest.mark.parametrize("patterns", [[], ["missing"], ["missing/**/*"]])
def test_a_build_that_hands_over_nothing_fails(source: Path, patterns: list[str]) -> None:
    with pytest.raises(RehearsalError, match="no matching artifact paths found"):
        collect(patterns, source)


@pytest.mark.parametrize("pattern", ["../**/*", "/etc/passwd"])
def test_nothing_outside_of_the_repository_is_handed_over(source: Path, pattern: str) -> None:
    with pytest.raises(RehearsalError, match="write one inside the repository"):
        collect([pattern], source)


def test_a_link_is_refused_since_it_is_not_documented_what_becomes_of_it(source: Path) -> None:
    (source / "site" / "link.html").symlink_to("a.html")
    with pytest.raises(RehearsalError, match=r"site/link\.html is a link"):
        collect(["site/**/*"], source)


def test_the_same_files_are_the_same_artifact(source: Path) -> None:
    assert collect(["**/*"], source) == collect(["site/**/*", "**/*"], source)


def test_an_artifact_lies_under_the_shortened_names_of_pipeline_and_artifact() -> None:
    pipeline = {"name": "a-pipeline-with-a-long-name", "artifactStore": {"location": "bucket"}}
    first, second = place(pipeline, "a-long-artifact"), place(pipeline, "a-long-artifact")
    assert (first.bucket, first.key_id) == ("bucket", None)
    assert first.key.rpartition("/")[0] == "a-pipeline-with-a-lo/a-long-art"
    assert first.key != second.key
