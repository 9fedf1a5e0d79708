"""Reads the folder with the built site: what is published, under which keys, with which headers, and what to tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from publish.errors import InputError
from publish.folder.addresses import Addresses
from publish.folder.answer_headers import OWN_KEYS
from publish.folder.derived import Derived, derive
from publish.folder.fingerprints import MANIFESTS, VITE_MANIFEST, Bundles, bundles_of, named_by
from publish.folder.guards import check_folder, check_pages, without_not_found_page
from publish.folder.headers_file import HEADERS_FILE, Block, headers_for, parse_headers, unused_blocks
from publish.folder.left_out import left_out_notice
from publish.folder.local_file import LocalFile, LocalFiles
from publish.folder.local_files import Found, find_files
from publish.folder.reading import content_of, has_private_key, needs_digests, read_file
from publish.folder.redirects import SiteOfRules, serve
from publish.folder.redirects_file import REDIRECTS_FILE, parse_redirects
from publish.folder.rules import FileSettings, Patterns, Rules
from publish.folder.rules_file import load_rules
from publish.folder.served_redirects import Redirects
from publish.folder.stubs import plain_not_found_page, stub
from publish.layout import DEFAULT_NOT_FOUND_PAGE
from publish.release.manifest import Content, ObjectVersion

HTML = ("text/html", "application/xhtml+xml")
"""Types of pages."""

STYLES = ("text/css",)
"""Types of style sheets."""

SCRIPTS = ("text/javascript",)
"""Types of scripts."""


@dataclass(frozen=True)
class FolderOptions:
    """What the stack's settings and the command line say about a site."""

    index_document: str = "index.html"
    not_found_page: str | None = None
    """Default: the site needs none, as in a preview."""
    single_page_app: bool = False
    prerendered: tuple[str, ...] = ()
    """The stack's prerenderedPages."""
    prefix: str = ""
    """The beginning of all keys in the bucket, such as ".previews/pr-7/"."""
    rules_file: Path | None = None
    """Default: publish.toml beside the folder, if there is one."""
    redirected: tuple[str, ...] = ()
    """The paths of the stack's redirects."""

    @property
    def addresses(self) -> Addresses:
        """The rule that leads from a path to a key."""
        return Addresses(self.index_document, self.single_page_app, self.prerendered, self.prefix, self.redirected)


@dataclass(frozen=True)
class Folder:
    """A site as it is to be published."""

    files: Mapping[str, LocalFile]
    """Key -> file, of everything that is published: files, aliases and redirects."""
    contents: Mapping[str, Content]
    """Key -> content and headers. The same keys."""
    notices: Sequence[str]
    """What the publisher should know, one line each."""
    keep: tuple[str, ...]
    """Patterns of keys in the bucket that others put there, and that stay."""
    remove_most: bool
    """Whether publish.toml allows a publication that removes most of the site."""
    pages: tuple[str, ...]
    """Keys of the HTML pages, aliases included. Redirects are none."""
    styles: tuple[str, ...]
    """Keys of the style sheets."""
    scripts: tuple[str, ...]
    """Keys of the scripts."""

    def keeps(self, key: str) -> bool:
        """Whether an object that no release put into the bucket stays there, by the site's own rules."""
        return self._kept.matching(key) is not None

    @cached_property
    def _kept(self) -> Patterns:
        return Patterns(self.keep)


def read_folder(
    directory: Path, options: FolderOptions | None = None, known: Mapping[str, ObjectVersion] | None = None
) -> Folder:
    """Reads every file of a folder once.

    known: what is published. An unchanged file needs no memory for a content of its own. Default: nothing.

    Raises InputError for a folder that is no built site, for rules that are invalid, and for a file that cannot be
    published; nothing has been changed then.
    """
    options = options or FolderOptions()
    check_folder(directory)
    rules = load_rules(options.rules_file, directory)
    found = find_files(directory, options.prefix, rules)
    return _Reader(directory, options, rules, found, known or {}).folder()


class _Reader:
    def __init__(
        self,
        directory: Path,
        options: FolderOptions,
        rules: Rules,
        found: Found,
        known: Mapping[str, ObjectVersion],
    ) -> None:
        self._known = known
        self._directory = directory
        self._options = options
        self._rules = rules
        self._found = found
        self._addresses = options.addresses
        self._notices: list[str] = []

    def folder(self) -> Folder:
        files = self._found.files
        blocks = self._blocks()
        contents = self._contents(files, bundles_of(files, self._named_by_manifests(files)), blocks)
        derived = derive(files, self._addresses, self._options.not_found_page)
        redirects = self._redirects(files, derived)
        aliases, stubs = {**redirects.aliases, **derived.aliases}, {**derived.stubs, **redirects.stubs}
        self._check_pages({*files, *aliases}, files, contents, has_front_page=self._options.index_document in stubs)
        self._add_aliases(files, contents, aliases)
        for key, target in stubs.items():
            files[key], contents[key] = stub(key, target)
        self._notices += [*self._rules.unused(self._found.used), *derived.notices]
        return Folder(
            files,
            contents,
            tuple(self._notices),
            self._rules.keep,
            self._rules.remove_most,
            _of_type(contents, HTML),
            _of_type(contents, STYLES),
            _of_type(contents, SCRIPTS),
        )

    def _check_pages(
        self,
        keys: Collection[str],
        files: LocalFiles,
        contents: dict[str, Content],
        *,
        has_front_page: bool,
    ) -> None:
        """Adds a plain page for what is missing, if the site has none and the stack names no page of its own."""
        options = self._options
        not_found_page = options.not_found_page
        if not_found_page and not_found_page not in keys:
            if options.single_page_app:
                # The application answers each path of a page; only a missing asset is answered without one.
                self._notices.append(without_not_found_page(self._directory, keys, not_found_page))
                not_found_page = None
            elif not_found_page == DEFAULT_NOT_FOUND_PAGE:
                self._notices.append(without_not_found_page(self._directory, keys, not_found_page, is_added=True))
                files[not_found_page], contents[not_found_page] = plain_not_found_page(not_found_page)
                not_found_page = None
        check_pages(self._directory, keys, options.index_document, not_found_page, has_front_page=has_front_page)

    def _contents(self, files: LocalFiles, bundles: Bundles, blocks: Sequence[Block]) -> dict[str, Content]:
        """Key -> content of every file. Takes files out of `files` that a default leaves out for what is in them."""
        contents: dict[str, Content] = {}
        left_out: list[str] = []
        used_blocks: set[int] = set()
        for key, file in files.items():
            read = read_file(key, file, with_digests=needs_digests(key, bundles))
            if has_private_key(key, read) and not self._is_published_on_purpose(key):
                left_out.append(key)
                continue
            content = content_of(key, read, bundles, self._settings(key, blocks, used_blocks))
            before = self._known.get(key)
            contents[key] = before.content if before and before.content == content else content
        for key in left_out:
            del files[key]
        self._found.left_out += left_out
        if notice := left_out_notice(self._found.left_out):
            self._notices.insert(0, notice)
        self._notices += unused_blocks(blocks, used_blocks)
        return contents

    def _settings(self, key: str, blocks: Sequence[Block], used_blocks: set[int]) -> FileSettings:
        """What publish.toml and _headers set for a file. publish.toml goes first."""
        settings = self._rules.settings(key, self._found.used)
        if not blocks:
            return settings
        paths = dict.fromkeys((*self._addresses.addresses_of(key), self._addresses.own_path(key)))
        headers = headers_for(list(paths), blocks, used_blocks)
        return FileSettings(
            settings.cache_control or headers.get("cache-control"),
            settings.content_type or headers.get("content-type"),
            headers.get("content-encoding") if settings.content_encoding is None else settings.content_encoding,
            {**{name: value for name, value in headers.items() if name not in OWN_KEYS}, **settings.headers},
        )

    def _is_published_on_purpose(self, key: str) -> bool:
        pattern = self._rules.publish_pattern(key)
        if pattern is not None:
            self._found.used.add(pattern)
        return pattern is not None

    def _redirects(self, files: LocalFiles, derived: Derived) -> Redirects:
        text = self._text(REDIRECTS_FILE)
        if text is None:
            return Redirects()
        site = SiteOfRules(files, derived, self._addresses, self._options.not_found_page)
        redirects = serve(parse_redirects(text), site)
        self._notices += redirects.notices
        return redirects

    def _blocks(self) -> list[Block]:
        text = self._text(HEADERS_FILE)
        if text is None:
            return []
        blocks, notices = parse_headers(text)
        self._notices += notices
        return blocks

    def _text(self, name: str) -> str | None:
        """A configuration file at the top of the folder. None if there is none, or if it is excluded."""
        path = self._directory / name
        if not path.is_file() or name in self._found.files:
            return None
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read as UTF-8: {error}") from error

    def _named_by_manifests(self, files: Collection[str]) -> frozenset[str]:
        """The keys that the manifests of a bundler name."""
        named: set[str] = set()
        for name in (VITE_MANIFEST, *(name for name in MANIFESTS if name in files)):
            path = self._directory / name
            if path.is_file():
                try:
                    named |= named_by(path.read_bytes())
                except OSError as error:
                    raise InputError(f"{path} cannot be read: {error.strerror}") from error
        return frozenset(named)

    @staticmethod
    def _add_aliases(files: LocalFiles, contents: dict[str, Content], aliases: Mapping[str, str]) -> None:
        for place, key in aliases.items():
            if place not in files:
                files[place], contents[place] = files[key], replace(contents[key], derived=True)


def _of_type(contents: Mapping[str, Content], types: Collection[str]) -> tuple[str, ...]:
    return tuple(
        key for key, content in contents.items() if content.header("location") is None and content.media_type in types
    )
