"""What has to hold for a published site at any time, and after a run that has ended well."""

import base64
import hashlib
import re

from tests.publish.published_site import PublishedSite

_CODE = re.compile("<script>(.*?)</script>")
_HASH = re.compile("'sha256-[^']*'")


def assert_sound(published: PublishedSite) -> None:
    """No page asks for what is not there, each object has the headers of its own content, and nothing that a kept
    release names is lost.
    """
    objects = published.objects()
    assert published.missing_assets(objects) == []
    assert published.lost_versions() == []
    for key, (metadata, body) in objects.items():
        assert_headers_fit(key, metadata, body.decode())


def assert_headers_fit(key: str, metadata: dict[str, str], text: str) -> None:
    """A page's own policy is for the code that it holds, and a redirect leads where its own page says."""
    if policy := metadata.get("content-security-policy"):
        digests = [hashlib.sha256(code.encode()).digest() for code in _CODE.findall(text)]
        assert {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests} == set(_HASH.findall(policy)), (
            key
        )
    assert metadata.get("location", "") in text, key


def assert_is(published: PublishedSite, site: dict[str, str]) -> None:
    """The bucket serves the site, and its manifest names versions with just this in them.

    What the site no longer has may still be there.
    """
    served, files, versions = published.served(), published.own_files(), published.versions()
    assert {key: served.get(key) for key in site} == {key: text.encode() for key, text in site.items()}
    assert files.keys() == site.keys()
    assert {(key, record["version_id"]) for key, record in files.items()} <= versions.keys()
    assert {key: published.body(key, record["version_id"]) for key, record in files.items()} == {
        key: text.encode() for key, text in site.items()
    }
