"""Reads the engine's requests before pulumi-policy handles them, because it drops what some rules need.

There is no public way to see a request.
"""

import functools
from collections.abc import Callable
from typing import Any

from pulumi_policy import policy

_MARK = "_notes_requests"


def note_requests(method: str, note: Callable[[Any], None]) -> None:
    """Calls `note` with each request to a method of the analyzer, such as "AnalyzeStack", before it is handled.

    May be called again for the same method: the first `note` stays. Raises AttributeError where pulumi-policy has
    changed: the pack then does not start, and nothing passes.
    """
    servicer: Any = policy._PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage]
    handle: Any = getattr(servicer, method)
    if hasattr(handle, _MARK):
        return

    @functools.wraps(handle)
    def noting_first(self: Any, request: Any, context: Any) -> Any:
        note(request)
        return handle(self, request, context)

    # functools.wraps copies it to what wraps this one.
    setattr(noting_first, _MARK, True)
    setattr(servicer, method, noting_first)
