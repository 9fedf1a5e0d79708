"""Deletes previews for good, and lists those that there are."""

from argparse import Namespace as Options

from publish.cloud.bucket_objects import Bucket
from publish.cloud.clients import PublishClients
from publish.commands.job import Answer
from publish.layout import PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX
from publish.release.namespace import preview


def discard(options: Options, clients: PublishClients) -> Answer:
    """Deletes every version of everything that belongs to the previews. Raises InputError for a wrong name."""
    bucket, deleted = Bucket(clients.s3, options.bucket), dict[str, int]()
    for namespace, name in [(preview(name), name) for name in options.names]:
        # The manifests go last: a preview that is half deleted is still listed.
        deleted[name] = sum(bucket.purge(prefix) for prefix in (namespace.content, namespace.manifests))
    text = "\n".join(f"preview {name} is deleted; versions: {count}" for name, count in deleted.items())
    return Answer(text, {"deleted": deleted})


def list_previews(options: Options, clients: PublishClients) -> Answer:
    """The names of the previews of which anything is left, sorted."""
    bucket = Bucket(clients.s3, options.bucket)
    found = sorted({name for prefix in (PREVIEWS_PREFIX, PREVIEW_MANIFESTS_PREFIX) for name in bucket.folders(prefix)})
    return Answer("\n".join(found) or "no preview", {"previews": found})
