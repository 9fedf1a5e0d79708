"""The page for missing addresses: an error has no policy of its own, so the stack's has to allow the page's code."""

from pathlib import Path

import pytest

from sandbox.emulator.certificate import Certificate
from tests.sites.conftest import built_or_skipped
from tests.sites.generators import GENERATORS
from tests.sites.plain_server import plain_server
from tests.sites.published import printed_setting, unpublished
from tests.sites.visits import Visitor
from tests.stacks.browser import chromium

MISSING = "/no/such/page"


@pytest.mark.parametrize("name", ["next", "sveltekit", "astro"])
def test_its_code_runs_with_the_setting_that_publishing_prints_and_only_then(name: str, tmp_path: Path) -> None:
    (generator,) = (one for one in GENERATORS if one.name == name)
    with (
        unpublished(name, built_or_skipped(generator), tmp_path) as found,
        plain_server(found.site) as address,
        chromium(Certificate(found.sandbox.ca.parent).chain) as browser,
    ):
        on_site, on_plain = Visitor(browser, found.sandbox.site), Visitor(browser, address)
        found.push()
        own = on_plain.visit(MISSING).problems
        assert "404 from SITE/no/such/page" in own
        assert any("Content Security Policy" in problem for problem in on_site.visit(MISSING).problems - own)
        said = next(number for number, line in enumerate(found.printed) if "page for missing addresses" in line)
        setting = printed_setting(found.printed[said:])
        assert setting
        found.apply(setting)
        found.push()
        assert on_site.visit(MISSING).problems - own == set()
        assert on_site.visit("/").problems - on_plain.visit("/").problems == set()
