"""Of an archive that a stranger made, only a built site comes out, or nothing."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rollout.previews.archive import ArchiveError, Limits, unpack

SMALL = Limits(packed_bytes=20_000, bytes=10_000, files=5, name_bytes=40)


def entry(name: str, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo("x")
    found.filename = found.orig_filename = name
    found.external_attr = (kind | 0o644) << 16
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def zipped(path: Path, *entries: tuple[zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path / "a.zip", "w") as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return path / "a.zip"


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_site_and_the_rules_beside_it_come_out(tmp_path: Path) -> None:
    archive = zipped(
        tmp_path,
        (entry("site/", stat.S_IFDIR), b""),
        (entry("site/index.html"), b"one"),
        (entry("site/.well-known/a b.txt", 0), b"two"),
        (entry("publish.toml"), b"three"),
    )
    (tmp_path / "out" / "site").mkdir(parents=True)
    (tmp_path / "out" / "site" / "old.html").write_text("of an earlier run")
    assert unpack(archive, tmp_path / "out", SMALL) == 3
    assert files(tmp_path / "out") == {
        "site/index.html": b"one",
        "site/.well-known/a b.txt": b"two",
        "publish.toml": b"three",
    }


HOSTILE: dict[str, tuple[tuple[zipfile.ZipInfo, bytes], ...]] = {
    "it is neither a file nor a folder: a symbolic link": ((entry("site/a", stat.S_IFLNK), b"/etc/passwd"),),
    "it is neither a file nor a folder: a device": ((entry("site/a", stat.S_IFCHR), b""),),
    "it is neither a file nor a folder: a pipe": ((entry("site/a", stat.S_IFIFO), b""),),
    "its path is absolute: from the root": ((entry("/site/a"), b""),),
    "its path is absolute, or has a part that is empty, '.' or '..': up": ((entry("site/../../a"), b""),),
    "its path is absolute, or has a part that is empty, '.' or '..': at the end": ((entry("site/.."), b""),),
    "its path is absolute, or has a part that is empty, '.' or '..': here": ((entry("site/./a"), b""),),
    "its path is absolute, or has a part that is empty, '.' or '..': twice": ((entry("site//a"), b""),),
    "a backslash: as Windows has it": ((entry("site\\..\\a"), b""),),
    "a character that is not printed: a new line": ((entry("site/a\n::add-mask::b"), b""),),
    "its path has more than 40 bytes": ((entry(f"site/{'ü' * 20}"), b""),),
    "it is neither in the folder site": ((entry("task.json"), b"{}"),),
    "it is a file and a folder: the folder itself": ((entry("site"), b"x"),),
    "it is there twice": ((entry("site/a"), b"1"), (entry("site/a"), b"2")),
    "it is a file and a folder": ((entry("site/a"), b"1"), (entry("site/a/b"), b"2")),
    "the archive has 6 entries, and may have 5": tuple((entry(f"site/{number}"), b"") for number in range(6)),
    "more than 10000 bytes together": ((entry("site/a"), b"0" * 6000), (entry("site/b"), b"0" * 6000)),
}


@pytest.mark.parametrize("reason", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_site_is_refused_and_nothing_is_left(tmp_path: Path, reason: str) -> None:
    archive = zipped(tmp_path, (entry("site/index.html"), b"harmless"), *HOSTILE[reason][-5:])
    if "entries" in reason:
        archive = zipped(tmp_path, *HOSTILE[reason])
    with pytest.raises(ArchiveError) as caught:
        unpack(archive, tmp_path / "out", SMALL)
    assert reason.partition(":")[0] in str(caught.value) or "absolute" in reason
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip"]


def test_no_message_is_a_command_to_the_runner(tmp_path: Path) -> None:
    name = "site/::set-output name=x::y\u2028##[save-state name=z]"
    with pytest.raises(ArchiveError) as caught:
        unpack(zipped(tmp_path, (entry(name), b"")), tmp_path / "out", SMALL)
    assert "::" not in str(caught.value)
    assert "##[" not in str(caught.value)
    assert "\n" not in str(caught.value)


def _patched(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        archive = zipped(path, (entry("site/index.html"), b"0" * 9000))
        archive.write_bytes(change(archive.read_bytes()))
        return archive

    return make


BROKEN: dict[str, Callable[[Path], Path]] = {
    "no archive": _patched(lambda data: b"not a zip"),
    "cut off": _patched(lambda data: data[: len(data) // 2]),
    "another content than its checksum": _patched(lambda data: data[:60] + bytes([data[60] ^ 255]) + data[61:]),
    "larger than it says": _patched(lambda data: data.replace((9000).to_bytes(4, "little"), (9).to_bytes(4, "little"))),
    "an unknown compression": _patched(
        lambda data: data.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00")
    ),
    "encrypted": _patched(lambda data: data.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x01\x00\x08\x00")),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_an_archive_that_lies_is_refused_and_nothing_is_left(tmp_path: Path, fault: str) -> None:
    archive = BROKEN[fault](tmp_path)
    with pytest.raises(ArchiveError):
        unpack(archive, tmp_path / "out", SMALL)
    assert not (tmp_path / "out").exists()


def test_what_comes_out_is_counted_over_all_files_and_not_by_what_their_entries_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def believed(entries: list[zipfile.ZipInfo], limits: Limits) -> None: ...

    monkeypatch.setattr("rollout.previews.archive._validate", believed)
    archive = zipped(tmp_path, *((entry(f"site/{number}"), b"x" * (SMALL.bytes // 2 + 1)) for number in range(2)))
    with pytest.raises(ArchiveError, match="more bytes than it says"):
        unpack(archive, tmp_path / "out", SMALL)
    assert not (tmp_path / "out").exists()


def test_an_archive_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"0" * 20_001)
    with pytest.raises(ArchiveError, match="more than 20000 bytes"):
        unpack(tmp_path / "a.zip", tmp_path / "out", SMALL)
