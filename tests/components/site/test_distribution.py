"""Each choice leads to the configuration that CloudFront wants for it."""

from components.site.distribution import cache_behavior, error_pages, restrictions, viewer_certificate


def test_visitors_only_read_and_only_over_tls() -> None:
    behavior = cache_behavior("content", "headers", "request", "response")
    assert behavior.get("viewer_protocol_policy") == "redirect-to-https"
    assert behavior.get("allowed_methods") == behavior.get("cached_methods") == ["GET", "HEAD"]
    assert behavior.get("compress") is True


def test_the_headers_and_both_functions_hold_for_every_request() -> None:
    behavior = cache_behavior("content", "headers", "request", "response")
    assert behavior.get("response_headers_policy_id") == "headers"
    assert behavior.get("function_associations") == [
        {"event_type": "viewer-request", "function_arn": "request"},
        {"event_type": "viewer-response", "function_arn": "response"},
    ]


def test_a_missing_file_is_answered_with_the_sites_page_and_404_and_a_denied_one_with_neither() -> None:
    assert [
        (page["error_code"], page.get("response_code"), page.get("response_page_path"))
        for page in error_pages("errors/missing.html")
    ] == [(404, 404, "/errors/missing.html")]


def test_countries_are_allowed_or_blocked_or_not_looked_at() -> None:
    assert restrictions(["DE", "FR"], []) == {
        "geo_restriction": {"restriction_type": "whitelist", "locations": ["DE", "FR"]}
    }
    assert restrictions([], ["KP"]) == {"geo_restriction": {"restriction_type": "blacklist", "locations": ["KP"]}}
    assert restrictions([], []) == {"geo_restriction": {"restriction_type": "none", "locations": []}}


def test_an_own_certificate_comes_with_sni_and_the_minimum_tls_version() -> None:
    assert viewer_certificate("arn", "TLSv1.2_2021") == {
        "acm_certificate_arn": "arn",
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    }


def test_without_one_the_certificate_is_cloudfronts() -> None:
    assert viewer_certificate(None, "TLSv1.2_2021") == {"cloudfront_default_certificate": True}
