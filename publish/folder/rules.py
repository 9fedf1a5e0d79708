"""The rules that a site's publish.toml adds to the defaults, and how they apply to a file.

A pattern is a shell pattern for the path within the site, such as "assets/*" or "*.pdf"; `*` also matches "/". For each
property of a file the first entry counts that matches the file and sets this property.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property


@dataclass(frozen=True)
class FileRule:
    """An entry: what it sets for the files that match its pattern. None: it leaves the property alone."""

    files: str
    """The pattern."""
    cache_control: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    """"" for none."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further headers of the answer, by lower-case name."""
    is_for_suffix: bool = False
    """Whether it comes from [content_types]."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(translate(self.files), re.IGNORECASE if self.is_for_suffix else 0)


@dataclass(frozen=True)
class FileSettings:
    """What the rules set for one file. None: the default applies."""

    cache_control: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


NO_SETTINGS = FileSettings()


@dataclass(frozen=True)
class Rules:
    """All rules of a site."""

    source: str = ""
    """The path of the rules file, for messages."""
    entries: tuple[FileRule, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns of files that are not published."""
    publish: tuple[str, ...] = ()
    """Patterns of files that are published although a default leaves them out."""
    keep: tuple[str, ...] = ()
    """Patterns of keys in the bucket that others put there and that no release removes."""
    remove_most: bool = False
    """Whether a publication may remove most of the site."""

    def settings(self, key: str, used: set[str]) -> FileSettings:
        """What the entries set for a file. Adds the patterns that match to `used`."""
        matching = [entry for entry in self.entries if entry.pattern.match(key)]
        if not matching:
            return NO_SETTINGS
        used.update(entry.files for entry in matching)
        return FileSettings(
            _first(entry.cache_control for entry in matching),
            _first(entry.content_type for entry in matching),
            _first(entry.content_encoding for entry in matching),
            {name: value for entry in reversed(matching) for name, value in entry.headers.items()},
        )

    def publish_pattern(self, key: str) -> str | None:
        """The pattern of `publish` that matches a file. None if none does."""
        return Patterns(self.publish).matching(key) if self.publish else None

    def unused(self, used: set[str]) -> list[str]:
        """A notice for each pattern that matches no file."""
        notices = [
            f"{self.source}: {pattern!r} in {where} matches no file of the site, so it does nothing; mend the pattern "
            "(a path within the site without a leading slash) or remove it"
            for where, pattern in self._patterns()
            if pattern not in used
        ]
        return list(dict.fromkeys(notices))

    def _patterns(self) -> Iterable[tuple[str, str]]:
        for entry in self.entries:
            yield "[content_types]" if entry.is_for_suffix else "files", entry.files
        for pattern in self.exclude:
            yield "exclude", pattern
        for pattern in self.publish:
            yield "publish", pattern


@dataclass(frozen=True)
class Patterns:
    """Several shell patterns at once."""

    patterns: Sequence[str]

    @cached_property
    def _compiled(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(pattern, re.compile(translate(pattern))) for pattern in self.patterns]

    def matching(self, key: str) -> str | None:
        """The first pattern that matches a key. None if none does."""
        return next((pattern for pattern, compiled in self._compiled if compiled.match(key)), None)

    def may_match_below(self, folder: str) -> bool:
        """Whether a pattern names a file below a folder: its beginning without wildcards leads there."""
        beginnings = [re.split(r"[*?\[]", pattern, maxsplit=1)[0] for pattern in self.patterns]
        return any(begin.startswith(f"{folder}/") or (begin and f"{folder}/".startswith(begin)) for begin in beginnings)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
