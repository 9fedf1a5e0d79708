"""The small pages that Chromium is shown, on a server."""

from collections.abc import Iterator

import pytest

from tests.publish.page_policy.chromium_pages import FILES, PAGES, document, key_of_page
from tests.publish.page_policy.served import Served, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages and their files."""
    files = {name: text.encode() for name, text in FILES.items()}
    files.update({key_of_page(name): document(html) for name, html in PAGES.items()})
    with served(tmp_path_factory.mktemp("served"), files) as found:
        yield found
