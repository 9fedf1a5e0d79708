"""The default output of nine generators: published, and in a browser as good as on a plain server without a policy."""

from collections.abc import Callable
from typing import Any

from selenium.webdriver.common.by import By

from tests.sites.addresses import Client, clean_address, file_address, files, links, pages
from tests.sites.published import Published
from tests.sites.visits import Visitor

_OPEN = {"mkdocs-material": "https://fonts.googleapis.com"}
"""What they load from elsewhere."""
_SEARCHES = {
    "mkdocs-material": ("/", ".md-search__input", ".md-search__input", ".md-search-result__item"),
    "sphinx-furo": ("/search.html?q=version", None, None, "#search-results li"),
    "vitepress": ("/", "button.DocSearch-Button", "#localsearch-input", ".VPLocalSearchBox .result"),
}
"""Of those that have one: the page, what to click, where to type, and what is there then."""


def test_it_is_published_with_no_setting_but_the_one_that_a_refusal_prints(generated: Published) -> None:
    assert len(generated.settings) == (generated.name in _OPEN)
    assert _OPEN.get(generated.name, "") in "".join(generated.settings)


def test_no_page_has_a_problem_that_it_has_not_on_a_plain_server(
    generated: Published, on_site: Visitor, on_plain: Visitor
) -> None:
    found: dict[str, list[str]] = {}
    for key in pages(generated.site):
        for address in dict.fromkeys((clean_address(key), file_address(key))):
            visit, own = on_site.visit(address), on_plain.visit(address)
            if problems := visit.problems - own.problems:
                found[address] = sorted(problems)
            if visit.path != own.path:
                found.setdefault(address, []).append(f"ends at {visit.path}, on a plain server at {own.path}")
    assert found == {}


def test_the_links_of_the_home_page_lead_where_they_lead_on_a_plain_server(
    generated: Published, on_site: Visitor, on_plain: Visitor
) -> None:
    home = (generated.site / "index.html").read_text()
    known = {address for key in pages(generated.site) for address in (clean_address(key), file_address(key))}
    targets = [path for path in links(home, "/") if path in known]
    assert targets
    found: dict[str, object] = {}
    for target in targets:
        visit, own = (visitor.visit("/", clicking(target)) for visitor in (on_site, on_plain))
        if visit.path != own.path or visit.problems - own.problems:
            found[target] = (visit.path, own.path, sorted(visit.problems - own.problems))
    assert found == {}


def clicking(path: str) -> Callable[[Any], object]:
    """Clicks the first link to a path, by script, since it may be in a menu that is closed."""
    script = (
        "const link = [...document.links].find((one) => one.pathname === arguments[0] && one.host === location.host);"
        "if (link) link.click();"
    )
    return lambda driver: driver.execute_script(script, path)


def test_the_search_finds_a_page(generated: Published, on_site: Visitor, on_plain: Visitor) -> None:
    if generated.name not in _SEARCHES:
        return
    path, button, field, result = _SEARCHES[generated.name]

    def search(driver: Any) -> None:
        if button and field:
            driver.find_element(By.CSS_SELECTOR, button).click()
            driver.implicitly_wait(20)
            driver.find_element(By.CSS_SELECTOR, field).send_keys("version")
        driver.implicitly_wait(20)
        assert driver.find_elements(By.CSS_SELECTOR, result), f"the search at {driver.current_url} finds nothing"
        driver.implicitly_wait(0)

    visit, own = (visitor.visit(path, search) for visitor in (on_site, on_plain))
    assert visit.problems - own.problems == set()


def test_every_file_has_an_address_that_answers_with_its_bytes(generated: Published) -> None:
    found: dict[str, int | str] = {}
    for key, file in files(generated.site).items():
        answer = generated.client.get(file_address(key))
        if answer.status != 200 or answer.body != file.read_bytes():
            found[file_address(key)] = answer.status if answer.status != 200 else "other bytes"
    assert found == {}


def test_every_page_has_a_clean_address(generated: Published) -> None:
    found: dict[str, int | str] = {}
    for key in pages(generated.site):
        answer = generated.client.get(clean_address(key))
        if answer.status != 200 or answer.body != (generated.site / key).read_bytes():
            found[clean_address(key)] = answer.status if answer.status != 200 else "another page"
    assert found == {}


def test_a_folder_without_its_slash_is_sent_to_it(generated: Published) -> None:
    folders = [clean_address(key) for key in pages(generated.site) if key.endswith("/index.html")]
    found = {
        folder: answer.status
        for folder in folders
        if (answer := generated.client.get(folder.rstrip("/"))).status != 302 or answer.location != folder
    }
    assert found == {}


def test_what_is_missing_is_404_with_the_page_of_the_site(generated: Published) -> None:
    page = (generated.site / "404.html").read_bytes()
    missing = ("/no-such-page", "/no/such/folder/", "/no-such-page.html", "/no-such.js", "/v9.9", "/no-such.xyz")
    answers = {path: generated.client.get(path) for path in missing}
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(missing, 404)
    assert [path for path, answer in answers.items() if answer.body != page] == []


def test_no_link_is_broken_that_is_whole_on_a_plain_server(generated: Published, plain: str) -> None:
    server, found = Client(plain), dict[str, str]()
    for key in pages(generated.site):
        address = clean_address(key)
        for path in links((generated.site / key).read_text(), address):
            answer = generated.client.get(path, follow=True)
            if answer.status != 200 and server.get(path, follow=True).status == 200:
                found[path] = f"{answer.status}, linked from {address}"
    assert found == {}


def test_what_the_next_release_has_no_more_is_gone(generated: Published) -> None:
    assert {path: answer.status for path, answer in generated.before.items()} == dict.fromkeys(generated.before, 200)
    gone = [*generated.before, "/taken-away", "/taken-away/"]
    assert {path: generated.client.get(path, follow=True).status for path in gone} == dict.fromkeys(gone, 404)
