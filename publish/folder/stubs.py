"""The object that answers with a redirect: a small page with a link to the target, its status and its Location.

Its ETag is of the page, so it changes with the target, and no cache keeps an old one.
"""

import hashlib
from html import escape
from typing import NamedTuple

from publish.folder.kinds import Kind
from publish.folder.local_file import LocalFile, in_memory
from publish.release.manifest import Content

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Redirect</title>
<p><a href="{target}">{target}</a> ({status})</p>
</html>
"""


_NOT_FOUND = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Page not found</title>
<h1>Page not found</h1>
<p><a href="/">Home</a></p>
</html>
"""


class Target(NamedTuple):
    """Where an address redirects to."""

    status: int
    location: str
    """A percent-encoded path that begins with one slash, or an absolute URL."""


def plain_not_found_page(key: str) -> tuple[LocalFile, Content]:
    """The file and the content of a page for what is missing, of a site that has none."""
    digest = hashlib.sha256(_NOT_FOUND).hexdigest()
    content = Content(digest, len(_NOT_FOUND), "text/html; charset=utf-8", Kind.REVALIDATED.value, derived=True)
    return in_memory(key, _NOT_FOUND), content


def stub(key: str, target: Target) -> tuple[LocalFile, Content]:
    """The file and the content of a redirect."""
    body = _PAGE.format(target=escape(target.location), status=target.status).encode()
    content = Content(
        hashlib.sha256(body).hexdigest(),
        len(body),
        "text/html; charset=utf-8",
        Kind.REVALIDATED.value,
        status=target.status,
        headers=(("location", target.location),),
        derived=True,
    )
    return in_memory(key, body), content
