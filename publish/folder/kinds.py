"""The kind of a file: how long browsers and the edge may keep it, and whether it is written after what it refers to.

    kind           browser                 edge                         after a change
    FINGERPRINTED  for a year, unasked     for a year                   has another name; nothing to invalidate
    REVALIDATED    asks each time          until it is invalidated      invalidated with the release
    MEDIA          for an hour             until it is invalidated      invalidated with the release

A file is FINGERPRINTED only if its name is proven to change with its content (`fingerprints`). MEDIA are images,
fonts, audio, video, models, documents and downloads. Everything else is REVALIDATED: pages, their data, scripts,
styles, feeds, manifests, service workers. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
"""

import re
from collections.abc import Mapping
from enum import Enum

from publish.folder.encodings import inner_name
from publish.folder.fingerprints import NO_BUNDLES, Bundles, is_bundled, is_named_by_content
from publish.folder.suffixes import TYPES, suffix_of

_PAGE_SUFFIXES = {".atom", ".htm", ".html", ".rss", ".webmanifest", ".xht", ".xhtml", ".xml"}
_SERVICE_WORKER = re.compile(
    r"(.*[-_.])?(sw|service[-_]?worker|ngsw-worker|safety-worker|worker-basic|onesignalsdk(updater)?worker)"
    r"([-_.].*)?\.[cm]?js|ngsw\.json|registersw\.js",
    re.IGNORECASE,
)
_REVALIDATED_APPLICATIONS = {
    "application/atom+xml",
    "application/dash+xml",
    "application/json",
    "application/json5",
    "application/ld+json",
    "application/manifest+json",
    "application/n-quads",
    "application/n-triples",
    "application/rdf+xml",
    "application/rss+xml",
    "application/toml",
    "application/trig",
    "application/vnd.apple.mpegurl",
    "application/wasm",
    "application/x-ndjson",
    "application/xhtml+xml",
    "application/xml",
    "application/yaml",
    "audio/x-mpegurl",
}
_DATA_SUFFIXES = {".data", ".inv"}
"""Data of pages: of React Router and Remix, and the inventory of Sphinx."""


class Kind(Enum):
    """The kind of a file; the value is its default Cache-Control."""

    FINGERPRINTED = "public, max-age=31536000, immutable"
    """Its name changes with its content."""
    REVALIDATED = "public, max-age=0, must-revalidate, s-maxage=31536000"
    """Files that refer to others, or that must agree with them."""
    MEDIA = "public, max-age=3600, s-maxage=31536000"
    """Files that stand alone."""


def kind_of(key: str, bundles: Bundles = NO_BUNDLES, digests: Mapping[str, bytes] | None = None) -> Kind:
    """The kind of a file.

    bundles: what the site's other files say about its bundler. Default: nothing.
    digests: the digests of the file's content, by algorithm. Default: the content proves nothing.
    """
    if not is_page(key) and (is_bundled(key, bundles) or (digests and is_named_by_content(key, digests))):
        return Kind.FINGERPRINTED
    return unproven_kind(key)


def unproven_kind(key: str) -> Kind:
    """The kind of a file whose name proves nothing about its content: MEDIA or REVALIDATED."""
    suffix = suffix_of(inner_name(key))
    media = TYPES.get(suffix, "")
    if not media or suffix in _DATA_SUFFIXES or media in _REVALIDATED_APPLICATIONS or media.startswith("text/"):
        return Kind.REVALIDATED
    return Kind.MEDIA


def is_page(key: str) -> bool:
    """Whether a file refers to others and is therefore written last: a page, a feed, a web application's manifest, a
    service worker. Such a file is never fingerprinted: browsers ask for it by a name that does not change."""
    return suffix_of(key) in _PAGE_SUFFIXES or bool(_SERVICE_WORKER.fullmatch(key.rpartition("/")[2]))
