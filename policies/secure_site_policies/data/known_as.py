"""What other tools call the checks that come closest to a rule."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from secure_site_policies.data.tables import DATA

TOOLS: Mapping[str, str] = {"checkov": "Checkov", "prowler": "Prowler", "cdk-nag": "cdk-nag"}
"""Key in known_as.toml -> name of the tool."""

NONE = "none"
"""Key in known_as.toml of the reason why no tool has such a check."""

Entry = Mapping[str, str | Sequence[str]]


@cache
def entries() -> Mapping[str, Entry]:
    """Rule -> key of the tool -> ids of its checks, or NONE -> the reason."""
    return cast("Mapping[str, Entry]", tomllib.loads((DATA / "known_as.toml").read_text()))


def labels(rule: str) -> Sequence[str]:
    """The checks of other tools as tags: "Checkov CKV_AWS_53". None for a rule that is not in the table."""
    entry = entries().get(rule, {})
    return [f"{name} {check}" for key, name in TOOLS.items() for check in entry.get(key, ())]
