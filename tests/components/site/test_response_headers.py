"""A browser is told the strictest rules unless the stack says otherwise, and nonsense is refused."""

from dataclasses import replace

import pytest

from components.site.response_headers import ResponseHeaders, SecurityHeaders
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"


def headers_of(cloud: Cloud, headers: SecurityHeaders) -> dict[str, object]:
    cloud.build(ResponseHeaders, "headers", {"context": CONTEXT, "headers": headers})
    policy = cloud.one(POLICY)
    return {**policy["securityHeadersConfig"], "custom": policy["customHeadersConfig"]["items"]}


def test_the_default_policy_lets_those_frame_the_site_whom_frame_options_lets(cloud: Cloud) -> None:
    for option, sources in (("DENY", "'none'"), ("SAMEORIGIN", "'self'")):
        headers = SecurityHeaders(frame_options=option)
        assert f"; frame-ancestors {sources};" in headers.policy
        cloud.build(ResponseHeaders, f"headers-{option}", {"context": CONTEXT, "headers": headers})
        sent = cloud.named(f"headers-{option}-policy")["securityHeadersConfig"]
        assert sent["contentSecurityPolicy"]["contentSecurityPolicy"] == headers.policy
        assert sent["frameOptions"]["frameOption"] == option


def test_what_s3_says_about_an_object_does_not_get_out(cloud: Cloud) -> None:
    headers_of(cloud, SecurityHeaders())
    hidden = {item["header"] for item in cloud.one(POLICY)["removeHeadersConfig"]["items"]}
    assert {"x-amz-server-side-encryption-aws-kms-key-id", "x-amz-version-id"} <= hidden
    assert not [header for header in hidden if header.startswith("x-amz-meta-")]  # the function needs these


def test_the_defaults_are_the_strictest_and_win_over_the_origin(cloud: Cloud) -> None:
    assert headers_of(cloud, SecurityHeaders()) == {
        "contentSecurityPolicy": {
            "contentSecurityPolicy": "default-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'; "
            "frame-ancestors 'none'; object-src 'none'",
            "override": True,
        },
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": True},
        "strictTransportSecurity": {
            "accessControlMaxAgeSec": 31_536_000,
            "includeSubdomains": False,
            "preload": False,
            "override": True,
        },
        "custom": [
            {
                "header": "Permissions-Policy",
                "value": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
                "override": True,
            }
        ],
    }


def test_every_value_can_be_chosen(cloud: Cloud) -> None:
    chosen = SecurityHeaders(
        content_security_policy="default-src https:",
        frame_options="SAMEORIGIN",
        referrer_policy="no-referrer",
        permissions_policy="camera=(self)",
        hsts_days=2,
        hsts_subdomains=False,
    )
    sent = repr(headers_of(cloud, chosen))
    for value in ("default-src https:", "SAMEORIGIN", "no-referrer", "camera=(self)", "172800"):
        assert value in sent
    assert "'includeSubdomains': False" in sent


def test_the_id_of_the_policy_is_what_a_cache_behavior_takes(cloud: Cloud) -> None:
    made = cloud.build(ResponseHeaders, "headers", {"context": CONTEXT, "headers": SecurityHeaders()})
    assert cloud.value(made.id) == cloud.one(POLICY)["name"] == "secure-site-test-security-headers"
    assert cloud.one("secure-site:components:ResponseHeaders").outputs.keys() == {"id"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"content_security_policy": " "},
            "'headers': content_security_policy must be one line of printable text, got ' '",
        ),
        ({"permissions_policy": "camera=()\r\nSet-Cookie: a=b"}, "permissions_policy must be one line"),
        ({"referrer_policy": ""}, "referrer_policy must be one of no-referrer, .*, got ''"),
        ({"frame_options": "ALLOWALL"}, "frame_options must be one of DENY, SAMEORIGIN, got 'ALLOWALL'"),
        ({"hsts_days": 0}, "hsts_days must be a whole number from 1 to 3650, got 0"),
        ({"hsts_preload": True, "hsts_days": 30}, "hsts_preload must be false, or with .* hsts_days of 365 or more"),
        ({"hsts_preload": True, "hsts_subdomains": False}, "hsts_preload must be false, or with hsts_subdomains true"),
    ],
)
def test_a_value_that_no_browser_would_take_is_refused(cloud: Cloud, changes: dict[str, object], said: str) -> None:
    headers = replace(SecurityHeaders(), **changes)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match=said):
        headers_of(cloud, headers)
    assert cloud.resources == []
