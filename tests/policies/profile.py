"""The settings with which this program runs the pack."""

import json
from typing import Any, cast

from tests.examples import REPOSITORY

PROFILE: dict[str, Any] = json.loads((REPOSITORY / "policies.json").read_text())
DECIDED_AT_UPDATE = cast("list[str]", PROFILE["unknown-values"]["decidedAtUpdate"])
"""URNs of the documents that contain ids assigned by AWS."""
