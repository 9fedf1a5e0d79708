"""The keys of a site in the bucket: the site itself at the root, each preview under a prefix of its own.

    index.html                               the site
    .previews/pr-12/index.html               the preview "pr-12"
    .releases/site/00000042.json             manifest of the site's 42nd release
    .releases/preview/pr-12/00000001.json    manifest of the preview's first

No file of a site can get a key under either prefix, because dot-folders are not published. CloudFront must not serve
`.releases/`.
"""

import re
from dataclasses import dataclass

from publish.errors import InputError
from publish.layout import PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX, RELEASES_PREFIX

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True)
class Namespace:
    """The key prefixes of one site. Made by `site` or `preview`."""

    content: str
    """The prefix of its files."""
    manifests: str
    """The prefix of its manifests."""
    is_preview: bool

    def manifest_key(self, number: int) -> str:
        """The key of the manifest with this number. Keys sort by number."""
        return f"{self.manifests}{number:08d}.json"

    def manifest_number(self, key: str) -> int | None:
        """The number of the manifest with this key. None for any other key."""
        found = re.fullmatch(re.escape(self.manifests) + r"(\d{8})\.json", key)
        return int(found[1]) if found else None


def site() -> Namespace:
    """The namespace of the site that the pipeline publishes."""
    return Namespace("", f"{RELEASES_PREFIX}site/", is_preview=False)


def preview(name: str) -> Namespace:
    """The namespace of a preview. Raises InputError for a name that cannot be part of a host name."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"--preview {name!r}: write 1 to 40 lower-case letters, digits and hyphens, such as pr-12; "
            "the name becomes part of an address"
        )
    return Namespace(f"{PREVIEWS_PREFIX}{name}/", f"{PREVIEW_MANIFESTS_PREFIX}{name}/", is_preview=True)
