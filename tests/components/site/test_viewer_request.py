"""The viewer-request function, run on node: the object that a path means, or the address that it leads to."""

from itertools import product
from typing import Any

import pytest

from components.site.edge_function import LARGEST_CODE_BYTES
from components.site.redirects import Redirect
from components.site.viewer_request import ViewerRequest, twin, viewer_request_code
from tests.components.site.functions import request, run
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud


def handle(
    uri: str,
    host: str = "d2example.cloudfront.net",
    query: dict[str, Any] | None = None,
    *,
    index: str = "index.html",
    canonical_host: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    (answer,) = run(viewer_request_code(index, canonical_host, **more), [request(uri, host, query)])
    return answer


def location(answer: dict[str, Any]) -> str:
    assert set(answer) == {"statusCode", "statusDescription", "headers"}
    return answer["headers"]["location"]["value"]


def served(uris: list[str], **more: Any) -> list[str]:
    """The object that each path means."""
    return [answer["uri"] for answer in run(viewer_request_code("index.html", **more), [request(uri) for uri in uris])]


FILES = {
    "/": "/index.html",
    "/docs/": "/docs/index.html",
    "/docs/v1.2/": "/docs/v1.2/index.html",
    "/app.js": "/app.js",
    "/APP.JS": "/APP.JS",
    "/docs/page.html": "/docs/page.html",
    "/v1.2/archive.tar.gz": "/v1.2/archive.tar.gz",
    "/about": "/about.html",
    "/docs/v1.2": "/docs/v1.2.html",
    "/LICENSE": "/LICENSE.html",
    "/data.unheard-of": "/data.unheard-of.html",
    "/htm": "/htm.html",
    "/next.js": "/next.js",
    "/next.js/": "/next.js/index.html",
    "/c++.html": "/c%2B%2B.html",
    "/c++": "/c%2B%2B.html",
    "/a+b/": "/a%2Bb/index.html",
    "/%C3%BCber": "/%C3%BCber.html",
    "/.well-known/security.txt": "/.well-known/security.txt",
    "/.well-known/apple-app-site-association": "/.well-known/apple-app-site-association",
    "/.well-known/a+b/": "/.well-known/a%2Bb/",
    "//": "//index.html",
}


def test_a_path_means_one_object_and_nothing_is_looked_up() -> None:
    assert dict(zip(FILES, served(list(FILES)), strict=True)) == FILES


def test_the_rest_of_a_request_stays_as_it_is() -> None:
    query = {"v": {"value": "1"}}
    assert handle("/docs/", query=query) == {**request("/docs/", query=query)["request"], "uri": "/docs/index.html"}


def test_a_directory_has_the_index_document_of_the_stack() -> None:
    assert handle("/docs/", index="home.htm")["uri"] == "/docs/home.htm"


PRERENDERED = ("/docs/*", "/about", "/c++/*", "/über")
APPLICATION = {
    "/": "/index.html",
    "/cart": "/index.html",
    "/users/7/": "/index.html",
    "/docs.v1": "/index.html",
    "/app.js": "/app.js",
    "/assets/gone.js": "/assets/gone.js",
    "/.well-known/openid-configuration": "/.well-known/openid-configuration",
    "/docs": "/docs.html",
    "/docs/": "/docs/index.html",
    "/docs/guide/": "/docs/guide/index.html",
    "/documents": "/index.html",
    "/about": "/about.html",
    "/about/": "/index.html",
    "/about/us": "/index.html",
    "/c++/": "/c%2B%2B/index.html",
    "/%C3%BCber": "/%C3%BCber.html",
    "/.previews/": "/index.html",
}


def test_a_path_of_an_application_means_its_index_document_unless_it_is_a_files_or_prerendered() -> None:
    found = served(list(APPLICATION), single_page_app=True, prerendered=PRERENDERED)
    assert dict(zip(APPLICATION, found, strict=True)) == APPLICATION


def test_everything_can_be_prerendered() -> None:
    assert served(["/", "/a", "/a/"], single_page_app=True, prerendered=["/*"]) == [
        "/index.html",
        "/a.html",
        "/a/index.html",
    ]


RULES = (
    Redirect("/old", "/new", 301),
    Redirect("/moved/+", "/c++", 302),
    Redirect("/blog/private/*", "/login?from=blog", 303),
    Redirect("/blog/*", "https://blog.example.com/archive/:splat", 308),
    Redirect("/v1/*", "/v2/:splat/:splat#:splat", 307),
    Redirect("/*", "/:splat"),
)
"""The last one is a loop, which the settings refuse; it shows the worst that a target can become."""

MOVED = {
    "/old": (301, "/new"),
    "/moved/+": (302, "/c++"),
    "/blog/private/1": (303, "/login?from=blog"),
    "/blog": (308, "https://blog.example.com/archive/"),
    "/blog/": (308, "https://blog.example.com/archive/"),
    "/blog/2024/a.html": (308, "https://blog.example.com/archive/2024/a.html"),
    "/blog//evil.com": (308, "https://blog.example.com/archive//evil.com"),
    "/blog/@evil.com": (308, "https://blog.example.com/archive/@evil.com"),
    "/v1/$&": (307, "/v2/$&/$&#$&"),
    "//evil.com/a": (301, "/evil.com/a"),
    "/\\evil.com": (301, "/evil.com"),
    "/\\/evil.com": (301, "/evil.com"),
    "///evil.com": (301, "/evil.com"),
    "/old/": (301, "/old/"),
}


def test_the_first_redirect_that_matches_decides_and_none_leads_to_a_host_that_the_stack_does_not_name() -> None:
    found = run(viewer_request_code("index.html", redirects=RULES), [request(uri) for uri in MOVED])
    assert {uri: (answer["statusCode"], location(answer)) for uri, answer in zip(MOVED, found, strict=True)} == MOVED


@pytest.mark.parametrize("asked", ["/", "/index.html"])
def test_a_redirect_of_the_front_page_holds_whether_or_not_cloudfront_has_put_the_index_document(asked: str) -> None:
    answer = handle(asked, redirects=[Redirect("/", "/en/", 302)])
    assert (answer["statusCode"], location(answer)) == (302, "/en/")


def test_what_no_redirect_is_about_is_served() -> None:
    uris = ["/older", "/old.html", "/blogs", "/.well-known/x"]
    assert served(uris, redirects=RULES[:-1]) == ["/older.html", "/old.html", "/blogs.html", "/.well-known/x"]


def test_no_path_makes_a_redirect_leave_its_host() -> None:
    rules = [Redirect("/out/*", "https://a.example/:splat"), Redirect("/*", "/:splat")]
    endings = ["".join(letters) for length in range(5) for letters in product("a/\\.:@\t", repeat=length)]
    uris = [f"{start}{ending}" for ending in endings for start in ("/", "/out/")]
    for answer in run(viewer_request_code("index.html", redirects=rules), [request(uri) for uri in uris]):
        target = location(answer).replace("\t", "")
        assert target.startswith("https://a.example/") or (target[0] == "/" and target[1:2] not in ("/", "\\"))


@pytest.mark.parametrize(
    "asked", ["//evil.com/a", "///evil.com/a", "/\\evil.com/a", "\\\\evil.com/a", "/\\/evil.com/a"]
)
def test_the_redirect_to_the_canonical_host_never_leaves_it(asked: str) -> None:
    answer = handle(asked, "www.example.com", canonical_host="example.com")
    assert location(answer) == "https://example.com/evil.com/a"


@pytest.mark.parametrize(
    ("canonical_host", "host"),
    [
        ("example.com", "www.example.com"),
        ("www.example.com", "example.com"),
        ("example.com", "WWW.Example.COM"),
        ("example.com", "www.example.com:443"),
    ],
)
def test_the_twin_of_the_canonical_host_redirects_to_it_before_anything_else(canonical_host: str, host: str) -> None:
    answer = handle("/docs/a.html", host, canonical_host=canonical_host, redirects=[Redirect("/*", "/b")])
    assert (answer["statusCode"], location(answer)) == (301, f"https://{canonical_host}/docs/a.html")


@pytest.mark.parametrize("host", ["example.com", "blog.example.com", "d2example.cloudfront.net", "notwww.example.com"])
def test_any_other_host_is_served_as_it_is(host: str) -> None:
    assert handle("/a.html", host, canonical_host="example.com")["uri"] == "/a.html"


def test_a_request_without_a_host_is_served() -> None:
    asked = request("/a.html")
    del asked["request"]["headers"]["host"]
    (answer,) = run(viewer_request_code("index.html", "example.com"), [asked])
    assert answer["uri"] == "/a.html"


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
    assert location(handle("/old", query=query, redirects=RULES)) == f"/new{kept}"
    twin_of_host = handle("/docs", "www.example.com", query, canonical_host="example.com")
    assert location(twin_of_host) == f"https://example.com/docs{kept}"


def test_a_target_keeps_its_own_query_string_and_has_its_fragment_last() -> None:
    rules = [Redirect("/a", "/b?own=1"), Redirect("/c", "/d#part")]
    query = {"q": {"value": "1"}}
    assert location(handle("/a", query=query, redirects=rules)) == "/b?own=1"
    assert location(handle("/c", query=query, redirects=rules)) == "/d?q=1#part"


def test_browsers_ask_again_for_every_redirect() -> None:
    answer = handle("/old", redirects=RULES)
    assert answer["headers"]["cache-control"] == {"value": "public, max-age=0, must-revalidate"}


def test_the_twin_of_a_host() -> None:
    assert (twin("example.com"), twin("www.example.com")) == ("www.example.com", "example.com")


def test_the_code_leaves_half_of_a_cloudfront_function_to_redirects() -> None:
    assert len(viewer_request_code("index.html", "example.com").encode()) < LARGEST_CODE_BYTES * 0.6


def test_a_table_that_cloudfront_would_not_take_is_refused_with_its_size(cloud: Cloud) -> None:
    redirects = [Redirect(f"/old/{number}/*", f"/new/{number}/:splat") for number in range(400)]
    size = len(viewer_request_code("index.html", redirects=redirects).encode())
    with pytest.raises(ValueError, match=f"ViewerRequest 'viewer': redirects .* 10240 bytes and this one has {size}"):
        cloud.build(ViewerRequest, "viewer", {"context": CONTEXT, "redirects": redirects})
    assert cloud.resources == []


def test_the_function_is_published_for_the_runtime_it_is_written_for(cloud: Cloud) -> None:
    more: dict[str, Any] = {"single_page_app": True, "prerendered": PRERENDERED, "redirects": RULES}
    made = cloud.build(ViewerRequest, "viewer", {"context": CONTEXT, "canonical_host": "example.com", **more})
    function = cloud.one("aws:cloudfront/function:Function")
    assert (function["runtime"], function["publish"]) == ("cloudfront-js-2.0", True)
    assert function["code"] == viewer_request_code("index.html", "example.com", **more)
    assert function["tags"] == CONTEXT.tags
    assert cloud.value(made.arn) == "arn:aws:cloudfront::123456789012:function/secure-site-test-viewer-request"
