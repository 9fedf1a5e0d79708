"""The functions keep to the language that CloudFront's runtime has, which is less than node's."""

import re
from pathlib import Path

import pytest

from components.previews import preview_request
from components.site.edge_function import FOLDER, code

SOURCES = sorted([*FOLDER.glob("*.js"), *Path(preview_request.__file__).parent.glob("*.js")])
MISSING = {
    "for-of": r"\bfor\s*\([^)]*\bof\b",
    "destructuring": r"\b(const|let|var)\s*[\[{]|\(\s*[\[{][^()]*[\]}]\s*\)\s*=>",
    "spread": r"\.\.\.",
    "optional chaining": r"\?\.[A-Za-z_(\[]",
    "nullish coalescing": r"\?\?",
    "class": r"\bclass\s",
    "default parameter": r"\bfunction\s+\w+\([^)]*=",
    "network, timer or evaluation": r"\b(fetch|setTimeout|setInterval|eval|require(?!\('crypto'\))|Function)\s*\(",
    "logical assignment": r"(\|\||&&)=",
}
"""What https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html does not
list. The expressions are for the plain code that these files are written in."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("feature", MISSING)
def test_no_function_needs_what_the_runtime_does_not_list(source: Path, feature: str) -> None:
    assert not re.findall(MISSING[feature], source.read_text())


@pytest.mark.parametrize(
    ("feature", "example"),
    [
        ("for-of", "for (const name of names) {"),
        ("destructuring", "const { uri } = request;"),
        ("destructuring", "pairs.map(([name, value]) => name)"),
        ("spread", "[...names]"),
        ("optional chaining", "request.headers.host?.value"),
        ("nullish coalescing", "host ?? ''"),
        ("class", "class Rule {"),
        ("default parameter", "function redirect(status = 301) {"),
        ("network, timer or evaluation", "eval('1')"),
        ("logical assignment", "a ||= b"),
    ],
)
def test_each_of_these_would_be_seen(feature: str, example: str) -> None:
    assert re.search(MISSING[feature], example)


def test_comments_and_indentation_do_not_count_against_the_size() -> None:
    for source in (FOLDER / "viewer_request.js", FOLDER / "viewer_response.js"):
        lines = code(source, config={}).splitlines()
        assert not [line for line in lines if not line or line.startswith(("//", " "))]
        assert "function handler(event) {" in lines


def test_the_same_settings_give_the_same_bytes() -> None:
    source = FOLDER / "edge_address.js"
    assert code(source, config={"a": 1}) == code(source, config={"a": 1})
