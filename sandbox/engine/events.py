"""Writes the engine's events as `pulumi preview --json` streams them, for `secure_site_policies.report`.

The Automation API hands events out as objects, and takes no second event log beside its own.
Shapes: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go
"""

import json
import re
from enum import Enum
from typing import Any, cast

from pulumi.automation.events import EngineEvent

_UNDERSCORE = re.compile(r"_(.)")
# The one property that the engine does not spell in camelCase.
_ODD = {"policy_packs": "PolicyPacks"}


def json_line(event: EngineEvent) -> str:
    """Returns one event as one line, without its empty fields."""
    return json.dumps(_plain(event))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if hasattr(value, "__dict__"):
        return {
            _spelled(name): _plain(item)
            for name, item in cast("dict[str, Any]", vars(value)).items()
            if item is not None
        }
    return value


def _spelled(name: str) -> str:
    return _ODD.get(name) or _UNDERSCORE.sub(lambda found: found[1].upper(), name)
