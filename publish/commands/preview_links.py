"""Finds what a preview would load from the site itself.

A preview lies below a folder of the site's origin, so an address that begins at the root leads to the published site:
the preview shows its style sheets and pictures, or nothing where their names have changed.
"""

from collections.abc import Iterator

from publish.folder.read_folder import Folder
from publish.layout import PREVIEWS_PREFIX

_NAMED = 3


def leaving(folder: Folder, prefix: str) -> str | None:
    """A note on the pages of a preview that load files from outside of it. None if there are none.

    prefix: the beginning of the preview's keys.
    """
    found = {key: path for key in folder.pages if (path := next(_outside(folder, key, prefix), None))}
    if not found:
        return None
    named = ", ".join(f"{key} ({path})" for key, path in sorted(found.items())[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    name = prefix.removeprefix(PREVIEWS_PREFIX).rstrip("/")
    return (
        f"pages of the preview that load files of the published site: {len(found)}, {named}{more}. Build the preview "
        f"with the base path /{PREVIEWS_PREFIX}{name}/"
    )


def _outside(folder: Folder, key: str, prefix: str) -> Iterator[str]:
    """The paths outside of the preview that a page loads something from."""
    from publish.page_policy.address import Address, page_address
    from publish.page_policy.page import read_page

    site = Address("https", "preview.invalid", path="/")
    for request in read_page(folder.files[key].read(), page_address(site, f"{prefix}{key}")).requests:
        address = request.address
        if address.host == site.host and not address.path.startswith(f"/{prefix}"):
            yield address.path
