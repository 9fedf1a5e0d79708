"""This project's own reading, by the function that the policy pack uses."""

from contest import Document, contend

from secure_site_policies.iam.wildcard_grants import granted_actions


def grants_by_wildcard(document: Document) -> bool:
    """Some pattern is found to grant S3 actions."""
    return bool(granted_actions(document))


contend(grants_by_wildcard)
