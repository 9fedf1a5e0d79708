"""The function on requests for previews, run on node: who may see one, and which one a request is for."""

import base64
from typing import Any

import pytest

from components.previews.preview_request import digest_of, preview_javascript
from components.site.edge_function import LARGEST_CODE_BYTES
from components.site.options import SiteOptions
from components.site.redirects import Redirect
from tests.components.site.functions import request, run
from tests.examples import CONTEXT

PASSWORD = "0123456789abcdef01234567"
NAME = "__Host-preview"
DOMAIN = "previews.example.net"


def handle(
    uri: str,
    *,
    cookie: str | None = None,
    host: str = "d2example.cloudfront.net",
    authorization: str | None = None,
    domain: str | None = None,
    password: str = "",
    site: SiteOptions | None = None,
) -> dict[str, Any]:
    event = request(uri, host, {"v": {"value": "1"}})
    if cookie is not None:
        event["request"]["cookies"][NAME] = {"value": cookie}
    if authorization is not None:
        event["request"]["headers"]["authorization"] = {"value": authorization}
    digest = digest_of(CONTEXT, password) if password else None
    (answer,) = run(preview_javascript(site or SiteOptions(), domain, digest), [event])
    return answer


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("uri", "target"),
    [
        ("/.previews/pr-12/", "/?v=1"),
        ("/.previews/pr-12", "/?v=1"),
        ("/.previews/pr-12/docs/a.html", "/docs/a.html?v=1"),
        ("/.previews/pr-12//evil.example/", "/evil.example/?v=1"),
        ("/.previews/pr-12/\\evil.example/", "/evil.example/?v=1"),
    ],
)
def test_the_address_of_a_preview_chooses_it_and_leads_to_its_root(uri: str, target: str) -> None:
    answer = handle(uri, cookie="pr-7")
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, target)
    assert answer["headers"]["cache-control"]["value"] == "no-store"
    cookie = answer["cookies"][NAME]
    assert cookie["value"] == "pr-12"
    # __Host- is honoured only with Path=/ and Secure and without Domain; no script may read it or choose another.
    assert cookie["attributes"] == "Path=/; Secure; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("uri", "key"), [("/", "index.html"), ("/about", "about.html"), ("/assets/x.js", "assets/x.js")]
)
def test_a_link_from_the_root_stays_in_the_chosen_preview(uri: str, key: str) -> None:
    assert handle(uri, cookie="pr-12")["uri"] == f"/.previews/pr-12/{key}"


@pytest.mark.parametrize("cookie", [None, "", "../site", "PR-1", "a/b", ".releases", "%2e%2e", "x" * 41])
def test_without_a_chosen_preview_nothing_is_looked_up(cookie: str | None) -> None:
    answer = handle("/", cookie=cookie)
    assert (answer["statusCode"], "uri" in answer) == (404, False)
    assert answer["headers"]["x-robots-tag"]["value"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "uri", ["/.releases/preview/pr-1/00000001.json", "/.site/settings.json", "/../.site/settings.json"]
)
def test_no_path_leads_out_of_the_folder_of_the_preview(uri: str) -> None:
    assert handle(uri, cookie="pr-1")["uri"].startswith("/.previews/pr-1/")


def test_with_a_domain_the_host_is_the_preview() -> None:
    assert handle("/about", host=f"pr-12.{DOMAIN}", domain=DOMAIN)["uri"] == "/.previews/pr-12/about.html"
    assert handle("/.previews/pr-7/", host=f"pr-12.{DOMAIN}", domain=DOMAIN, cookie="pr-7")["uri"] == (
        "/.previews/pr-12/.previews/pr-7/index.html"
    )


@pytest.mark.parametrize(
    "host", [DOMAIN, f"a.b.{DOMAIN}", f"pr_1.{DOMAIN}", "d2example.cloudfront.net", "pr-1.example.net"]
)
def test_with_a_domain_no_other_host_has_a_preview(host: str) -> None:
    assert handle("/", host=host, domain=DOMAIN, cookie="pr-7")["statusCode"] == 404


@pytest.mark.parametrize("domain", [None, DOMAIN])
@pytest.mark.parametrize(
    "sent",
    [None, "", basic("preview", PASSWORD[:-1]), basic("preview", f"{PASSWORD}x"), basic("", PASSWORD), "Bearer x"],
)
def test_without_the_password_nothing_is_shown(sent: str | None, domain: str | None) -> None:
    for uri in ("/", "/.previews/pr-1/"):
        answer = handle(uri, cookie="pr-1", host=f"pr-1.{DOMAIN}", domain=domain, password=PASSWORD, authorization=sent)
        assert answer["statusCode"] == 401
        assert answer["headers"]["www-authenticate"]["value"].startswith("Basic ")
        assert answer["headers"]["cache-control"]["value"] == "no-store"
        assert "cookies" not in answer


def test_with_the_password_the_preview_is_shown() -> None:
    answer = handle("/", cookie="pr-1", password=PASSWORD, authorization=basic("preview", PASSWORD))
    assert answer["uri"] == "/.previews/pr-1/index.html"


def test_the_password_is_not_in_the_function_and_two_stacks_store_it_differently() -> None:
    digest = digest_of(CONTEXT, PASSWORD)
    assert PASSWORD not in preview_javascript(SiteOptions(), None, digest)
    assert basic("preview", PASSWORD)[6:] not in preview_javascript(SiteOptions(), None, digest)
    other = type(CONTEXT)("other", CONTEXT.stack, CONTEXT.account_id, CONTEXT.region)
    assert digest_of(other, PASSWORD)["digest"] != digest["digest"]


def test_redirects_and_routes_are_those_of_the_site_and_no_browser_keeps_them() -> None:
    site = SiteOptions(single_page_app=True, prerendered_pages=("/docs/*",), redirects=(Redirect("/old", "/new", 301),))
    moved = handle("/old", cookie="pr-1", site=site)
    assert (moved["statusCode"], moved["headers"]["location"]["value"]) == (301, "/new?v=1")
    assert moved["headers"]["cache-control"]["value"] == "no-store"
    assert handle("/cart", cookie="pr-1", site=site)["uri"] == "/.previews/pr-1/index.html"
    assert handle("/docs/a", cookie="pr-1", site=site)["uri"] == "/.previews/pr-1/docs/a.html"


def test_the_function_leaves_most_of_its_room_to_redirects() -> None:
    code = preview_javascript(SiteOptions(), DOMAIN, digest_of(CONTEXT, PASSWORD))
    assert len(code.encode()) < LARGEST_CODE_BYTES * 0.8
