"""Which files of a folder are published, under which key, and what is refused."""

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder import local_files
from publish.folder.cache_rules import Rules
from publish.folder.local_files import find_files, read_contents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "public"
    made.mkdir()
    (made / "index.html").write_text("page")
    return made


def test_dot_files_are_left_out_except_well_known(folder: Path) -> None:
    for name in (
        ".git/config",
        ".env",
        "docs/.draft.html",
        ".well-known/security.txt",
        ".well-known/.x",
        "a/.well-known/x",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert find_files(folder, "").keys() == {"index.html", ".well-known/security.txt"}


def test_a_link_to_a_file_of_the_site_is_published_as_that_file(folder: Path) -> None:
    (folder / "latest.html").symlink_to("index.html")
    files = find_files(folder, "")
    assert {key: content.size for key, content in read_contents(files, Rules()).items()} == {
        "index.html": 4,
        "latest.html": 4,
    }


@pytest.mark.parametrize("target", ["../secret.txt", ".env", "docs", "nowhere", "/etc/hostname"])
def test_any_other_link_is_refused(folder: Path, target: str) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    (folder / ".env").write_text("secret")
    (folder / "docs").mkdir()
    (folder / "link.txt").symlink_to(target)
    with pytest.raises(InputError, match=r"link\.txt links to"):
        find_files(folder, "")


def test_names_are_composed_and_must_stay_different(folder: Path) -> None:
    (folder / unicodedata.normalize("NFD", "é.html")).write_text("x")
    assert "é.html" in find_files(folder, "")
    (folder / "é.html").write_text("x")
    with pytest.raises(InputError, match="another file has the same name 'é"):
        find_files(folder, "")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (b"caf\xe9.html", "is not UTF-8"),
        (b"line\nbreak.html", "control character"),
        (b"/".join([b"x" * 250] * 5), "has 1254 bytes, S3 accepts 1024"),
    ],
)
def test_names_that_s3_does_not_take_are_refused(folder: Path, name: bytes, problem: str) -> None:
    path = os.fsencode(folder) + b"/" + name
    Path(os.fsdecode(path)).parent.mkdir(parents=True, exist_ok=True)
    Path(os.fsdecode(path)).write_text("x")
    with pytest.raises(InputError, match=problem):
        find_files(folder, "")


def test_a_previews_prefix_counts_towards_the_length_of_a_key(folder: Path) -> None:
    path = folder / "/".join(["x" * 200] * 5)
    path.parent.mkdir(parents=True)
    path.write_text("x")
    assert len(find_files(folder, "")) == 2
    with pytest.raises(InputError, match="has 1029 bytes"):
        find_files(folder, ".previews/pr-12345678901/")


def test_a_file_that_s3_could_not_copy_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_files, "LARGEST_FILE_BYTES", 3)
    with pytest.raises(InputError, match="has 4 bytes; S3 copies no more than 3 at once"):
        find_files(folder, "")


def test_a_folder_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        find_files(tmp_path / "missing", "")
    with pytest.raises(InputError, match="a build that made no page must not empty the site"):
        find_files(tmp_path, "")


def test_what_is_neither_file_nor_folder_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(InputError, match="is neither a file nor a folder"):
        find_files(folder, "")


def test_contents_are_hashed_and_typed(folder: Path) -> None:
    (folder / "old.txt").write_bytes(b"caf\xe9")
    (folder / "cut.txt").write_bytes("é".encode()[:1])
    (folder / "model.GLB").write_bytes(b"x")
    contents = read_contents(find_files(folder, ""), Rules(content_types={".glb": "model/gltf-binary"}))
    assert contents["index.html"].sha256 == hashlib.sha256(b"page").hexdigest()
    assert {key: content.content_type for key, content in contents.items()} == {
        "index.html": "text/html; charset=utf-8",
        "old.txt": "text/plain",
        "cut.txt": "text/plain",
        "model.GLB": "model/gltf-binary",
    }
