"""docs/controls.md says what is there, and leaves nothing out."""

from pathlib import Path

import pytest

from docs.generate import controls as matrix
from docs.generate.risks import RISKS, WEAKNESSES, Risk, Weakness
from secure_site_policies.rules import ALL

ROOT = Path(matrix.__file__).parents[2]


def test_the_document_is_what_the_pack_says():
    assert matrix.FILE.read_text() == matrix.controls(), "run: make docs"


def test_every_rule_is_against_a_risk_and_every_named_rule_exists():
    assert {name for risk in RISKS for name in risk.rules} == {rule.name for rule in ALL}


@pytest.mark.parametrize("row", [*WEAKNESSES, *RISKS], ids=lambda row: row.title)
def test_what_a_row_names_is_there(row: Risk | Weakness):
    assert [file for file in (*row.built, *row.tests) if not (ROOT / file).is_file()] == []
    assert set(row.rules) <= {rule.name for rule in ALL}


def test_every_rule_has_a_test_of_its_own():
    assert [rule.name for rule in ALL if not (ROOT / matrix.own_test(rule)).is_file()] == []


def test_every_rule_says_what_can_be_configured():
    for rule in ALL:
        assert rule.config_schema
        assert all(schema["description"] and "default" in schema for schema in rule.config_schema.properties.values())
