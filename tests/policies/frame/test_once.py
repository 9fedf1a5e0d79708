"""Reading properties once for all rules changes no answer, and keeps nothing for the next request."""

from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, policy

from secure_site_policies.frame.once import read_once
from secure_site_policies.rules import ALL
from tests.policies.fuzz.shapes import shape_of
from tests.policies.fuzz.values import Dice
from tests.policies.test_fuzz import TOKENS, sendable

SERVICER: Any = getattr(policy, "_PolicyAnalyzerServicer")  # noqa: B009 - private to the library


@pytest.fixture
def as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives pulumi-policy back its own functions after the test."""
    for name in ("json_format", "deserialize_properties", "unknown_checking_proxy"):
        monkeypatch.setattr(policy, name, getattr(policy, name))
    for name in ("Analyze", "AnalyzeStack"):
        monkeypatch.setattr(SERVICER, name, getattr(SERVICER, name))


def resources(number: int) -> list[analyzer_pb2.AnalyzerResource]:
    dice = Dice(5)
    made: list[analyzer_pb2.AnalyzerResource] = []
    for index in range(number):
        token = dice.one(TOKENS)
        properties = json_format.ParseDict(sendable(dice.properties(shape_of(token))), struct_pb2.Struct())
        urn = f"urn:pulumi:dev::shop::{token}::it-{index}"
        made.append(analyzer_pb2.AnalyzerResource(type=token, properties=properties, urn=urn, name=f"it-{index}"))
    return made


def answers(given: list[analyzer_pb2.AnalyzerResource]) -> list[str]:
    servicer = SERVICER("secure-site", "0.0.1", list(ALL), EnforcementLevel.MANDATORY)
    found = [
        servicer.Analyze(
            analyzer_pb2.AnalyzeRequest(type=one.type, properties=one.properties, urn=one.urn, name=one.name), None
        )
        for one in given
    ]
    found.append(servicer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=given), None))
    return [diagnostic.message for answer in found for diagnostic in answer.diagnostics]


@pytest.mark.usefixtures("as_it_is")
def test_the_answers_are_the_same():
    given = resources(60)
    before = answers(given)
    for _ in range(2):
        read_once()
    assert len(before) > 60
    assert answers(given) == before


@pytest.mark.usefixtures("as_it_is")
def test_each_resource_is_parsed_once_a_request_and_again_in_the_next(monkeypatch: pytest.MonkeyPatch):
    parsed: list[object] = []

    def parse(message: Any) -> Any:
        parsed.append(message)
        return json_format.MessageToDict(message)

    class Counting:
        MessageToDict = staticmethod(parse)

    monkeypatch.setattr(policy, "json_format", Counting())
    read_once()
    given = resources(3)
    answers(given)
    assert len(parsed) == 6
    answers(given[:1])
    assert len(parsed) == 8


@pytest.mark.usefixtures("as_it_is")
def test_without_the_librarys_functions_it_parses_as_it_likes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(policy, "unknown_checking_proxy")
    own = vars(policy)["json_format"]
    read_once()
    assert vars(policy)["json_format"] is own
