"""What `judge` takes and returns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from publish.page_policy.advice import command


@dataclass(frozen=True)
class SiteFiles:
    """The files of a site that can ask a browser for something, by key."""

    pages: Collection[str]
    styles: Collection[str]
    scripts: Collection[str]
    read: Callable[[str], bytes]
    """Returns the content of one of these files. Scripts are read in the order of their keys, then pages, then style
    sheets, each once; only one is held at a time."""
    unchanged: Collection[str] = frozenset()
    """Files that were judged before. They are not judged again, and a page among them keeps its policy, unless `basis`
    has changed. Default: none."""
    basis: str | None = None
    """The basis of the judgement of the unchanged files. Default: none, so that all files are judged."""
    not_found_page: str | None = None
    """The page that is shown for a missing address. Default: none."""
    address: str | None = None
    """Where the site is served, such as "https://www.example.com": absolute addresses below it are the site's own.
    Default: unknown, so that every absolute address is another site's."""
    metadata_bytes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Page -> bytes that its other headers take of an object's metadata. Default: none."""


@dataclass(frozen=True)
class Judgement:
    """What a policy does to a site."""

    policies: Mapping[str, str]
    """Page -> its own policy, for the judged pages that need one."""
    unchanged: Collection[str]
    """The pages that were not judged again and keep the policy that they have."""
    basis: str
    """A digest of what all policies rest on: the stack's policy, and the styles that the site's scripts add."""
    refusals: Sequence[str]
    """One message for each kind of thing that browsers would block."""
    notes: Sequence[str]
    """One message for each kind of thing that only shows while a page runs, or that breaks nothing."""
    setting: str | None
    """The stack's policy that allows everything that a setting can allow. None if nothing has to be added, or if it
    does not fit into a header."""

    @property
    def remedy(self) -> str | None:
        """The command that allows it. None without a setting."""
        return None if self.setting is None else command(self.setting)
