"""Reads the properties of a resource once for all rules. By itself, pulumi-policy parses them anew for each rule.

With 40 rules that is most of the pack's time. Rules only read properties, so they can share them. There is no public
hook; where pulumi-policy has no such functions any more, it parses as it likes, and the pack is slower but no less
strict.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any

from pulumi_policy import policy

_REQUESTS = ("Analyze", "AnalyzeStack")
_STEPS = ("deserialize_properties", "unknown_checking_proxy")
_SERVICER = "_PolicyAnalyzerServicer"

_held = threading.local()
"""`.results`, during a request: step and id of what it took -> what it took, which keeps the id, and what it made."""


def read_once() -> None:
    """Makes this process parse each resource once a request. May be called again."""
    servicer: Any = getattr(policy, _SERVICER, None)
    whole: Any = getattr(policy, "json_format", None)
    known = servicer and whole and all(hasattr(policy, step) for step in _STEPS)
    if not known or isinstance(whole, _Parser):
        return
    setattr(policy, "json_format", _Parser(whole))  # noqa: B010 - an import of a library, to which pyright lets no one assign
    for step in _STEPS:
        setattr(policy, step, _kept(getattr(policy, step)))
    for request in _REQUESTS:
        setattr(servicer, request, _holding(getattr(servicer, request)))


class _Parser:
    """`google.protobuf.json_format`, for pulumi-policy."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole
        self.MessageToDict = _kept(whole.MessageToDict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def _holding(answer: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(answer)
    def held(self: Any, request: Any, context: Any) -> Any:
        _held.results = {}
        try:
            return answer(self, request, context)
        finally:
            _held.results = None

    return held


def _kept(step: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(step)
    def kept(taken: Any, *more: Any) -> Any:
        results: dict[tuple[str, int], tuple[Any, Any]] | None = getattr(_held, "results", None)
        if results is None or more:
            return step(taken, *more)
        key = step.__name__, id(taken)
        if key not in results:
            results[key] = taken, step(taken)
        return results[key][1]

    return kept
