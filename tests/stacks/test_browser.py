"""The example site in a browser, as the rehearsed stack serves it."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.by import By

from sandbox.emulator.certificate import Certificate
from tests.stacks.browser import Browser, Scheme, chromium
from tests.stacks.conftest import Sandbox

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'self'",
    "permissions-policy": "camera=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What each header has to begin with."""


@pytest.fixture(scope="module")
def browser(sandbox: Sandbox) -> Iterator[Browser]:
    with chromium(Certificate(sandbox.ca.parent).chain) as found:
        yield found


def text_of(browser: Browser, selector: str) -> str:
    return browser.driver.find_element(By.CSS_SELECTOR, selector).text


def test_the_page_is_rendered_with_its_style_and_script(browser: Browser, sandbox: Sandbox) -> None:
    browser.open(f"{sandbox.site}/")
    assert browser.driver.title == "Secure site"
    assert text_of(browser, "h1") == "A site that only the front door leads to"
    assert browser.driver.find_element(By.CSS_SELECTOR, ".path").value_of_css_property("display") == "grid"
    assert "over TLS" in text_of(browser, "[data-proof]")


def test_a_directory_is_served_by_its_index(browser: Browser, sandbox: Sandbox) -> None:
    browser.open(f"{sandbox.site}/")
    browser.driver.find_element(By.LINK_TEXT, "How it is served").click()
    assert browser.driver.current_url == f"{sandbox.site}/docs/"
    assert text_of(browser, "h1") == "How it is served"


def test_a_directory_without_its_slash_is_sent_to_it(browser: Browser, sandbox: Sandbox) -> None:
    browser.open(f"{sandbox.site}/docs")
    assert browser.driver.current_url == f"{sandbox.site}/docs/"


def test_a_missing_page_is_a_404_with_a_page_of_its_own(browser: Browser, sandbox: Sandbox) -> None:
    missing = f"{sandbox.site}/docs/nothing-here.html"
    browser.open(missing)
    assert text_of(browser, "h1") == "There is no page at this address"
    assert browser.answer(missing)["status"] == 404


def test_plain_http_ends_at_the_same_page_over_https(browser: Browser, sandbox: Sandbox) -> None:
    browser.open(f"{sandbox.http}/docs/")
    assert browser.driver.current_url == f"{sandbox.site}/docs/"


@pytest.mark.parametrize("path", ["/", "/docs/", "/nothing-here.html", "/assets/mark.svg"])
def test_every_answer_carries_every_security_header(browser: Browser, sandbox: Sandbox, path: str) -> None:
    browser.open(f"{sandbox.site}{path}")
    sent = browser.answer(f"{sandbox.site}{path}")["headers"]
    assert {name for name, begins in SECURITY_HEADERS.items() if not sent.get(name, "").startswith(begins)} == set()


@pytest.mark.parametrize("path", ["/", "/docs/"])
def test_no_page_breaks_its_own_content_security_policy(browser: Browser, sandbox: Sandbox, path: str) -> None:
    browser.open(f"{sandbox.site}{path}")
    assert [line for line in browser.console() if "Content Security Policy" in line] == []


def test_a_script_that_is_slipped_into_a_page_is_not_run(browser: Browser, sandbox: Sandbox) -> None:
    browser.open(f"{sandbox.site}/")
    browser.driver.execute_script(
        "const script = document.createElement('script');"
        "script.textContent = 'document.title = \"taken over\"';"
        "document.body.append(script);"
    )
    assert browser.driver.title == "Secure site"
    assert "Content Security Policy" in "".join(browser.console())


@pytest.mark.parametrize(("scheme", "background"), [("light", "251, 251, 253"), ("dark", "16, 19, 27")])
def test_the_page_follows_the_colours_a_person_prefers(
    browser: Browser, sandbox: Sandbox, scheme: Scheme, background: str
) -> None:
    browser.prefer(scheme)
    browser.open(f"{sandbox.site}/")
    body = browser.driver.find_element(By.TAG_NAME, "body")
    assert background in body.value_of_css_property("background-color")
