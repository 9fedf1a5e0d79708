"""What the content bucket keeps: every version that a kept release names, and nothing for ever."""

from components.context import Context
from components.storage.bucket import SecureBucketArgs
from components.storage.options import StorageOptions
from publish.layout import PREVIEW_DAYS, PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX, RELEASES_PREFIX, RETIRED_TAG
from publish.retention import noncurrent_versions_to_spare


def content_bucket(context: Context, storage: StorageOptions) -> SecureBucketArgs:
    """The inputs of the content bucket that follow from the settings.

    The newest old versions of each file are spared, for a kept release may name them however old they are. Not spared
    are those that publishing has tagged because no kept release names them any more, manifests, which have one version
    each, and previews, which do not outlive their days.
    """
    return {
        "context": context,
        "purpose": "content",
        "noncurrent_days": storage.noncurrent_days,
        "spared_versions": noncurrent_versions_to_spare(storage.keep_releases),
        "unspared_prefixes": (PREVIEWS_PREFIX, RELEASES_PREFIX),
        "unspared_tag": RETIRED_TAG,
        "expire_days": dict.fromkeys((PREVIEWS_PREFIX, PREVIEW_MANIFESTS_PREFIX), PREVIEW_DAYS),
        "protect": storage.protect,
    }
