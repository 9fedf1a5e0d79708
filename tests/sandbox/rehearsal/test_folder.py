"""The folder that is pushed: a checkout as CodePipeline's source action sees it, or a site that is built already."""

import errno
import os
import stat
from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder.local_files import find_files
from sandbox.rehearsal.archive import unpack
from sandbox.rehearsal.errors import RehearsalError
from sandbox.rehearsal.folder import Layout, Pushed, read_folder, revision_of

PLAIN = Layout("public", has_build=False)
"""A stack that publishes the folder `public` of the repository as it is."""
BUILDS = Layout("dist", has_build=True)


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes files: path -> text."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def contents(pushed: Pushed, tmp_path: Path) -> dict[str, str]:
    """What a build finds: path -> text."""
    out = tmp_path / "out"
    unpack(pushed.archive.content, out)
    return {file.relative_to(out).as_posix(): file.read_text() for file in out.rglob("*") if file.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "my site: größe"


def test_a_checkout_is_pushed_whole_but_for_git(site: Path, tmp_path: Path) -> None:
    write(site, {"public/index.html": "page", "README.md": "read", ".git/config": "token"})
    write(site / "module", {".git": "gitdir: elsewhere", "a.txt": "a"})
    (site / "build.sh").write_text("#!")
    (site / "build.sh").chmod(0o700)
    pushed = read_folder(site, PLAIN)
    assert not pushed.is_built
    assert pushed.remarks == ()
    assert contents(pushed, tmp_path) == {
        "public/index.html": "page",
        "README.md": "read",
        "module/a.txt": "a",
        "build.sh": "#!",
    }
    assert (tmp_path / "out" / "build.sh").stat().st_mode & stat.S_IXUSR


def test_only_content_decides_about_the_revision(site: Path) -> None:
    write(site, {"public/index.html": "page", ".git/config": "token"})
    before = read_folder(site, PLAIN)
    os.utime(site / "public" / "index.html", (0, 0))
    (site / ".git" / "config").write_text("changed")
    assert read_folder(site, PLAIN) == before
    assert revision_of(site) == before.archive.revision
    (site / "public" / "index.html").write_text("another page")
    assert read_folder(site, PLAIN).archive.revision != before.archive.revision


def test_a_folder_without_the_output_directory_is_the_built_site(site: Path, tmp_path: Path) -> None:
    write(site, {"index.html": "page", "docs/index.html": "docs"})
    pushed = read_folder(site, PLAIN)
    assert pushed.is_built
    assert "stands for the folder public/" in pushed.remarks[0]
    assert contents(pushed, tmp_path) == {"public/index.html": "page", "public/docs/index.html": "docs"}


def test_a_built_site_may_have_no_index_document_at_its_root(site: Path, tmp_path: Path) -> None:
    write(site, {"en/index.html": "hello", "de/index.html": "hallo"})
    assert set(contents(read_folder(site, PLAIN), tmp_path)) == {"public/en/index.html", "public/de/index.html"}


def test_a_built_site_may_have_a_folder_that_is_named_like_the_output_directory(site: Path, tmp_path: Path) -> None:
    write(site, {"index.html": "page", "public/logo.svg": "logo"})
    assert set(contents(read_folder(site, PLAIN), tmp_path)) == {"public/index.html", "public/public/logo.svg"}


def test_a_folder_is_a_checkout_where_the_stack_builds_it_unless_it_is_said_to_be_built(site: Path) -> None:
    write(site, {"index.html": "the page that Vite starts from", "package.json": "{}"})
    assert not read_folder(site, BUILDS).is_built
    assert read_folder(site, BUILDS, is_built=True).is_built


@pytest.mark.parametrize("whole", [".", "./"])
def test_a_stack_that_publishes_the_whole_repository_gets_it_as_it_is(site: Path, tmp_path: Path, whole: str) -> None:
    write(site, {"index.html": "page"})
    assert contents(read_folder(site, Layout(whole, has_build=False)), tmp_path) == {"index.html": "page"}


def test_a_folder_without_a_page_is_refused_with_what_to_give(site: Path) -> None:
    write(site, {"notes.txt": "none"})
    with pytest.raises(RehearsalError, match=r"holds no page: give a checkout that has public/.*or the folder that"):
        read_folder(site, PLAIN)


def test_what_cannot_be_pushed_is_said(site: Path) -> None:
    with pytest.raises(RehearsalError, match="is not a folder"):
        read_folder(site, PLAIN)
    site.mkdir()
    with pytest.raises(RehearsalError, match="holds no file"):
        read_folder(site, BUILDS)
    write(site, {"index.html": "page"})
    os.mkfifo(site / "pipe")
    with pytest.raises(RehearsalError, match="pipe is neither a file nor a link"):
        read_folder(site, PLAIN)


def test_what_cannot_be_read_is_said(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, {"index.html": "page", "docs/index.html": "docs"})

    def denied(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:  # the tests may run as root, who may read everything
        patched.setattr(Path, "read_bytes", denied)
        with pytest.raises(RehearsalError, match=r"/index\.html cannot be read: Permission denied"):
            read_folder(site, BUILDS)
    (site / "docs" / "index.html").unlink()
    scan = os.scandir

    def not_docs(path: str) -> object:
        return denied(Path(path)) if Path(path).name == "docs" else scan(path)

    monkeypatch.setattr(os, "scandir", not_docs)
    with pytest.raises(RehearsalError, match="docs cannot be read: Permission denied"):
        read_folder(site, BUILDS)


def test_a_name_that_is_not_utf8_is_refused(site: Path) -> None:
    write(site, {"index.html": "page"})
    (site / os.fsdecode(b"caf\xe9.html")).write_text("page")
    with pytest.raises(RehearsalError, match=r"caf\\xe9\.html: the name is not UTF-8"):
        read_folder(site, PLAIN)


@pytest.mark.parametrize("target", ["../.pnpm/left@1/node_modules/left", "/etc", "nowhere", "file.txt", ".."])
def test_links_in_a_checkout_become_text_whatever_they_lead_to(site: Path, tmp_path: Path, target: str) -> None:
    write(site, {"public/index.html": "page", "node_modules/file.txt": "file"})
    (site / "node_modules" / "link").symlink_to(target)
    pushed = read_folder(site, PLAIN)
    assert contents(pushed, tmp_path)["node_modules/link"] == target
    assert "1 links become text files" in pushed.remarks[0]


def test_a_link_in_the_part_of_a_checkout_that_is_published_is_refused(site: Path) -> None:
    write(site, {"public/index.html": "page"})
    (site / "public" / "start.html").symlink_to("index.html")
    with pytest.raises(RehearsalError, match=r"start\.html is a link.*put a copy of the file there instead"):
        read_folder(site, PLAIN)
    with pytest.raises(RehearsalError, match=r"start\.html is a link"):
        read_folder(site, Layout(".", has_build=False))
    assert not read_folder(site, Layout("public", has_build=True)).is_built, "the build makes the folder anew"


def test_a_link_of_a_built_site_to_one_of_its_files_is_that_file(site: Path, tmp_path: Path) -> None:
    write(site, {"index.html": "page"})
    (site / "start.html").symlink_to("index.html")
    assert contents(read_folder(site, PLAIN), tmp_path)["public/start.html"] == "page"


@pytest.mark.parametrize("target", ["../secret.html", "/etc/hostname", "nowhere", "docs"])
def test_a_link_of_a_built_site_is_refused_where_publishing_refuses_it(site: Path, target: str) -> None:
    write(site, {"index.html": "page", "docs/index.html": "docs"})
    write(site.parent, {"secret.html": "not the site's"})
    (site / "link.html").symlink_to(target)
    with pytest.raises(InputError):
        find_files(site, "")
    with pytest.raises(RehearsalError, match="put a copy of the file there instead"):
        read_folder(site, PLAIN)
