"""What the rules of `_redirects` add to a site."""

from dataclasses import dataclass, field

from publish.folder.redirects_file import RedirectRule
from publish.folder.stubs import Target


@dataclass
class Redirects:
    """What the rules add."""

    stubs: dict[str, Target] = field(default_factory=dict[str, Target])
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    notices: list[str] = field(default_factory=list[str])
    rules: dict[str, RedirectRule] = field(default_factory=dict[str, RedirectRule])
    """Key of a stub -> its rule."""
