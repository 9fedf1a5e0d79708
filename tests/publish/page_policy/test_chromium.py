"""What is said of a page is what Chromium blocks on it, with the stack's policy and with the page's own."""

import pytest

from publish.page_policy.address import Address, key_of, page_address
from publish.page_policy.asked import Asked, Request
from publish.page_policy.matching import allows_inline
from publish.page_policy.own_policy import page_policy
from publish.page_policy.page import read_page
from publish.page_policy.policy import parse
from publish.page_policy.rules import Rules
from publish.page_policy.sheets import Sheets
from tests.publish.page_policy.chromium_pages import ACTIONS, FILES, PAGES, X, Y, document, key_of_page
from tests.publish.page_policy.examples import DEFAULT, sha256
from tests.publish.page_policy.served import Served

OPEN = "default-src 'self' 'unsafe-inline' https://y.invalid; object-src 'none'; base-uri 'none'; form-action 'none'"
POLICIES = {
    "default": DEFAULT,
    "open": OPEN,
    "hashed": f"default-src 'self'; script-src 'self' {sha256('1')}; style-src 'unsafe-hashes' {sha256('color: red')}",
    "two": f"default-src 'self' 'unsafe-inline' {X}, default-src 'self' {Y} {X}",
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_chromium_blocks_what_is_reported_and_nothing_else(site: Served, policy: str) -> None:
    address = _site_of(site)
    wrong: list[str] = []
    for name, html in PAGES.items():
        asked = read_page(document(html), page_address(address, key_of_page(name)))
        for sent in dict.fromkeys([policy, page_policy(policy, asked) or policy]):
            expected = _blocked(asked, sent, address)
            found = site.violations(key_of_page(name), sent, ACTIONS.get(name, ""), expected)
            if expected != found:
                wrong.append(f"{name} with {sent}: reported {expected - found}, blocked {found - expected}")
    assert not wrong, "\n".join(wrong)


def _site_of(site: Served) -> Address:
    port = int(site.address.rpartition(":")[2])
    return Address("https", "127.0.0.1", port, "/")


def _blocked(asked: Asked, policy: str, site: Address) -> set[tuple[str, str]]:
    """(directive, origin) that the policy blocks, or "inline" for code."""
    rules = Rules(parse(policy), site)
    code = {
        (code.directive, "inline")
        for code in [*asked.inline, *asked.links]
        if not all(allows_inline(each, code) for each in rules.policies)
    }
    named = [
        key_of(each.address) for each in asked.requests if each.what == "<link href>" and rules.is_own(each.address)
    ]
    loaded = [
        key for key in named if rules.forbidden(Request("style-src-elem", page_address(site, key), "", 1)) is None
    ]
    sheets = Sheets(lambda key: FILES[key].encode(), FILES.keys(), rules)
    # The addresses in a style that is blocked itself are not fetched, nor do the fonts of other hosts arrive here.
    is_styled = not any(directive.startswith("style-src") for directive, _ in code)
    absent = ("style sheet of ",) if is_styled else ("style sheet of ", "url in ")
    own = [request for request in asked.requests if not request.what.startswith(absent)]
    requests = [*own, *(request for _, request in sheets.used(loaded))]
    blocked = [found for request in requests if (found := rules.forbidden(request))]
    return code | {(found.directive, found.address.origin.removesuffix(":")) for found in blocked}
