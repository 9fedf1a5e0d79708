# pyright: basic, reportMissingImports=false
"""policyuniverse expands a whole document, NotAction included, and leaves each Deny as it is.

Source: https://github.com/Netflix-Skunkworks/policyuniverse#expanding-and-minification
"""

from contest import Document, adds_s3, allowing, as_list, contend
from policyuniverse.expander_minimizer import expand_policy


def grants_by_wildcard(document: Document) -> bool:
    """An Allow has S3 actions that appear by expansion only."""
    pairs = zip(allowing(document), allowing(expand_policy(policy=document)), strict=True)
    return any(adds_s3(as_list(before.get("Action", [])), after["Action"]) for before, after in pairs)


contend(grants_by_wildcard)
