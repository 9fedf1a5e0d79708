"""Mail subscriptions that are gone: their receivers ended them, and no program can bring them back.

SNS deletes a subscription that is not confirmed in time, and each of its mails has a link that ends it. The next update
after a refresh asks the receiver again, who may ignore that as well. So this is a note, and not a difference to repair.
AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from secure_site_policies.report.findings import name_of
from secure_site_policies.report.gfm import cell, table
from secure_site_policies.report.text import clean

_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_MAIL = frozenset({"email", "email-json"})


def ended(lines: Iterable[str]) -> frozenset[str]:
    """The URNs of the mail subscriptions that the state has and SNS lacks, in the events of a preview with a refresh.

    One that the state lacks as well is new in the program, and therefore a difference.
    """
    refreshed, created = set[str](), set[str]()
    for line in lines:
        metadata = metadata_of(line)
        if metadata.get("type") != _SUBSCRIPTION:
            continue
        operation, urn = metadata.get("op"), clean(metadata.get("urn", ""))
        if operation == "refresh":
            refreshed.add(urn)
        elif operation == "create" and _protocol(metadata) in _MAIL:
            created.add(urn)
    return frozenset(refreshed & created)


def markdown(urns: Iterable[str]) -> str:
    """A table of the subscriptions, with what to do. "" if there are none."""
    rows: Sequence[tuple[str]] = [(cell(name_of(urn)),) for urn in sorted(urns)]
    if not rows:
        return ""
    return (
        "No one gets mail by these subscriptions any more: they were not confirmed in time, or ended by a link in a "
        "mail. `pulumi up --refresh` asks the receivers again.\n\n" + table(("subscription",), rows)
    )


def metadata_of(line: str) -> dict[str, Any]:
    """The metadata of a step in an event; {} if the event has none."""
    try:
        return dict(json.loads(line)["resourcePreEvent"]["metadata"])
    except (ValueError, LookupError, TypeError):
        return {}


def _protocol(metadata: dict[str, Any]) -> object:
    try:
        return metadata["new"]["inputs"]["protocol"]
    except (LookupError, TypeError):
        return None
