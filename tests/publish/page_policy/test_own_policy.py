"""A page's own policy is the stack's, and what exactly its own code needs."""

import pytest

from publish.page_policy.matching import allows_inline
from publish.page_policy.own_policy import page_policy
from publish.page_policy.policy import parse
from tests.publish.page_policy.examples import asked, sha256

A, B = sha256("a"), sha256("b")


@pytest.mark.parametrize(
    ("policy", "html", "expected"),
    [
        ("default-src 'self'", "<p>", None),
        ("default-src 'self'", "<script src=/a.js></script>", None),
        ("img-src 'self'", "<script>a</script>", None),
        ("script-src 'self' 'unsafe-inline'", "<script>a</script><p onclick=a>", None),
        (f"script-src {A}", "<script>a</script>", None),
        ("default-src 'unsafe-inline'", "<script>a</script><style>b</style><p style=c onclick=d>", None),
        ("default-src 'self'", "<script>a</script>", f"default-src 'self'; script-src 'self' {A}"),
        ("default-src 'none'", "<script>a</script>", f"default-src 'none'; script-src {A}"),
        ("script-src 'NONE'", "<script>a</script>", f"script-src {A}"),
        (
            "default-src 'self'; script-src https://x.example",
            "<script>a</script>",
            f"default-src 'self'; script-src https://x.example {A}",
        ),
        (
            "script-src-elem 'self'; script-src 'none'",
            "<script>a</script>",
            f"script-src-elem 'self' {A}; script-src 'none'",
        ),
        ("script-src 'self' 'strict-dynamic'", "<script>a</script>", f"script-src 'self' 'strict-dynamic' {A}"),
        ("default-src 'self'", "<style>a</style>", f"default-src 'self'; style-src 'self' {A}"),
        ("default-src 'self'", "<style>a</style><style>a</style>", f"default-src 'self'; style-src 'self' {A}"),
        ("style-src 'self'", "<p style=x>", "style-src 'self'; style-src-attr 'unsafe-inline'"),
        (f"style-src-attr 'unsafe-hashes' {A}", "<p style=x>", "style-src-attr 'unsafe-inline'"),
        ("style-src 'self' 'unsafe-inline'", "<p style=x><style>a</style>", None),
        ("default-src 'self'", "<p onclick=a>", f"default-src 'self'; script-src-attr 'unsafe-hashes' {A}"),
        (
            f"script-src 'unsafe-hashes' {A}",
            "<p onclick=a><p onclick=b>",
            f"script-src 'unsafe-hashes' {A}; script-src-attr 'unsafe-hashes' {' '.join(sorted([A, B]))}",
        ),
        (
            "script-src 'self', default-src 'self'; script-src *",
            "<script>a</script>",
            f"script-src 'self' {A}, default-src 'self'; script-src * {A}",
        ),
        (
            "script-src 'unsafe-inline', script-src 'self'",
            "<script>a</script>",
            f"script-src 'unsafe-inline', script-src 'self' {A}",
        ),
        ("script-src 'self'", "<a href=javascript:a>x</a>", None),
        ("script-src 'nonce-n'", "<script nonce=n>a</script>", None),
    ],
)
def test_a_policy_opens_to_the_code_of_the_page_and_to_nothing_else(
    policy: str, html: str, expected: str | None
) -> None:
    assert page_policy(policy, asked(html)) == expected


def test_the_order_of_the_code_changes_nothing() -> None:
    one = page_policy("default-src 'self'", asked("<script>a</script><script>b</script><p onclick=a onload=b>"))
    other = page_policy("default-src 'self'", asked("<p onload=b onclick=a><script>b</script><script>a</script>"))
    assert one == other
    assert one is not None


def test_a_handler_may_not_run_as_a_script_nor_a_script_as_a_link() -> None:
    text = page_policy("default-src 'self'", asked("<script>a</script><p onclick=b>"))
    (own,) = parse(text or "")
    (script,) = asked("<script>b</script>").inline
    (handler,) = asked("<p onclick=a>").inline
    (link,) = asked("<a href=javascript:a>x</a>").links
    assert not any(allows_inline(own, code) for code in (script, handler, link))
