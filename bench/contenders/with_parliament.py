# pyright: basic, reportMissingImports=false
"""parliament expands one action at a time; NotAction is the complement of that, as in its own `Statement.in_actions`.

Source: https://github.com/duo-labs/parliament#using-parliament-as-a-library
"""

from contest import Document, adds_s3, allowing, as_list, contend
from parliament import expand_action, iam_definition

_S3 = {
    f"s3:{privilege['privilege']}"
    for service in iam_definition
    if service["prefix"] == "s3"
    for privilege in service["privileges"]
}


def grants_by_wildcard(document: Document) -> bool:
    """An Allow has S3 actions that appear by expansion only, or whose NotAction leaves some."""
    for statement in allowing(document):
        if "NotAction" in statement:
            if _S3.difference(*map(_expanded, as_list(statement["NotAction"]))):
                return True
        elif any(adds_s3([pattern], _expanded(pattern)) for pattern in as_list(statement["Action"])):
            return True
    return False


def _expanded(pattern: str) -> list[str]:
    return [f"{found['service']}:{found['action']}" for found in expand_action(pattern, raise_exceptions=False)]


contend(grants_by_wildcard)
