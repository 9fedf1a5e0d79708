# pyright: basic, reportMissingImports=false
"""cloudsplaining expands the statements of a document, NotAction included.

Source: https://cloudsplaining.readthedocs.io/
"""

from cloudsplaining.scan.policy_document import PolicyDocument
from contest import Document, adds_s3, contend


def grants_by_wildcard(document: Document) -> bool:
    """An Allow has S3 actions that appear by expansion only."""
    statements = PolicyDocument(document).statements
    return any(found.effect_allow and adds_s3(found.actions, found.expanded_actions) for found in statements)


contend(grants_by_wildcard)
