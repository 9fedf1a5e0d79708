"""Reads the folder that a user pushes: a checkout of the repository, or the site that a build has made of it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sandbox.rehearsal.archive import Archive, Entry, pack, shown
from sandbox.rehearsal.errors import RehearsalError

_NOT_SOURCE = ".git"
_PAGE = ".html"
_WHOLE = PurePosixPath(".")


@dataclass(frozen=True)
class Layout:
    """What the pipeline expects of the repository."""

    output_directory: str | None
    """The folder that holds the finished site, relative to the repository's. None: the pipeline names none."""
    has_build: bool
    """Whether commands of the stack make that folder."""


@dataclass(frozen=True)
class Pushed:
    """A folder, read and packed."""

    archive: Archive
    is_built: bool
    """Whether it is the finished site, so that there is nothing to build."""
    remarks: tuple[str, ...]
    """What differs from a push to GitHub, a sentence each."""


def read_folder(directory: Path, layout: Layout, is_built: bool = False) -> Pushed:
    """Reads and packs a folder.

    A folder without the output directory is the finished site itself if the stack has no build commands, since nothing
    could make the directory; it is then packed as the output directory. Any other is a checkout.

    is_built: the folder is the finished site, also where the stack has build commands.

    Raises RehearsalError for a path that is not a folder, a folder without a file or, where it has to be the finished
    site, without a page, for what cannot be read, for a name that is not UTF-8, and for a link that viewers would not
    get as its target.
    """
    try:
        return _read(directory, layout, is_built)
    except OSError as error:
        raise RehearsalError(f"{shown(error.filename or directory)} cannot be read: {error.strerror}") from error


def revision_of(checkout: Path) -> str:
    """The revision of a checkout whose site needs no build. Raises RehearsalError as `read_folder` does."""
    return read_folder(checkout, Layout(None, has_build=False)).archive.revision


def _read(directory: Path, layout: Layout, is_built: bool) -> Pushed:
    if not directory.is_dir():
        raise RehearsalError(
            f"{shown(directory)} is not a folder; give a checkout of the repository, or the built site"
        )
    output = PurePosixPath(layout.output_directory or ".")
    # Where the whole repository is published, a checkout is a finished site as it is.
    if output == _WHOLE or not (is_built or _is_built(directory, output, layout)):
        is_published_as_it_is = layout.output_directory is not None and not layout.has_build
        return _read_checkout(directory, output if is_published_as_it_is else None)
    if not _holds_page(directory):
        raise RehearsalError(
            f"{shown(directory)} holds no page: give a checkout that has {output}/ (the stack's outputDirectory), "
            "or the folder that a build has filled"
        )
    remark = f"{shown(directory)} is the finished site: it stands for the folder {output}/ after the build"
    return Pushed(pack(_site_entries(directory, output)), True, (remark,))


def _is_built(directory: Path, output: PurePosixPath, layout: Layout) -> bool:
    return not layout.has_build and not _holds_page(directory / output)


def _holds_page(directory: Path) -> bool:
    return any(name.endswith(_PAGE) for _, _, files in os.walk(directory) for name in files)


def _read_checkout(directory: Path, site: PurePosixPath | None) -> Pushed:
    """Packs a checkout as it reaches CodePipeline, where a link is no link any more.

    site: the folder in it that is published as it is. A link in there would be published as a page with a path in it.
    """
    links: list[str] = []
    entries: list[Entry] = []
    for name, file in _files(directory):
        if not file.is_symlink():
            entries.append(Entry.of_file(name, file))
            continue
        if site is not None and PurePosixPath(name).is_relative_to(site) and not _is_hidden(name):
            raise RehearsalError(
                f"{shown(file)} is a link, which CodePipeline's source action turns into a text file with the path of "
                "its target: viewers would see that path; put a copy of the file there instead"
            )
        links.append(name)
        entries.append(Entry.of_link(name, file))
    if not entries:
        raise RehearsalError(f"{shown(directory)} holds no file to publish")
    remark = f"{len(links)} links become text files with the paths of their targets, as CodePipeline stores them"
    return Pushed(pack(entries), False, (remark,) if links else ())


def _site_entries(directory: Path, output: PurePosixPath) -> Iterator[Entry]:
    """The files of a finished site, under the names that they have after the build. Links are those that it made."""
    root = directory.resolve()
    for name, file in _files(directory):
        if _is_hidden(name) and not file.is_file():
            continue
        target = file.resolve()
        if not file.is_file() or not target.is_relative_to(root):
            raise RehearsalError(
                f"{shown(file)} links to {shown(target)}, which is not a file of {shown(directory)}; "
                "put a copy of the file there instead"
            )
        yield Entry.of_file(f"{output}/{name}", file)


def _files(directory: Path) -> Iterator[tuple[str, Path]]:
    """The name and path of everything in a folder that is no folder itself, in a stable order; `.git` is left out."""
    for folder, folders, files in os.walk(directory, onerror=_fail):
        here = Path(folder)
        links = {name for name in folders if (here / name).is_symlink()}
        folders[:] = sorted(name for name in folders if name != _NOT_SOURCE)
        for name in sorted({*files, *links} - {_NOT_SOURCE}):  # a worktree's or a submodule's .git is a file
            file = here / name
            if not file.is_symlink() and not file.is_file():
                raise RehearsalError(f"{shown(file)} is neither a file nor a link: git cannot hold it; remove it")
            yield file.relative_to(directory).as_posix(), file


def _fail(error: OSError) -> None:
    raise error


def _is_hidden(name: str) -> bool:
    """Whether publishing leaves out what has this name."""
    return any(part.startswith(".") for part in name.split("/"))
