"""The viewer-response function, run on node: an object answers with the status and headers it was published with."""

from typing import Any

import pytest

from components.site.edge_function import LARGEST_CODE_BYTES
from components.site.viewer_response import ViewerResponse, viewer_response_code
from tests.components.site.functions import response, run
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

OF_THE_STACK = {
    "content-security-policy": "default-src 'self'",
    "strict-transport-security": "max-age=31536000",
    "x-frame-options": "DENY",
    "content-type": "text/html; charset=utf-8",
    "etag": '"1"',
}


def handle(stored: dict[str, str], status: int = 200, query: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer for an object with this metadata."""
    metadata = {f"x-amz-meta-{name}": value for name, value in stored.items()}
    (answer,) = run(viewer_response_code(), [response({**OF_THE_STACK, **metadata}, status, query=query)])
    return answer


def headers(answer: dict[str, Any]) -> dict[str, str]:
    assert {name for name, field in answer["headers"].items() if set(field) != {"value"}} == set()
    return {name: field["value"] for name, field in answer["headers"].items()}


def test_an_object_without_metadata_is_answered_as_it_came() -> None:
    assert handle({}) == response(OF_THE_STACK)["response"]


def test_a_page_has_its_own_policy_in_place_of_the_stacks() -> None:
    own = "default-src 'self'; script-src 'self' 'sha256-abc='"
    answer = handle({"content-security-policy": own})
    assert headers(answer) == {**OF_THE_STACK, "content-security-policy": own}
    assert answer["statusCode"] == 200


def test_an_object_has_its_own_further_headers_and_no_metadata_gets_out() -> None:
    assert headers(handle({"link": "</a.css>; rel=preload", "status": "200", "unheard-of": "1"})) == {
        **OF_THE_STACK,
        "link": "</a.css>; rel=preload",
        "unheard-of": "1",
    }


@pytest.mark.parametrize("name", ["strict-transport-security", "x-frame-options", "content-type", "etag"])
def test_nothing_replaces_what_the_stack_or_the_object_itself_says(name: str) -> None:
    assert headers(handle({name: "other"})) == OF_THE_STACK


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (301, "Moved Permanently"),
        (302, "Found"),
        (303, "See Other"),
        (307, "Temporary Redirect"),
        (308, "Permanent Redirect"),
    ],
)
@pytest.mark.parametrize("answered", [200, 304])
def test_a_redirect_is_one_also_when_the_origin_answers_that_nothing_has_changed(
    status: int, reason: str, answered: int
) -> None:
    answer = handle({"status": str(status), "location": "/docs/"}, answered)
    assert (answer["statusCode"], answer["statusDescription"]) == (status, reason)
    assert headers(answer) == {**OF_THE_STACK, "location": "/docs/"}


@pytest.mark.parametrize("status", ["200", "304", "404", "500", "", "x", "3e2x", "constructor"])
def test_metadata_makes_no_other_status(status: str) -> None:
    assert handle({"status": status, "location": "/docs/"})["statusCode"] == 200


def test_a_redirect_without_a_target_is_none() -> None:
    assert handle({"status": "301"})["statusCode"] == 200


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/docs/", "/docs/?a=1&b&c=x&c=y"),
        ("/docs/?own=1", "/docs/?own=1"),
        ("https://example.com/#part", "https://example.com/?a=1&b&c=x&c=y#part"),
    ],
)
def test_a_target_takes_over_the_viewers_query_string_if_it_has_none(target: str, told: str) -> None:
    several = [{"value": "x"}, {"value": "y"}]
    query = {"a": {"value": "1"}, "b": {"value": ""}, "c": {"value": "x", "multiValue": several}}
    assert headers(handle({"status": "302", "location": target}, query=query))["location"] == told


def test_an_answer_that_nothing_has_changed_does_not_replace_the_policy_that_came_with_the_page() -> None:
    assert "content-security-policy" not in headers(handle({}, 304))


def test_an_answer_that_nothing_has_changed_carries_the_pages_own_policy_if_it_is_known() -> None:
    assert headers(handle({"content-security-policy": "own"}, 304))["content-security-policy"] == "own"


def test_a_page_whose_metadata_has_no_policy_keeps_the_stacks_on_every_answer() -> None:
    for status in (200, 304):
        assert headers(handle({"link": "</a.css>"}, status))["content-security-policy"] == "default-src 'self'"


def test_the_code_fits_into_a_cloudfront_function() -> None:
    assert len(viewer_response_code().encode()) < LARGEST_CODE_BYTES


def test_the_function_is_published_for_the_runtime_it_is_written_for(cloud: Cloud) -> None:
    made = cloud.build(ViewerResponse, "viewer", {"context": CONTEXT})
    function = cloud.one("aws:cloudfront/function:Function")
    assert (function["runtime"], function["publish"]) == ("cloudfront-js-2.0", True)
    assert (function["code"], function["tags"]) == (viewer_response_code(), CONTEXT.tags)
    assert cloud.value(made.arn) == "arn:aws:cloudfront::123456789012:function/secure-site-test-viewer-response"
