"""What the text of a script shows is noted; what it hides is not claimed to be known."""

import pytest

from publish.page_policy.scripts import unknowns
from tests.publish.page_policy.examples import SITE


def noted(script: str) -> list[tuple[str, str]]:
    return [
        (found.kind, str(found.request.address) if found.request else found.what) for found in unknowns(script, SITE)
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("fetch('https://api.example.com/v1?x=1')", [("connect", "https://api.example.com/v1")]),
        ('navigator.sendBeacon("https://a.example/b", 1)', [("connect", "https://a.example/b")]),
        ("new WebSocket(`wss://a.example/`)", [("connect", "wss://a.example/")]),
        ("new EventSource('https://a.example/')", [("connect", "https://a.example/")]),
        ("x.open('GET', 'https://a.example/')", [("connect", "https://a.example/")]),
        ("import x from 'https://esm.example/x.js'", [("module", "https://esm.example/x.js")]),
        ("import 'https://esm.example/x.js'", [("module", "https://esm.example/x.js")]),
        ("await import('https://esm.example/x.js')", [("module", "https://esm.example/x.js")]),
        ("eval('1')", [("eval", "eval")]),
        ("new Function('return this')()", [("eval", "new Function")]),
        ("WebAssembly.instantiate(x)", [("wasm", "WebAssembly.instantiate")]),
    ],
)
def test_a_literal_address_and_made_code_are_noted(script: str, expected: list[tuple[str, str]]) -> None:
    assert noted(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        "// fetch('https://api.example.com/')",
        "/* see fetch('https://api.example.com/') */",
        "/**\n * fetch('https://api.example.com/')\n */",
        "fetch('/api')",
        "prefetch('https://a.example/')",
        "fetch(`https://${host}/`)",
        "const url = 'https://a.example/'",
        "window.open('https://a.example/')",
        "medieval('x'); a.eval = 1; isFunction(x)",
    ],
)
def test_what_is_no_literal_request_is_not_noted(script: str) -> None:
    assert noted(script) == []


def test_the_line_is_that_of_the_file() -> None:
    (found,) = unknowns("let a\n\nfetch('https://api.example.com/')", SITE, first_line=10)
    assert found.line == 12
