"""Content security policies: the sources that let anyone in, and those that only look like it."""

import pytest

from secure_site_policies.subjects.csp import csp_faults


def patterns(policy: str) -> list[str]:
    return [pattern for pattern, _ in csp_faults(policy)]


@pytest.mark.parametrize(
    "source",
    [
        *("*", "http:", "https:", "data:", "https://*", "http://*", "https://*:443", "*:*", "//*", "https://*/app.js"),
        *("*.com", "https://*.io", "*.co.uk", "https://*.com.au"),
        *("*.cloudfront.net", "https://*.s3.amazonaws.com", "*.amazonaws.com", "https://*.s3.eu-west-1.amazonaws.com"),
        *(
            "*.github.io",
            "*.githubusercontent.com",
            "*.googleapis.com",
            "https://*.blob.core.windows.net",
            "*.netlify.app",
        ),
        *("*.vercel.app", "*.pages.dev", "*.workers.dev", "*.herokuapp.com", "*.execute-api.eu-west-1.amazonaws.com"),
        *("https://s3.amazonaws.com", "s3.eu-west-1.amazonaws.com", "https://cdn.jsdelivr.net", "unpkg.com"),
        *("https://ajax.googleapis.com", "storage.googleapis.com", "https://raw.githubusercontent.com/"),
    ],
)
def test_a_source_that_anyone_can_write_to_is_a_fault(source: str):
    assert patterns(f"script-src 'self' {source}") == [source]
    assert patterns(f"default-src 'self' {source}") == [source]
    assert patterns(f"default-src 'self'; script-src-elem {source.upper()}") == [source]


@pytest.mark.parametrize(
    "source",
    [
        *(
            "'self'",
            "'none'",
            "https://cdn.example.com",
            "*.example.com",
            "https://*.example.co.uk",
            "cdn.example.com:443",
        ),
        *(
            "https://cdn.jsdelivr.net/npm/vue@3.4.0/",
            "https://s3.amazonaws.com/own-bucket/",
            "d111111abcdef8.cloudfront.net",
        ),
        *(
            "https://own-bucket.s3.eu-west-1.amazonaws.com",
            "'wasm-unsafe-eval'",
            "'report-sample'",
            "https://www.gstatic.com",
        ),
        *("'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='", "blob:"),
    ],
)
def test_a_source_that_names_its_site_is_none(source: str):
    assert patterns(f"script-src {source}") == []


@pytest.mark.parametrize("source", ["*", "https:", "http:", "https://*", "*.cloudfront.net"])
def test_frames_base_and_plugins_of_any_site_are_faults(source: str):
    for directive in ("frame-ancestors", "base-uri", "object-src"):
        assert patterns(f"default-src 'self'; {directive} {source}") == [f"{directive} {source}"]


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
        "default-src 'self'; frame-ancestors 'self' https://app.example.com; form-action 'self'",
        "default-src 'self'; img-src * data:; style-src 'self' 'unsafe-inline'; connect-src https:; font-src data:",
        "script-src 'nonce-1' 'strict-dynamic' https: http: * 'unsafe-inline'; object-src 'none'",
        "script-src 'self' 'sha256-x' 'unsafe-inline'",
        "default-src *, default-src 'self'",
    ],
)
def test_a_policy_for_named_sites_passes(policy: str):
    assert patterns(policy) == []


def test_the_strictest_of_several_policies_counts():
    assert patterns("script-src *, script-src https:") == ["*"]
    assert patterns("default-src 'self', frame-ancestors *") == []
    assert patterns("default-src 'self'; frame-ancestors *, default-src 'none'; frame-ancestors *") == [
        "frame-ancestors *"
    ]
