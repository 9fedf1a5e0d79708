"""What has to hold for a published site at any time, and after a run that has ended well."""

from tests.publish.published_site import PublishedSite


def assert_sound(published: PublishedSite) -> None:
    """No page asks for what is not there, and nothing that a kept release names is lost."""
    assert published.missing_assets() == []
    assert published.lost_versions() == []


def assert_is(published: PublishedSite, site: dict[str, str]) -> None:
    """The bucket serves the site, and its manifest names versions with just this in them.

    What the site no longer has may still be there.
    """
    served, files, versions = published.served(), published.newest_manifest()["files"], published.versions()
    assert {key: served.get(key) for key in site} == {key: text.encode() for key, text in site.items()}
    assert files.keys() == site.keys()
    assert {(key, record["version_id"]) for key, record in files.items()} <= versions.keys()
    assert {key: published.body(key, record["version_id"]) for key, record in files.items()} == {
        key: text.encode() for key, text in site.items()
    }
