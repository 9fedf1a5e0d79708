"""The key prefixes in the bucket, shared by this package and the program that creates the bucket. Imports nothing."""

RELEASES_PREFIX = ".releases/"
"""The prefix of all manifests. Only the publisher may read them."""

PREVIEWS_PREFIX = ".previews/"
"""The prefix of all previews."""

PREVIEW_MANIFESTS_PREFIX = f"{RELEASES_PREFIX}preview/"
"""The prefix of the manifests of all previews."""

PREVIEW_DAYS = 14
"""Days after which the bucket's lifecycle rule deletes the objects under the two preview prefixes."""

SETTINGS_KEY = ".site/settings.json"
"""The object in the bucket of previews that says how and where the stack serves them."""

DEFAULT_CSP = (
    "default-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
"""The stack's Content-Security-Policy, if it sets no other. An image in the text of a style sheet loads nothing."""

DEFAULT_NOT_FOUND_PAGE = "404.html"
"""The stack's page for a missing file, if it names no other."""

RETIRED_TAG = ("secure-site:retired", "true")
"""Key and value of the tag on a version that no kept release names: a lifecycle rule deletes it."""
