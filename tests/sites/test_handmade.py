"""Two sites in the shape that tools give them: a single-page application, and one that is only in its languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.emulator.certificate import Certificate
from tests.sites.published import Published, publish_twice, unpublished
from tests.sites.visits import Visitor
from tests.stacks.browser import chromium

HANDMADE = Path(__file__).parent / "handmade"
APPLICATION = {"singlePageApp": "true", "prerenderedPages[0]": "/docs/*"}


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    base = tmp_path_factory.mktemp("single-page")
    with unpublished("single-page", HANDMADE / "single-page", base, APPLICATION) as found:
        found.push()
        yield found


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Published as the refusal of the first try advises."""
    base = tmp_path_factory.mktemp("languages")
    with unpublished("languages", HANDMADE / "languages", base) as found:
        printed, refusal = found.try_to_push()
        assert refusal, "nothing answers at /, and nobody is told"
        advice = re.search(r'a file _redirects with the line "([^"]+)"', "\n".join(printed))
        assert advice, "\n".join(printed)
        (found.site / "_redirects").write_text(f"{advice[1]}\n")
        publish_twice(found)
        yield found


def body(site: Published, key: str) -> bytes:
    return (site.site / key).read_bytes()


@pytest.mark.parametrize("path", ["/", "/cart", "/item/7", "/item/v1.0", "/docs-of-others", "/cart/"])
def test_what_was_not_published_is_the_applications_route(application: Published, path: str) -> None:
    answer = application.client.get(path)
    assert (answer.status, answer.body) == (200, body(application, "index.html"))


@pytest.mark.parametrize("path", ["/docs/", "/docs/index.html"])
def test_a_page_that_was_rendered_ahead_is_served(application: Published, path: str) -> None:
    answer = application.client.get(path)
    assert (answer.status, answer.body) == (200, body(application, "docs/index.html"))


def test_the_folder_of_such_a_page_is_sent_to_its_slash(application: Published) -> None:
    answer = application.client.get("/docs")
    assert (answer.status, answer.location) == (302, "/docs/")


@pytest.mark.parametrize("path", ["/assets/gone.js", "/docs/nothing", "/logo.png", "/.well-known/nothing"])
def test_what_can_be_no_route_is_missing(application: Published, path: str) -> None:
    answer = application.client.get(path)
    assert (answer.status, answer.body) == (404, body(application, "404.html"))


def test_the_application_runs_and_routes_in_the_browser(application: Published) -> None:
    with chromium(Certificate(application.sandbox.ca.parent).chain) as browser:
        visitor = Visitor(browser, application.sandbox.site)
        for path in ("/", "/cart", "/item/v1.0"):
            visit = visitor.visit(path)
            assert (visit.path, visit.problems) == (path, frozenset())
            assert browser.driver.find_element("css selector", "h1").text == f"route {path}"
        assert visitor.visit("/docs/").problems == frozenset()


@pytest.mark.parametrize("key", ["en/index.html", "en/about.html", "de/index.html", "de/about.html"])
def test_a_site_may_be_in_its_languages_only(languages: Published, key: str) -> None:
    address = f"/{key.removesuffix('index.html').removesuffix('.html')}"
    answer = languages.client.get(address)
    assert (answer.status, answer.body) == (200, body(languages, key))


def test_its_root_leads_to_a_language_as_publishing_advises(languages: Published) -> None:
    answer = languages.client.get("/")
    assert answer.status == 302
    assert answer.location in ("/de/", "/en/")


def test_what_a_site_in_languages_has_no_more_is_gone(languages: Published) -> None:
    assert {path: answer.status for path, answer in languages.before.items()} == dict.fromkeys(languages.before, 200)
    gone = dict.fromkeys(languages.before, 404)
    assert {path: languages.client.get(path, follow=True).status for path in gone} == gone
