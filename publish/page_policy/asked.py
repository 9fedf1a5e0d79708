"""What a page asks of the browser, as `Asked`: addresses, inline code, and what cannot be known before it runs."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from publish.page_policy.address import Address

Algorithm = Literal["sha256", "sha384", "sha512"]


class Request(NamedTuple):
    """An address that the browser fetches, submits to or resolves against."""

    directive: str
    """The directive of a policy that applies to it, such as "img-src"; for a script or style sheet with "-elem"."""
    address: Address
    what: str
    """Where it stands, such as "<img src>"."""
    line: int
    nonce: str = ""
    integrity: str = ""


class Inline(NamedTuple):
    """Code within a page."""

    directive: str
    """script-src-elem, script-src-attr, style-src-elem or style-src-attr."""
    code: str
    """The text that a browser hashes: line ends are line feeds, entities in attributes are decoded."""
    what: str
    line: int
    nonce: str = ""
    is_speculation: bool = False
    """Whether it is a script of speculation rules, for which a policy has a word of its own."""
    is_link: bool = False
    """Whether it is the code of a javascript: address."""

    def digest(self, algorithm: Algorithm) -> str:
        """The base64 of the code's hash."""
        return base64.b64encode(hashlib.new(algorithm, self.code.encode()).digest()).decode()

    @property
    def source(self) -> str:
        """The source of a policy that allows exactly this code: 'sha256-...', with the quotes."""
        return f"'sha256-{self.digest('sha256')}'"


class Unknown(NamedTuple):
    """Something that the browser may or may not ask for, which nothing but running the page shows."""

    kind: str
    """A key of `kinds.NOTES`, such as "eval"."""
    what: str
    line: int
    request: Request | None = None
    """The request, if its address is known: it is only noted where a policy forbids it."""


@dataclass(slots=True)
class Asked:
    """Everything that one page or file asks for, in the order of its text."""

    requests: list[Request] = field(default_factory=list[Request])
    inline: list[Inline] = field(default_factory=list[Inline])
    links: list[Inline] = field(default_factory=list[Inline])
    """javascript: addresses."""
    unknown: list[Unknown] = field(default_factory=list[Unknown])
