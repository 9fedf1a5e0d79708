"""The styles that scripts add are found where their text is a constant."""

import pytest

from publish.page_policy.made import Made

OF_VITEPRESS = """
const of="*,*::before{transition:none!important}";function useDark(e){let x;
e&&(x=r.document.createElement("style"),x.appendChild(document.createTextNode(of)),r.document.head.appendChild(x))}
"""


def made(script: str) -> tuple[set[str], bool]:
    """The known texts, and whether there are unknown ones."""
    found = Made()
    has_unknown = found.add(script)
    return found.styles, has_unknown


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (OF_VITEPRESS, "*,*::before{transition:none!important}"),
        ("s = document.createElement('style'); s.textContent = 'p { color: red }'", "p { color: red }"),
        ("s=d.createElement(`style`);s.innerHTML=`p {\n}`", "p {\n}"),
        (
            "s=d.createElement('style');s.append('a::after{content:\\'\\\\2014\\'}\\n\\u00fc\\x41')",
            "a::after{content:'\\2014'}\n\u00fcA",
        ),
        ("let css = 'p {}', other = 1; s = d.createElement('style'); s.innerText = css", "p {}"),
    ],
)
def test_a_constant_text_is_known(script: str, expected: str) -> None:
    assert made(script) == ({expected}, False)


@pytest.mark.parametrize(
    "script",
    [
        "s = d.createElement('style'); s.textContent = css()",
        "s = d.createElement('style'); s.textContent = css",
        "s = d.createElement('style'); s.textContent = `p { color: ${color} }`",
        "css = 'a' + b; s = d.createElement('style'); s.textContent = css",
    ],
)
def test_a_text_that_is_put_together_is_unknown(script: str) -> None:
    assert made(script) == (set(), True)


def test_a_style_without_text_may_get_its_rules_one_by_one() -> None:
    assert made("s = d.createElement('style'); h.append(s); s.sheet.insertRule(rule)") == ({""}, True)


@pytest.mark.parametrize(
    "script", ["d.createElement('script')", "x.style = 'a'", "'<style>p {}</style>'", "x < y; z.style='a'"]
)
def test_other_code_adds_no_style(script: str) -> None:
    found = Made()
    assert not found.add(script)
    assert found.inline() == []


@pytest.mark.parametrize(
    "script", ["'<b style=\"color: red\">'", '"<b class=\\"x\\" style=\\"a\\">"', "`<a-b style='a'>`"]
)
def test_markup_in_a_script_may_have_style_attributes(script: str) -> None:
    found = Made()
    found.add(script)
    assert [code.directive for code in found.inline()] == ["style-src-attr"]


def test_more_styles_than_a_policy_should_carry_are_left_out() -> None:
    found = Made()
    for number in range(9):
        found.add(f"s=d.createElement('style');s.textContent='p{{order:{number}}}'")
    assert found.inline() == []
