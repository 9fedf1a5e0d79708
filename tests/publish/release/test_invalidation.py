"""Which paths CloudFront is told to forget, and what that costs."""

from collections.abc import Iterable

import pytest

from publish.release.invalidation import MOST_SINGLE_PATHS, invalidation_paths


def paths(*keys: str, carried: tuple[str, ...] = ()) -> tuple[str, ...]:
    def addresses_of(key: str) -> Iterable[str]:
        is_folder = key == "index.html" or key.endswith("/index.html")
        return [f"/{key.removesuffix('index.html')}"] if is_folder else []

    return invalidation_paths(keys, addresses_of, carried)


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


def test_every_address_of_a_key_is_named() -> None:
    assert paths("index.html", "docs/index.html", "a.css") == (
        "/",
        "/a.css",
        "/docs/",
        "/docs/index.html",
        "/index.html",
    )


def test_more_than_a_few_paths_are_one() -> None:
    many = [f"{number}.css" for number in range(MOST_SINGLE_PATHS)]
    assert len(paths(*many)) == MOST_SINGLE_PATHS
    assert paths(*many, "one-more.css") == ("/*",)
    assert paths(*(f"img/{key}" for key in (*many, "one-more.css"))) == ("/img/*",)
    assert paths(*(f"img/{key}" for key in many), "img2/x.css") == ("/*",)


def test_what_was_not_invalidated_before_is_named_again() -> None:
    assert paths("a.css", carried=("/b.css", "/a.css")) == ("/a.css", "/b.css")
    assert paths("a.css", "img/b.png", carried=("/img/*",)) == ("/a.css", "/img/*")
    assert paths("a.css", carried=("/*",)) == ("/*",)
    assert paths(carried=("/img/*", "/img/icons/*")) == ("/img/*",)
