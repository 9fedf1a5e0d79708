"""Writes the engine's events as `pulumi preview --json` streams them, for `secure_site_policies.report`.

The Automation API hands events out as objects without what the SDK does not know: which rules ran, and the result. It
takes no second event log beside its own. So the SDK's parser is wrapped to keep each event's own JSON.
Shapes: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go
"""

import json
from typing import Any, cast

from pulumi.automation.events import EngineEvent

_parse = cast(Any, EngineEvent.from_json)  # pyright: ignore[reportUnknownMemberType] - a bare dict


def keep_whole() -> None:
    """From now on, `json_line` takes the events of any operation of the Automation API. May be called again."""
    EngineEvent.from_json = staticmethod(_keeping)  # pyright: ignore[reportAttributeAccessIssue]


def json_line(event: EngineEvent) -> str:
    """Returns an event as the engine wrote it, on one line. Raises AttributeError unless `keep_whole` came first."""
    return json.dumps(cast(Any, event).whole)


def _keeping(whole: dict[str, Any]) -> EngineEvent:
    event = _parse(whole)
    event.whole = whole
    return event
