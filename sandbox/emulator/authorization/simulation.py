"""Lets IAM's simulator use the condition keys that a request gives it, which ministack's own leaves out.

AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from sandbox.emulator.authorization.emulator import part

_OPERATIONS = ("SimulateCustomPolicy", "SimulatePrincipalPolicy")
_NOTHING: Mapping[str, str] = {}
_given: ContextVar[Mapping[str, str]] = ContextVar("given", default=_NOTHING)


def install() -> None:
    """Replaces the simulator's operations, and the evaluation that they share with every other request."""
    handlers: dict[str, Callable[[Any], Any]] = part("services.iam")._IAM_HANDLERS
    for operation in _OPERATIONS:
        handlers[operation] = _with_keys(handlers[operation])
    evaluator = part("core.iam_evaluator")
    evaluate = evaluator.evaluate

    def evaluate_with_keys(context: Any, *rest: Any, **more: Any) -> Any:
        keys = _given.get()
        known = replace(context, service_context={**context.service_context, **keys}) if keys else context
        return evaluate(known, *rest, **more)

    evaluator.evaluate = evaluate_with_keys


def _with_keys(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def handle(parameters: Any) -> Any:
        token = _given.set(_keys(parameters))
        try:
            return handler(parameters)
        finally:
            _given.reset(token)

    return handle


def _keys(parameters: Any) -> Mapping[str, str]:
    """The condition keys of a request, in lower case, each with its first value."""
    read, found, number = part("services.iam")._p, dict[str, str](), 1
    while name := read(parameters, f"ContextEntries.member.{number}.ContextKeyName"):
        found[name.lower()] = read(parameters, f"ContextEntries.member.{number}.ContextKeyValues.member.1")
        number += 1
    return found
