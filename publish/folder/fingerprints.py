"""Which names are proven to change with the content of their file.

There are three proofs. In doubt a file has none: a name that is wrongly taken for a fingerprint is cached for a year,
and it cannot be called back.

1. The file lies in a folder that a bundler writes, and its name carries a hash as that bundler writes it (`bundlers`).
2. The bundler's own manifest names the file, and its name carries a hash.
3. The name carries the beginning of a digest (MD5 or SHA) of the file's content, in hexadecimal, base32 or base64url.

A hash is never the first part of a name, except in folders that hold nothing but a bundler's output, and never part of
a UUID.
"""

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from publish.folder.bundlers import (
    ANGULAR_ROOT,
    GATSBY_ROOT,
    GATSBY_STATIC,
    NAMED_BY_A_MANIFEST,
    PICTURES,
    is_in_a_bundlers_folder,
)
from publish.folder.hash_forms import is_plain

ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
"""The digests that prove a name, by their names in `hashlib`."""

MANIFESTS = ("asset-manifest.json", "build-manifest.json", "rev-manifest.json", "webpack.stats.json", "manifest.json")
"""Names of the manifests that webpack's plugins, gulp-rev and Gatsby put into their output."""

VITE_MANIFEST = ".vite/manifest.json"
"""Vite's manifest. It lies in a hidden folder and is not published."""

_FEWEST_CHARACTERS = 8
_PICTURES = tuple(f".{suffix}" for suffix in PICTURES)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_UUID_WITHOUT_HYPHENS = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}[147][0-9a-f]{3}[89ab][0-9a-f]{15}(?![0-9a-f])")
_CANDIDATE = re.compile(r"(?<=[.\-_~@])[A-Za-z0-9_-]{8,128}")
_GATSBY_FOLDER = re.compile(r"static/[0-9a-f]{32}/")
_WEB_APPLICATION = {"background_color", "display", "icons", "short_name", "start_url", "theme_color"}
_MANIFEST_BYTES = 16 * 1024**2


@dataclass(frozen=True)
class Bundles:
    """What the other files of a site say about its bundler."""

    named: frozenset[str] = frozenset()
    """The keys that manifests of the bundler name."""
    is_gatsby: bool = False
    is_angular: bool = False


NO_BUNDLES = Bundles()


def bundles_of(keys: Collection[str], named: frozenset[str] = frozenset()) -> Bundles:
    """What the keys of a site say about its bundler.

    named: the keys that its manifests name.
    """
    is_angular = any(key.startswith("main-") and ANGULAR_ROOT.holds(key) and _is_angular(key) for key in keys)
    return Bundles(named, "page-data/app-data.json" in keys, is_angular and "index.html" in keys)


def is_bundled(key: str, bundles: Bundles = NO_BUNDLES) -> bool:
    """Whether a bundler wrote the file and put a hash into its name: proofs 1 and 2."""
    folder, _, name = key.rpartition("/")
    if _UUID.search(name):
        return False
    if _UUID_WITHOUT_HYPHENS.search(name) and name.endswith(_PICTURES):
        return False
    if is_in_a_bundlers_folder(key):
        return True
    if key in bundles.named:
        return NAMED_BY_A_MANIFEST.names_by_hash(name)
    if bundles.is_gatsby and folder:
        return bool(_GATSBY_FOLDER.match(key)) or (GATSBY_STATIC.holds(key) and GATSBY_STATIC.names_by_hash(name))
    if bundles.is_gatsby:
        return GATSBY_ROOT.names_by_hash(name)
    return bundles.is_angular and not folder and _is_angular(key)


def may_be_named_by_content(key: str) -> bool:
    """Whether the name holds a part that could be a digest, so that the digests are worth computing."""
    name = _UUID.sub("", key.rpartition("/")[2])
    return any(not is_plain(found) for found in _CANDIDATE.findall(name))


def is_named_by_content(key: str, digests: Mapping[str, bytes]) -> bool:
    """Whether a part of the name, but not the first, is the beginning of a digest of the content: proof 3.

    digests: algorithm -> digest.
    """
    name = _UUID.sub("", key.rpartition("/")[2])
    written = [text for digest in digests.values() for text in _written(digest)]
    for position, character in enumerate(name):
        if position and character in ".-_~@":
            rest = name[position + 1 :].partition(".")[0]
            if any(_begins(text, rest) for text in written):
                return True
    return False


def named_by(manifest: bytes) -> frozenset[str]:
    """The keys that a bundler's manifest names: every text in it that could be a path.

    Empty for what is not JSON, and for the manifest of a web application, which has the same name.
    """
    try:
        found = json.loads(manifest[:_MANIFEST_BYTES])
    except ValueError:
        return frozenset()
    if isinstance(found, dict) and _WEB_APPLICATION.intersection(cast("dict[str, Any]", found)):
        return frozenset()
    return frozenset(text.lstrip("./") for text in _texts(found) if "." in text and "://" not in text)


def _is_angular(key: str) -> bool:
    words = ("main-", "polyfills-", "scripts-", "styles-", "chunk-", "worker-")
    return key.startswith(words) and any(letter.isdigit() for letter in key) and ANGULAR_ROOT.names_by_hash(key)


def _written(digest: bytes) -> tuple[str, ...]:
    """The forms in which a digest is written."""
    base32 = base64.b32encode(digest).decode().rstrip("=")
    return digest.hex(), base32, base32.lower(), base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _begins(written: str, rest: str) -> bool:
    """Whether the text after a separator begins with the beginning of a digest, up to the next separator."""
    if written.startswith(rest):
        return len(rest) >= _FEWEST_CHARACTERS
    part = re.split(r"[-_~@]", rest)[0]
    return len(part) >= _FEWEST_CHARACTERS and written.startswith(part)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in cast("dict[str, Any]", value).values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in cast("list[Any]", value) for text in _texts(each)]
    return []
