"""Checks a site without publishing it: a folder, or what a bucket holds under another policy."""

from argparse import Namespace as Options
from collections.abc import Sequence

from publish.cloud.clients import PublishClients
from publish.cloud.site_objects import SiteObjects
from publish.commands.job import Answer, folder_options, noted, site_of
from publish.commands.policies import refusal, with_policies
from publish.errors import InputError
from publish.folder.read_folder import HTML, SCRIPTS, STYLES, read_folder
from publish.layout import DEFAULT_CSP
from publish.parallel import WORKERS, for_each
from publish.release.manifest import Manifest


def check(options: Options, clients: PublishClients) -> Answer:
    """Checks a folder, or with --published the pages in the bucket. Raises InputError for what cannot be published."""
    csp = options.csp or DEFAULT_CSP
    if options.published:
        return _published(options, clients, csp)
    if options.directory is None:
        raise InputError("name the folder with the built site, or --published for what is in the bucket")
    folder = read_folder(options.directory, folder_options(options))
    found = with_policies(csp, folder, None, options.not_found_page, options.site)
    own = sum(1 for content in found.contents.values() if not content.derived)
    pages = sum(1 for content in found.contents.values() if content.header("content-security-policy"))
    said = [*folder.notices, *found.notes]
    text = f"{options.directory} can be published; files: {own}, pages with a policy of their own: {pages}"
    return Answer("\n".join([*noted(said), text]), {"files": own, "pagesWithPolicy": pages, "notes": said})


def _published(options: Options, clients: PublishClients, csp: str) -> Answer:
    """Holds the pages of the newest release against a policy of the stack."""
    from publish.page_policy.judge import judge
    from publish.page_policy.judgement import SiteFiles

    if not options.bucket:
        raise InputError("--published needs the bucket of the site: --bucket, or CONTENT_BUCKET")
    site = site_of(options, clients)
    head = site.head()
    pages, styles, scripts = (_of_type(head, types) for types in (HTML, STYLES, SCRIPTS))
    reader = _Reader(site, [*scripts, *pages, *styles])
    found = judge(csp, SiteFiles(pages, styles, scripts, reader.read, not_found_page=options.not_found_page))
    if found.refusals:
        raise InputError(refusal(found.refusals, found.remedy))
    text = f"release {head.release.id} works with this policy; pages: {len(pages)}"
    return Answer("\n".join([*noted(found.notes), text]), {"release": head.release.id, "pages": len(pages)})


def _of_type(head: Manifest, types: Sequence[str]) -> list[str]:
    return sorted(
        key
        for key, version in head.files.items()
        if version.content.media_type in types and version.content.header("location") is None
    )


class _Reader:
    """Reads published files, the next ones together with the one that is asked for."""

    def __init__(self, site: SiteObjects, keys: Sequence[str]) -> None:
        self._site = site
        self._waiting = list(keys)
        self._read: dict[str, bytes] = {}

    def read(self, key: str) -> bytes:
        """The content of a file. Each is asked for once."""
        if key not in self._read:
            start = self._waiting.index(key) if key in self._waiting else len(self._waiting)
            batch = self._waiting[start : start + WORKERS] or [key]
            del self._waiting[start : start + WORKERS]
            self._read |= for_each(self._site.content, batch)
        return self._read.pop(key)
