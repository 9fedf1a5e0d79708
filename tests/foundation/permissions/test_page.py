"""docs/permissions.md lists the permissions that the program needs today."""

from foundation.permissions.page import page
from foundation.permissions.program import ROOT


def test_the_page_is_what_the_stacks_need() -> None:
    written = (ROOT / "docs" / "permissions.md").read_text()
    assert written == page(), "run: make docs"
