"""Which paths CloudFront is told to forget."""

import pytest

from publish.release.invalidation import FREE_PATHS, invalidation_paths
from publish.release.namespace import Namespace, preview, site


def paths(*keys: str, namespace: Namespace | None = None, index: str = "index.html") -> tuple[str, ...]:
    return invalidation_paths(keys, namespace or site(), index)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a b.css", "/a%20b.css"),
        ("100%.css", "/100%25.css"),
        ("a+b&c=d;e,f@g!h$i'(j).css", "/a+b&c=d;e,f@g!h$i'(j).css"),
        ("~user/x.css", "/%7Euser/x.css"),
        ("q?x#y.css", "/q%3Fx%23y.css"),
        ('[1]{2}|^`\\"<>.css', "/%5B1%5D%7B2%7D%7C%5E%60%5C%22%3C%3E.css"),
        ("ü/日.css", "/%C3%BC/%E6%97%A5.css"),
    ],
)
def test_what_rfc_1738_calls_unsafe_is_encoded_and_nothing_else(key: str, path: str) -> None:
    assert paths(key) == (path,)


def test_an_index_document_is_its_directory_as_well() -> None:
    assert paths("index.html", "docs/index.html", "docs/my-index.html") == (
        "/index.html",
        "/",
        "/docs/index.html",
        "/docs/",
        "/docs/my-index.html",
    )
    assert paths("a/home page.htm", index="home page.htm") == ("/a/home%20page.htm", "/a/")


def test_a_preview_is_invalidated_under_its_prefix() -> None:
    assert paths("index.html", namespace=preview("pr-1")) == ("/.previews/pr-1/index.html", "/.previews/pr-1/")


def test_more_than_what_is_free_is_one_path() -> None:
    many = [f"{number}.css" for number in range(FREE_PATHS)]
    assert len(paths(*many)) == FREE_PATHS
    assert paths(*many, "one-more.css") == ("/*",)
    assert paths(*many, "one-more.css", namespace=preview("pr-1")) == ("/.previews/pr-1/*",)
