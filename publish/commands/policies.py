"""Gives each page of a folder its own policy, and rejects a folder with pages that the stack's policy would break."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publish.errors import InputError
from publish.folder.answer_headers import metadata_bytes
from publish.folder.read_folder import Folder
from publish.release.manifest import Content, Manifest, ObjectVersion

_HEADER = "content-security-policy"


def with_policies(
    csp: str | None, folder: Folder, head: Manifest | None, not_found_page: str | None, address: str | None
) -> tuple[Mapping[str, Content], Sequence[str]]:
    """The contents of a folder, each page with its own policy if it needs one, and what to tell about the pages.

    csp: the stack's policy. None: unknown, so that no page is read.
    head: the newest release; what it has published under the same policy is not read again.
    address: where the site is served. None: unknown.
    Raises InputError if a browser would block what a page asks for.
    """
    if not csp:
        return folder.contents, ()
    # Imported here because a site without changes needs none of it.
    from publish.page_policy.judge import SiteFiles, judge

    before: Mapping[str, ObjectVersion] = head.files if head and head.csp == csp else {}
    same = {key for key in before if key in folder.contents and _is_same(before[key].content, folder.contents[key])}
    files = SiteFiles(
        folder.pages,
        folder.styles,
        folder.scripts,
        lambda key: folder.files[key].read(),
        unchanged=same,
        not_found_page=not_found_page,
        address=address,
        metadata_bytes={key: metadata_bytes(folder.contents[key].metadata) for key in folder.pages},
    )
    found = judge(csp, files)
    if found.refusals:
        raise InputError(refusal(found.refusals, found.remedy))
    kept = {key: own for key in folder.pages if key in same and (own := before[key].content.header(_HEADER))}
    policies = {**kept, **found.policies}
    return {key: _with(content, policies.get(key)) for key, content in folder.contents.items()}, found.notes


def refusal(refusals: Sequence[str], remedy: str | None) -> str:
    """The message about pages that a policy would break."""
    lines = ["the stack's Content-Security-Policy would break pages of the site:", *(f"- {one}" for one in refusals)]
    return "\n".join([*lines, *([f"to allow all of it: {remedy}"] if remedy else [])])


def _is_same(before: Content, now: Content) -> bool:
    return before.sha256 == now.sha256 and before.content_type == now.content_type


def _with(content: Content, policy: str | None) -> Content:
    return replace(content, headers=tuple(sorted([*content.headers, (_HEADER, policy)]))) if policy else content
