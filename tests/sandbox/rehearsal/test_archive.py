"""The source artifact: it comes out as it went in, and nothing but names and content decides what it is."""

import os
from pathlib import Path

import pytest

from sandbox.rehearsal.archive import Entry, pack, shown, unpack
from sandbox.rehearsal.errors import RehearsalError

PAGE = Entry("docs/index.html", b"page", executable=False)
SCRIPT = Entry("build.sh", b"#!", executable=True)
NOT_UTF8 = os.fsdecode(b"caf\xe9.html")


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    unpack(pack([PAGE, SCRIPT]).content, tmp_path)
    assert (tmp_path / "docs" / "index.html").read_bytes() == b"page"
    assert os.access(tmp_path / "build.sh", os.X_OK)
    assert not os.access(tmp_path / "docs" / "index.html", os.X_OK)


def test_the_same_entries_give_the_same_bytes_and_others_another_revision() -> None:
    assert pack([PAGE, SCRIPT]) == pack([PAGE, SCRIPT])
    changed = Entry(PAGE.name, b"another page", executable=False)
    assert pack([changed, SCRIPT]).revision != pack([PAGE, SCRIPT]).revision


def test_a_link_is_a_text_file_with_the_path_of_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("../elsewhere/file")
    unpack(pack([Entry.of_link("link", tmp_path / "link")]).content, tmp_path / "out")
    assert not (tmp_path / "out" / "link").is_symlink()
    assert (tmp_path / "out" / "link").read_text() == "../elsewhere/file"


def test_a_name_that_is_not_utf8_is_refused_in_words_that_any_terminal_can_show() -> None:
    with pytest.raises(RehearsalError, match=r"^caf\\xe9\.html: the name is not UTF-8.*rename the file$") as caught:
        pack([Entry(NOT_UTF8, b"", executable=False)])
    str(caught.value).encode("ascii")


def test_a_path_is_shown_as_it_is_where_it_can_be() -> None:
    assert shown(Path("/größe/日本.html")) == "/größe/日本.html"
    assert shown(NOT_UTF8) == "caf\\xe9.html"
