"""The engine's requests are read before pulumi-policy handles them."""

import functools
from typing import Any

import pytest
from pulumi_policy import policy

from secure_site_policies.frame.requests import note_requests


class Servicer:
    """Stands for pulumi-policy's."""

    def Analyze(self, request: Any, context: Any) -> list[Any]:  # noqa: N802 - the library's name
        return [request, context]


@pytest.fixture
def servicer(monkeypatch: pytest.MonkeyPatch) -> type[Servicer]:
    class Fresh(Servicer):
        Analyze = Servicer.Analyze

    monkeypatch.setattr(policy, "_PolicyAnalyzerServicer", Fresh)
    return Fresh


def test_a_request_is_noted_once_however_often_that_is_asked_for_and_answered_as_before(servicer: type[Servicer]):
    noted: list[Any] = []
    for _ in range(2):
        note_requests("Analyze", noted.append)
    assert servicer().Analyze("request", "context") == ["request", "context"]
    assert noted == ["request"]


def test_a_method_that_something_else_has_wrapped_is_noted_as_well(
    servicer: type[Servicer], monkeypatch: pytest.MonkeyPatch
):
    handle = servicer.Analyze

    @functools.wraps(handle)
    def other(self: Any, request: Any, context: Any) -> Any:
        return handle(self, request, context)

    monkeypatch.setattr(servicer, "Analyze", other)
    noted: list[Any] = []
    note_requests("Analyze", noted.append)
    servicer().Analyze("request", "context")
    assert noted == ["request"]


def test_a_library_that_has_changed_is_an_error_and_not_silence(servicer: type[Servicer]):
    assert servicer
    with pytest.raises(AttributeError):
        note_requests("Judge", lambda request: None)
