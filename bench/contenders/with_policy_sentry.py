# pyright: basic, reportMissingImports=false
"""policy_sentry expands the actions of a document; of NotAction it says that it is to be reviewed by hand.

With the argument "NotAction" that is done for it: what it expands there is taken from all actions it knows.

Source: https://github.com/salesforce/policy_sentry/blob/master/policy_sentry/analysis/expand.py
"""

import sys

from contest import Document, adds_s3, allowing, as_list, contend
from policy_sentry.analysis.expand import determine_actions_to_expand
from policy_sentry.querying.actions import get_actions_for_service
from policy_sentry.util.policy_files import get_actions_from_statement

_COMPLETED = sys.argv[1:] == ["NotAction"]
_S3 = {action.lower() for action in get_actions_for_service("s3")}


def grants_by_wildcard(document: Document) -> bool:
    """An Allow has S3 actions that appear by expansion only, or whose NotAction leaves some."""
    for statement in allowing(document):
        written = get_actions_from_statement(statement)
        if adds_s3(written, determine_actions_to_expand(written)):
            return True
        if _COMPLETED and "NotAction" in statement:
            expanded = determine_actions_to_expand(as_list(statement["NotAction"]))
            if not _S3.issubset(map(str.lower, expanded)):
                return True
    return False


contend(grants_by_wildcard)
