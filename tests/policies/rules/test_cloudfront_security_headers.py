"""Rule cloudfront-security-headers: a policy on every behavior, and five headers in every policy."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from components.context import Context
from components.site.response_headers import ResponseHeaders, SecurityHeaders
from secure_site_policies.rules.cloudfront_security_headers import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.mock_cloud import Cloud
from tests.policies.judge import UNKNOWN, Judgement, judge

FINE = Judgement([], None)
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
YEAR = 31_536_000
GOOD: Mapping[str, Any] = {
    "strictTransportSecurity": {"accessControlMaxAgeSec": YEAR, "override": True},
    "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'self'", "override": True},
    "contentTypeOptions": {"override": True},
    "frameOptions": {"frameOption": "SAMEORIGIN", "override": True},
    "referrerPolicy": {"referrerPolicy": "same-origin", "override": True},
}


def said(settings: Any, **config: Any) -> list[str]:
    """The violations of a policy with these settings, without what begins and ends them all."""
    found = judge(policy, HEADERS, {"securityHeadersConfig": settings}, config=config or None)
    assert found.advice is None
    return [message.removeprefix("it: securityHeadersConfig: ").split(".\n")[0] for message in found.violations]


def changed(key: str, **values: Any) -> dict[str, Any]:
    return {**GOOD, key: {**GOOD[key], **values}}


@pytest.mark.parametrize(
    "headers",
    [SecurityHeaders(), SecurityHeaders(frame_options="SAMEORIGIN", hsts_subdomains=False, referrer_policy="origin")],
)
def test_what_the_component_makes_of_its_settings_passes(headers: SecurityHeaders):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    cloud = Cloud(loop)
    context = Context("secure-site", "test", "123456789012", "eu-west-1", {})
    cloud.build(ResponseHeaders, "headers", {"context": context, "headers": headers})
    assert judge(policy, HEADERS, cloud.one(HEADERS)) == FINE
    cloud.close()


@pytest.mark.parametrize(
    ("resource_type", "key"),
    [
        (DISTRIBUTION, "defaultCacheBehavior"),
        (DISTRIBUTION, "orderedCacheBehaviors"),
        (MULTITENANT, "defaultCacheBehavior"),
        (MULTITENANT, "cacheBehaviors"),
    ],
)
def test_every_behavior_has_a_policy(resource_type: str, key: str):
    def with_policy(policy_id: Any) -> dict[str, Any]:
        good, behavior = {"responseHeadersPolicyId": "E1"}, {"responseHeadersPolicyId": policy_id}
        return {"defaultCacheBehavior": good, key: behavior if key == "defaultCacheBehavior" else [good, behavior]}

    for known in ("E1", UNKNOWN, "67f7725c-6f97-4210-82d7-5512b31e9d03"):
        assert judge(policy, resource_type, with_policy(known)) == FINE
    for missing in (None, ""):
        (message,) = judge(policy, resource_type, with_policy(missing)).violations
        path = key if key == "defaultCacheBehavior" else f"{key}[1]"
        assert message.startswith(f"it: {path}: 'responseHeadersPolicyId' is missing")
    (message,) = judge(policy, resource_type, with_policy("60669652-455b-4ae9-85a4-c4c02393f86c")).violations
    assert "AWS-managed policy 'SimpleCORS' has no security headers" in message


@pytest.mark.parametrize(
    ("key", "header"),
    [
        ("strictTransportSecurity", "Strict-Transport-Security"),
        ("contentSecurityPolicy", "Content-Security-Policy"),
        ("contentTypeOptions", "X-Content-Type-Options"),
        ("frameOptions", "X-Frame-Options"),
        ("referrerPolicy", "Referrer-Policy"),
    ],
)
def test_each_header_is_there_and_has_the_last_word(key: str, header: str):
    assert said(GOOD) == []
    assert said({name: value for name, value in GOOD.items() if name != key}) == [f"{header!r} is missing"]
    assert said({**GOOD, key: None}) == [f"{header!r} is missing"]
    assert said(changed(key, override=False)) == [
        f"{header} does not replace the origin's header, because 'override' is not true"
    ]


@pytest.mark.parametrize("settings", [None, {}, [], "x"])
def test_a_policy_without_security_headers_lacks_all_five(settings: Any):
    assert len(said(settings)) == 5
    assert len(judge(policy, HEADERS, {}).violations) == 5


def test_browsers_insist_on_https_for_a_year():
    short = changed("strictTransportSecurity", accessControlMaxAgeSec=YEAR - 1)
    assert said(short) == ["'accessControlMaxAgeSec' is 31535999, less than 365 days"]
    assert said(short, minimumHstsDays=364) == []
    assert said(GOOD, minimumHstsDays=366.0) == ["'accessControlMaxAgeSec' is 31536000, less than 366 days"]
    assert len(said(changed("strictTransportSecurity", accessControlMaxAgeSec=None))) == 1
    (message,) = judge(policy, HEADERS, {"securityHeadersConfig": short}).violations
    assert message.endswith(f'strict_transport_security={{"access_control_max_age_sec": {YEAR}, "override": True}}')


def test_no_site_may_frame_a_page_or_learn_where_a_visitor_was():
    assert said(changed("frameOptions", frameOption="ALLOWALL")) == [
        "X-Frame-Options 'ALLOWALL' lets any site frame a page"
    ]
    for leaking in ("unsafe-url", "no-referrer-when-downgrade"):
        assert len(said(changed("referrerPolicy", referrerPolicy=leaking))) == 1
    assert len(said(changed("referrerPolicy", referrerPolicy=None))) == 1


@pytest.mark.parametrize(
    "content_security_policy",
    [
        SecurityHeaders().content_security_policy,
        "default-src 'none'; script-src 'self' https://cdn.example.com",
        "default-src 'self' 'unsafe-inline'; script-src 'self'",
        "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src *",
        "script-src 'unsafe-inline' 'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='",
        "script-src 'nonce-1' 'strict-dynamic' https: 'unsafe-inline'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "script-src 'self'; script-src *",
    ],
)
def test_a_policy_that_stops_injected_scripts_passes(content_security_policy: str):
    assert said(changed("contentSecurityPolicy", contentSecurityPolicy=content_security_policy)) == []


@pytest.mark.parametrize(
    ("content_security_policy", "source"),
    [
        ("default-src 'self' 'unsafe-inline'", "'unsafe-inline'"),
        ("default-src 'self'; script-src 'self' 'UNSAFE-INLINE'", "'unsafe-inline'"),
        ("script-src 'self' 'unsafe-eval'", "'unsafe-eval'"),
        ("script-src 'sha256-x' 'strict-dynamic' 'unsafe-eval'", "'unsafe-eval'"),
        ("script-src *", "*"),
        ("script-src * 'sha256-x'", "*"),
        ("SCRIPT-SRC https:", "https:"),
        ("script-src 'self' http: data:", "http:"),
        ("script-src 'self'; script-src-elem 'unsafe-inline'", "'unsafe-inline'"),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", "'unsafe-inline'"),
        ("script-src *; script-src 'self'", "*"),
        ("img-src 'self'", "script-src"),
        ("", "script-src"),
    ],
)
def test_one_that_does_not_is_none(content_security_policy: str, source: str):
    found = said(changed("contentSecurityPolicy", contentSecurityPolicy=content_security_policy))
    assert found[0].startswith("Content-Security-Policy has ")
    assert source in found[0]


def test_what_is_not_known_yet_fails_closed():
    for settings in (UNKNOWN, changed("contentSecurityPolicy", contentSecurityPolicy=UNKNOWN)):
        (message,) = judge(policy, HEADERS, {"securityHeadersConfig": settings}).violations
        assert message.startswith("it: securityHeadersConfig")
        assert "this cannot be decided at preview" in message


def test_a_number_may_be_text_as_configuration_holds_it():
    for year in (str(YEAR), f"{YEAR}.0", float(YEAR)):
        assert said(changed("strictTransportSecurity", accessControlMaxAgeSec=year)) == []
    for wrong in ("60", "a year", "", [YEAR], {"days": 365}, "nan", "inf"):
        assert len(said(changed("strictTransportSecurity", accessControlMaxAgeSec=wrong))) == 1


@pytest.mark.parametrize("policy_id", [{"id": "E1"}, ["E1"], 5])
def test_a_policy_id_of_another_form_is_left_to_the_provider(policy_id: Any):
    assert judge(policy, DISTRIBUTION, {"defaultCacheBehavior": {"responseHeadersPolicyId": policy_id}}) == FINE
