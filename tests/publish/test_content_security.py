"""What a policy would block on a page, and the hash that would allow it."""

import base64
import hashlib
from pathlib import Path

import pytest

from publish.page_policy.content_security import blocked_by, inline_code

STRICT = "default-src 'self'"


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def blocked(policy: str, html: str, tmp_path: Path) -> list[str]:
    page = tmp_path / "page.html"
    page.write_bytes(html.encode())
    return blocked_by(policy, {"page.html": page})


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>run()</script>", "<script>"),
        ("<SCRIPT type='module'>run()</SCRIPT>", "<script>"),
        ("<script type='text/javascript; charset=utf-8'>run()</script>", "<script>"),
        ("<script type=importmap>{}</script>", "<script>"),
        ("<style>p {}</style>", "<style>"),
        ("<p style='color: red'>", "style attribute of <p>"),
        ("<body onload='run()'>", "onload of <body>"),
        ("<a href=' JavaScript:run()'>", "javascript: address in href of <a>"),
    ],
)
def test_inline_code_is_blocked_where_only_files_are_allowed(html: str, what: str, tmp_path: Path) -> None:
    found = blocked(STRICT, f"<title>t</title>\n{html}", tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"page.html:2: {what} is blocked by default-src 'self'; to allow it, add ")


@pytest.mark.parametrize(
    "html",
    [
        "<script src='/app.js'></script>",
        "<script src='/app.js'>ignored</script>",
        "<script></script>",
        "<script type='application/ld+json'>{}</script>",
        "<script type='text/template'><p onclick='x'></script>",
        "<p>on = 3, style=, &lt;script&gt;</p>",
        "<!-- <script>run()</script> -->",
        "<link rel=stylesheet href=/site.css>",
    ],
)
def test_what_is_no_inline_code_passes(html: str, tmp_path: Path) -> None:
    assert blocked(STRICT, html, tmp_path) == []


@pytest.mark.parametrize(
    "policy",
    [
        "img-src 'self'",
        "default-src 'none'; script-src 'unsafe-inline'",
        "default-src 'none'; script-src-elem 'unsafe-inline'; script-src 'none'",
        f"default-src 'self' {sha256('run()')}",
        "script-src 'nonce-abc'",
    ],
)
def test_a_policy_that_allows_a_script_lets_it_pass(policy: str, tmp_path: Path) -> None:
    assert blocked(policy, "<script nonce='abc'>run()</script>", tmp_path) == []


@pytest.mark.parametrize(
    "policy",
    [
        "script-src 'unsafe-inline' 'nonce-xyz'",
        f"script-src 'unsafe-inline' {sha256('other()')}",
        "script-src 'self', script-src 'unsafe-inline'",
        "script-src 'none'; script-src 'unsafe-inline'",
        "default-src 'unsafe-inline'; script-src",
    ],
)
def test_a_policy_that_only_seems_to_allow_a_script_does_not(policy: str, tmp_path: Path) -> None:
    assert len(blocked(policy, "<script>run()</script>", tmp_path)) == 1


def test_the_hash_of_an_attribute_needs_a_word_of_its_own(tmp_path: Path) -> None:
    html, value = "<p style='color: red'>", sha256("color: red")
    assert f"add 'unsafe-hashes' {value} to style-src" in blocked(STRICT, html, tmp_path)[0]
    assert len(blocked(f"style-src {value}", html, tmp_path)) == 1
    assert blocked(f"style-src 'unsafe-hashes' {value}", html, tmp_path) == []


def test_line_ends_are_hashed_as_a_browser_sees_them() -> None:
    windows, unix = (inline_code(f"<script>a{end}b</script>".encode())[0].hash for end in ("\r\n", "\n"))
    assert windows == unix == sha256("a\nb")


def test_entities_are_code_in_attributes_and_text_in_scripts() -> None:
    attribute, script = inline_code(b"<p onclick='a &amp;&amp; b'><script>a &amp;&amp; b</script>")
    assert (attribute.source, script.source) == ("a && b", "a &amp;&amp; b")
