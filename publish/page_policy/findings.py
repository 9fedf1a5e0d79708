"""Gathers what a policy forbids on the pages of a site, and reports each kind once."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from publish.page_policy.advice import Additions
from publish.page_policy.kinds import KINDS, NOTES, listed, opened
from publish.page_policy.policy import LONGEST_POLICY, Policy

_EXAMPLES = 3
_NOUNS = {".css": "style sheet", ".js": "script", ".mjs": "script", ".cjs": "script"}
_LONGEST_EXAMPLE = 120

JAVASCRIPT = "javascript"
MIXED = "mixed content"
TOO_LONG = "too long"
_UNSETTABLE = "unsettable "


@dataclass(slots=True)
class Tally:
    """Where a kind of fault was found."""

    files: dict[str, int] = field(default_factory=dict[str, int])
    """"page", "style sheet" or "script" -> how many have it."""
    last: str = ""
    examples: list[str] = field(default_factory=list[str])
    sources: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    """Source that would allow it -> positions of the policies that lack it. Empty if no setting allows it."""

    def add(self, key: str, example: str) -> None:
        """Counts a file once, however often the fault is in it."""
        if key != self.last:
            noun = _NOUNS.get(PurePosixPath(key).suffix.lower(), "page")
            self.files[noun] = self.files.get(noun, 0) + 1
            self.last = key
        if len(self.examples) < _EXAMPLES and example not in self.examples:
            self.examples.append(example)


class Findings:
    """The faults of a site by kind. Its size depends on the kinds and the hosts, and not on the pages."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = policies
        self._faults: dict[str, Tally] = {}
        self._notes: dict[str, Tally] = {}

    def forbid(self, directive: str, source: str | None, positions: Set[int], key: str, example: str) -> None:
        """Records an address that is forbidden.

        source: what allows it; None if nothing should.
        positions: those of the policies that forbid it.
        """
        tally = self._faults.setdefault(directive if source else f"{_UNSETTABLE}{directive}", Tally())
        tally.add(key, _example(key, example))
        if source:
            tally.sources.setdefault(source, set()).update(positions)

    def refuse(self, kind: str, key: str, example: str) -> None:
        """Records a fault that no setting mends: JAVASCRIPT, MIXED or TOO_LONG."""
        self._faults.setdefault(kind, Tally()).add(key, _example(key, example))

    def note(
        self, kind: str, key: str, example: str, source: str | None = None, positions: Set[int] = frozenset()
    ) -> None:
        """Records what may be forbidden. kind: a key of NOTES."""
        tally = self._notes.setdefault(kind, Tally())
        tally.add(key, _example(key, example))
        if source:
            tally.sources.setdefault(source, set()).update(positions)

    def additions(self) -> Additions:
        """What the policy has to allow."""
        return {name: self._faults[name].sources for name in KINDS if name in self._faults}

    def has_noted(self, kind: str) -> bool:
        """Whether something of this kind was noted."""
        return kind in self._notes

    def noted_additions(self) -> Additions:
        """What the policy would have to allow for the connections and modules that are noted."""
        kinds = {"connect": "connect-src", "module": "script-src-elem"}
        return {name: self._notes[kind].sources for kind, name in kinds.items() if kind in self._notes}

    def refusals(self) -> Iterator[str]:
        """A message for each kind of fault."""
        for directive, kind in KINDS.items():
            if tally := self._faults.get(directive):
                hosts = listed([source.removeprefix("https://") for source in sorted(tally.sources)])
                yield (
                    f"{self._deciding(directive)} blocks {kind.plural} ({hosts}) {_where(tally)}. "
                    f"{opened(directive, sorted(tally.sources))}"
                )
            if tally := self._faults.get(f"{_UNSETTABLE}{directive}"):
                yield (
                    f"{self._deciding(directive)} blocks {kind.plural} whose address no policy should allow "
                    f"{_where(tally)}. Move them into files of the site."
                )
        for kind, why in _FIXED.items():
            if tally := self._faults.get(kind):
                yield why.format(where=_where(tally))

    def notes(self) -> Iterator[str]:
        """A message for each kind of thing that may be forbidden."""
        for kind, said in NOTES.items():
            if tally := self._notes.get(kind):
                yield said.format(where=_where(tally))

    def _deciding(self, directive: str) -> str:
        """The directives that decide, such as "default-src 'self'"."""
        found = {name: policy.directives[name] for policy in self._policies if (name := policy.deciding(directive))}
        return listed([" ".join([name, *(sources if len(sources) < 5 else [])]) for name, sources in found.items()])


_FIXED = {
    JAVASCRIPT: "the policy blocks javascript: addresses, {where}. No hash allows them safely: write a <button> and "
    "handle its click in a script.",
    MIXED: "browsers block what a page loads over plain HTTP, {where}. Write https:// instead.",
    TOO_LONG: f"the page's own policy does not fit into a header of {LONGEST_POLICY} characters, {{where}}. "
    "Move inline scripts, styles and event handlers into files.",
}


def _example(key: str, example: str) -> str:
    text = f"{key}:{example}"
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 3]}..."


def _where(tally: Tally) -> str:
    files = listed([f"{count:,} {noun}{'' if count == 1 else 's'}" for noun, count in tally.files.items()])
    more = "; ..." if sum(tally.files.values()) > len(tally.examples) else ""
    return f"in {files} ({'; '.join(tally.examples)}{more})"
