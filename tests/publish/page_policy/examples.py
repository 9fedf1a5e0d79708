"""What the tests of this folder share: a site in memory, and hashes as a browser computes them."""

import base64
import hashlib
from collections.abc import Collection, Mapping

from publish.page_policy.address import Address, page_address
from publish.page_policy.asked import Asked
from publish.page_policy.judge import Judgement, SiteFiles, judge
from publish.page_policy.page import read_page

SITE = Address("https", "www.example.com", path="/")
DEFAULT = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""The policy of a stack that sets none."""


def sha256(code: str) -> str:
    """The source that allows a piece of code."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def asked(html: str, key: str = "index.html") -> Asked:
    """What a page asks for."""
    return read_page(html.encode(), page_address(SITE, key))


def requested(html: str, key: str = "index.html") -> list[tuple[str, str]]:
    """(directive, address) of what a page asks for."""
    return [(request.directive, str(request.address)) for request in asked(html, key).requests]


def judged(
    policy: str, content: Mapping[str, str], *, unchanged: Collection[str] = (), basis: str | None = None
) -> Judgement:
    """What a policy does to a site. content: key -> text; the suffix says what it is."""

    def read(key: str) -> bytes:
        return content[key].encode()

    def ending(*suffixes: str) -> list[str]:
        return [key for key in content if key.endswith(suffixes)]

    files = SiteFiles(ending(".html"), ending(".css"), ending(".js"), read, unchanged=frozenset(unchanged), basis=basis)
    return judge(policy, files)
