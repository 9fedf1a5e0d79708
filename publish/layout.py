"""The key prefixes in the bucket, shared by this package and the program that creates the bucket. Imports nothing."""

RELEASES_PREFIX = ".releases/"
"""The prefix of all manifests. Only the publisher may read them."""

PREVIEWS_PREFIX = ".previews/"
"""The prefix of all previews."""

PREVIEW_MANIFESTS_PREFIX = f"{RELEASES_PREFIX}preview/"
"""The prefix of the manifests of all previews."""

PREVIEW_DAYS = 14
"""Days after which the bucket's lifecycle rule deletes the objects under the two preview prefixes."""

RETIRED_TAG = ("secure-site:retired", "true")
"""Key and value of the tag on a version that no kept release names: a lifecycle rule deletes it."""
