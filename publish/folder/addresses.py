"""The addresses of the published files: which key a request for a path is answered with.

The functions on viewer requests (components/site/edge_address.js) follow the same rule, in this order:

1. "+" becomes "%2B", because S3 reads a plus sign as a space.
2. A path below /.well-known/ stays as it is.
3. A path that ends in "/" leads to the index document of that folder.
4. A path whose last part ends in a known suffix (`KNOWN_SUFFIXES`, upper or lower case) stays as it is.
5. Any other path leads to the file of that name with the suffix ".html".

In a single-page application a path that neither 2 nor 4 leaves as it is, leads to the index document, unless it matches
one of the stack's `prerenderedPages`: an exact path, or "/docs/*" for /docs and everything below it.

A preview is at the root of its own origin, as the site is at its own: the function puts the folder of the preview in
front of the path that is found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from publish.folder.suffixes import KNOWN_SUFFIXES

_WELL_KNOWN = "/.well-known/"
_PAGE_SUFFIX = ".html"
_KEPT_IN_PATTERNS = "/%~!$&'()*,;=:@?#"
_KNOWN = frozenset(KNOWN_SUFFIXES)


def path_of(key: str) -> str:
    """The percent-encoded path of a key. Only letters, digits and "-._~/" stay as they are."""
    return f"/{quote(key)}"


def key_of(path: str) -> str:
    """The key that S3 looks up for a percent-encoded path without a query."""
    return unquote(path).removeprefix("/")


def has_known_suffix(path: str) -> bool:
    """Whether the last part of a path or key ends in a known suffix."""
    name = path.rpartition("/")[2]
    return "." in name and name.rpartition(".")[2].lower() in _KNOWN


@dataclass(frozen=True)
class Addresses:
    """The rule, with the settings of a stack."""

    index_document: str = "index.html"
    single_page_app: bool = False
    prerendered: tuple[str, ...] = ()
    """The stack's `prerenderedPages`: paths, exact or ending in "/*", percent-encoded or not."""
    prefix: str = ""
    """The beginning of all keys in the bucket, such as ".previews/pr-7/", which counts towards their length. No key
    given to a method has it, and no path."""
    redirected: tuple[str, ...] = ()
    """The paths of the stack's own `redirects`, in the form of `prerendered`: no key answers them."""

    def resolve(self, path: str) -> str:
        """The percent-encoded path that the bucket is asked for.

        path: percent-encoded as the viewer sent it, beginning with "/", without a query.
        """
        path = path.replace("+", "%2B")
        if path.startswith(_WELL_KNOWN):
            return path
        if has_known_suffix(path):
            return path
        if self.single_page_app and not self.is_prerendered(path):
            return f"/{quote(self.index_document)}"
        return f"{path}{quote(self.index_document)}" if path.endswith("/") else f"{path}{_PAGE_SUFFIX}"

    def is_prerendered(self, path: str) -> bool:
        """Whether a path matches a pattern of `prerendered`."""
        return _matches(path, self.prerendered)

    def answering(self, key: str) -> str | None:
        """The key that answers a key's own path: another one where the rule of addresses leads elsewhere. None if a
        redirect of the stack answers.
        """
        own = self.own_path(key)
        return None if _matches(own, self.redirected) else self.key_at(own)

    def own_path(self, key: str) -> str:
        """The percent-encoded path of a key."""
        return path_of(key)

    def key_at(self, path: str) -> str | None:
        """The key that answers a path. None if no file can have the key."""
        key = key_of(self.resolve(path))
        return key if key and not key.endswith("/") else None

    def clean_path(self, key: str) -> str:
        """The address that people use for a key, whether or not it leads there: without index document or ".html"."""
        own = self.own_path(key)
        index = quote(self.index_document)
        if own.endswith(f"/{index}"):
            return own.removesuffix(index)
        return own.removesuffix(_PAGE_SUFFIX) if own.endswith(_PAGE_SUFFIX) and not own.endswith("/.html") else own

    def addresses_of(self, key: str) -> tuple[str, ...]:
        """The paths that lead to a key, the shortest form first. Empty if there is none.

        In a single-page application countless further paths lead to the index document.
        """
        own, clean = self.own_path(key), self.clean_path(key)
        candidates = dict.fromkeys((clean, own.removesuffix(_PAGE_SUFFIX), own))
        return tuple(path for path in candidates if not path.endswith("//") and self.key_at(path) == key)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    encoded = (quote(pattern, safe=_KEPT_IN_PATTERNS) for pattern in patterns)
    return any(
        f"{path}/".startswith(pattern[:-1]) if pattern.endswith("/*") else path == pattern for pattern in encoded
    )
