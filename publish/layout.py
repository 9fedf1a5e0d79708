"""Where things lie in the bucket, for the tool and for whoever sets the bucket up. Imports nothing, on purpose."""

RELEASES_PREFIX = ".releases/"
"""Beginning of the keys of all manifests, which nobody but the publisher may read."""

PREVIEWS_PREFIX = ".previews/"
"""Beginning of the keys of all previews."""

PREVIEW_MANIFESTS_PREFIX = f"{RELEASES_PREFIX}preview/"
"""Beginning of the keys of the manifests of all previews."""

PREVIEW_DAYS = 14
"""Days after which the bucket's lifecycle rule deletes what lies under the two preview prefixes."""
