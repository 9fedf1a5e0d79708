"""Chromium blocks nothing on a page once the advice about it is followed."""

from tests.publish.page_policy.chromium_pages import ACTIONS, FILES, PAGES, document, key_of_page
from tests.publish.page_policy.examples import DEFAULT, judged
from tests.publish.page_policy.served import Served


def test_chromium_blocks_nothing_once_the_advice_is_followed(site: Served) -> None:
    wrong: list[str] = []
    followed_on = 0
    for name, html in PAGES.items():
        content = {**FILES, "page.html": document(html).decode()}
        setting = judged(DEFAULT, content).setting or DEFAULT
        followed = judged(setting, content)
        if not followed.refusals:
            followed_on += setting != DEFAULT
            found = site.violations(
                key_of_page(name), followed.policies.get("page.html", setting), ACTIONS.get(name, "")
            )
            wrong.extend(f"{name} with {setting}: {each}" for each in found)
    assert not wrong, "\n".join(wrong)
    assert followed_on > len(PAGES) // 3
