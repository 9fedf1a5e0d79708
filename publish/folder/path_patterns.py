"""The patterns of `_redirects` and `_headers`: paths with placeholders (:name) and splats (*).

A placeholder stands for one part of a path, or for what is left of it behind other text. A splat stands for anything,
slashes included; its name in targets and values is ":splat". The syntax is that of Netlify and of Cloudflare Pages:
https://docs.netlify.com/manage/routing/redirects/redirect-options/#placeholders
https://developers.cloudflare.com/pages/configuration/redirects/#placeholders
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

SPLAT = "splat"
_NAME = re.compile(r":([A-Za-z]\w*)")
_PIECE = re.compile(r":([A-Za-z]\w*)|(\*)")
_PIECE_OF_SOURCE = re.compile(r"(?<=/):([A-Za-z]\w*)|(\*)")


def names_in(template: str) -> set[str]:
    """The placeholders in a target or value, "splat" among them."""
    return {found.group(1) for found in _NAME.finditer(template)}


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with each placeholder replaced. One without a value stays as it is."""
    return _NAME.sub(lambda found: values.get(found.group(1), found.group()), template)


@dataclass(frozen=True)
class PathPattern:
    """A path with placeholders and splats."""

    text: str
    known: frozenset[str] | None = None
    """The only words that are placeholders. Default: every ":word" at the beginning of a part is one."""

    @property
    def is_exact(self) -> bool:
        """Whether it has neither placeholder nor splat."""
        return not self._pieces

    @cached_property
    def names(self) -> set[str]:
        """The names of its placeholders, and "splat" for a splat."""
        return {found.group(1) or SPLAT for found in self._pieces}

    @cached_property
    def _pieces(self) -> list[re.Match[str]]:
        if self.known is None:
            return list(_PIECE_OF_SOURCE.finditer(self.text))
        return [one for one in _PIECE.finditer(self.text) if not one.group(1) or one.group(1) in self.known]

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        written, position = "", 0
        seen: set[str] = set()
        for found in self._pieces:
            written += re.escape(self.text[position : found.start()])
            name, value = (found.group(1), r"[^/]+") if found.group(1) else (SPLAT, r".*")
            written += f"(?P={name})" if name in seen else f"(?P<{name}>{value})"
            seen.add(name)
            position = found.end()
        return re.compile(written + re.escape(self.text[position:]), re.DOTALL)

    def match(self, path: str) -> dict[str, str] | None:
        """Placeholder -> value, if the pattern matches the whole path. None if it does not."""
        found = self._regex.fullmatch(path)
        if found is None and self.text.endswith("/*") and not path.endswith("/"):
            found = self._regex.fullmatch(f"{path}/")  # "/news/*" covers /news as well
        return found.groupdict() if found else None


def target_pattern(template: str, names: set[str]) -> PathPattern:
    """The paths that a target can yield: ":splat" in a target stands for what "*" stands for in a source.

    names: the placeholders of the source. Any other ":word" in the target is just text.
    """
    return PathPattern(re.sub(rf":{SPLAT}\b", "*", template), frozenset(names))
