"""Takes files down, and keeps them down."""

from argparse import Namespace as Options
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from publish.cloud.clients import PublishClients
from publish.commands.job import Answer, Job
from publish.errors import InputError, PublishError
from publish.folder.addresses import Addresses, key_of
from publish.release.make_release import make_release
from publish.release.manifest import Content, Manifest
from publish.release.sources import Without


def remove(options: Options, clients: PublishClients) -> Answer:
    """Takes files down, or lets files that were taken down be published again."""
    job = Job.start(options, clients)
    survey = job.site.survey(job.site.newest())
    head = survey.head
    if head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    known: Mapping[str, object] = head.withdrawn if options.undo else head.files
    keys = _keys(options.paths, known, job.addresses)
    request = replace(job.request(), commit=head.release.commit, csp=head.csp, basis=head.basis)
    if options.undo:
        removed: frozenset[str] = frozenset()
        withdrawn = {key: digest for key, digest in head.withdrawn.items() if key not in keys}
        notes = [f"{key} is published again by the next publication that has it" for key in keys]
    else:
        removed = frozenset(keys)
        withdrawn = {**head.withdrawn, **{key: head.files[key].content.sha256 for key in keys}}
        notes = [f"{key} is taken down; bring it back with: publish remove --undo {key}" for key in keys]
        request = replace(request, retention=replace(request.retention, at_once=removed))
    versions = job.site.versions_of(removed, (head.release, *head.kept)) if removed else []
    source = Without(job.site, head, removed)
    result = make_release(job.site, job.edge, source, replace(request, withdrawn=withdrawn), survey)
    job.site.retire(versions)
    job.check(request, result, csp=None)
    return job.answer(result, notes)


def without_withdrawn(
    contents: Mapping[str, Content], head: Manifest | None
) -> tuple[Mapping[str, Content], Sequence[str]]:
    """The files without those that were taken down, and what to say of these."""
    withdrawn: Mapping[str, str] = head.withdrawn if head else {}
    left_out = {key for key, digest in withdrawn.items() if key in contents and contents[key].sha256 == digest}
    if not left_out:
        return contents, ()
    return {key: content for key, content in contents.items() if key not in left_out}, withdrawn_notes(left_out)


def withdrawn_notes(keys: Iterable[str]) -> list[str]:
    """What to say of files that are not published because they were taken down."""
    return [
        f"{key} was taken down and is not published; to publish it: publish remove --undo {key}" for key in sorted(keys)
    ]


def _keys(paths: Iterable[str], known: Mapping[str, object], addresses: Addresses) -> list[str]:
    """The keys that keys or addresses name, with the objects that lead to them. Raises InputError for none."""
    found: dict[str, None] = {}
    for path in paths:
        plain = path.lstrip("/")
        named = [plain] if plain in known else [key for key in _at(path, addresses) if key in known]
        if not named:
            raise InputError(f"{path!r} names no file of the site: write a key, or the address of a page like /about")
        for key in named:
            found |= dict.fromkeys((key, *(other for other in _leading_to(key, addresses) if other in known)))
    return list(found)


def _at(path: str, addresses: Addresses) -> list[str]:
    """The keys that may answer an address: with a slash at its end, and without."""
    rooted = f"/{path.lstrip('/')}"
    return [key_of(addresses.resolve(one)) for one in (f"{rooted.rstrip('/')}/", rooted)]


def _leading_to(key: str, addresses: Addresses) -> list[str]:
    """The keys of the objects that publishing adds for a file: a redirect to its folder, or its second key."""
    clean = addresses.clean_path(key)
    found = (addresses.key_at(path) for path in (clean.rstrip("/"), clean) if path)
    return [other for other in found if other is not None and other != key]
