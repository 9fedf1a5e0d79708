"""The source artifact: what of a folder goes into it, and that nothing else decides what it is."""

import os
from pathlib import Path

import pytest

from sandbox.rehearsal.archive import pack, unpack
from sandbox.rehearsal.errors import RehearsalError


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, text in {
        "index.html": "page",
        "docs/index.html": "docs",
        ".git/config": "token",
        "build.sh": "#!",
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    (site / "build.sh").chmod(0o700)
    return site


def contents(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_everything_but_git_comes_out_as_it_went_in(site: Path, tmp_path: Path) -> None:
    unpack(pack(site).content, tmp_path / "out")
    assert contents(tmp_path / "out") == {"index.html": "page", "docs/index.html": "docs", "build.sh": "#!"}
    assert os.access(tmp_path / "out" / "build.sh", os.X_OK)
    assert not os.access(tmp_path / "out" / "index.html", os.X_OK)


def test_only_content_decides_about_bytes_and_revision(site: Path) -> None:
    before = pack(site)
    os.utime(site / "index.html", (0, 0))
    (site / ".git" / "config").write_text("changed")
    assert pack(site) == before
    (site / "index.html").write_text("another page")
    assert pack(site).revision != before.revision


def test_a_link_inside_the_folder_is_stored_as_its_file(site: Path, tmp_path: Path) -> None:
    (site / "start.html").symlink_to("index.html")
    unpack(pack(site).content, tmp_path / "out")
    assert contents(tmp_path / "out")["start.html"] == "page"
    assert not (tmp_path / "out" / "start.html").is_symlink()


@pytest.mark.parametrize("target", ["../secret", "/etc", "nowhere", "docs"])
def test_a_link_to_anything_else_is_refused(site: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "secret").write_text("not the site's")
    (site / "link").symlink_to(target)
    with pytest.raises(RehearsalError, match="replace the link with the file"):
        pack(site)


def test_what_cannot_be_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="is not a folder"):
        pack(tmp_path / "nothing")
    with pytest.raises(RehearsalError, match="holds no file"):
        pack(tmp_path)
