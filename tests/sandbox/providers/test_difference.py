"""What an update finds to do."""

import json

import pytest
from pulumi.provider.experimental.provider import PropertyDiffKind

from sandbox.providers.conversion.difference import compare
from sandbox.providers.table import Entry
from sandbox.providers.values import UNKNOWN, Props

_ENTRY = Entry(id="{name}", replace_on=frozenset({"name", "scope.kind"}), identity=("name",))
_OLD: Props = {
    "name": "a",
    "scope": {"kind": "x", "size": 1},
    "rules": [{"status": "Enabled"}, {"status": "Disabled"}],
    "tags": {"a/b": "1"},
    "policy": '{"a": 1}',
}


def kinds(new: Props, ignored: list[str] | None = None) -> dict[str, PropertyDiffKind]:
    return {path: found.kind for path, found in compare(_ENTRY, _OLD, new, ignored or []).detailed_diff.items()}


def test_the_same_inputs_are_no_difference() -> None:
    answer = compare(_ENTRY, _OLD, {**_OLD}, [])
    assert answer.changes is False
    assert not answer.detailed_diff


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"policy": '{ "a":1 }'}, {}),
        ({"scope": {"kind": "x", "size": "1"}}, {}),
        ({"policy": '{"a": 2}'}, {"policy": PropertyDiffKind.UPDATE}),
        (
            {"rules": [{"status": "Disabled"}]},
            {"rules[0].status": PropertyDiffKind.UPDATE, "rules[1]": PropertyDiffKind.DELETE},
        ),
        ({"tags": {"a/b": "1", "c": "2"}}, {"tags.c": PropertyDiffKind.ADD}),
        ({"tags": {"a/b": "2"}}, {'tags["a/b"]': PropertyDiffKind.UPDATE}),
        ({"extra": True}, {"extra": PropertyDiffKind.ADD}),
        ({"policy": UNKNOWN}, {"policy": PropertyDiffKind.UPDATE}),
        ({"name": "b"}, {"name": PropertyDiffKind.UPDATE_REPLACE}),
        ({"scope": {"kind": "y", "size": 1}}, {"scope.kind": PropertyDiffKind.UPDATE_REPLACE}),
        ({"region": "us-east-1"}, {"region": PropertyDiffKind.ADD_REPLACE}),
    ],
)
def test_a_difference_is_named_by_its_path(changed: Props, expected: dict[str, PropertyDiffKind]) -> None:
    assert kinds({**_OLD, **changed}) == expected


def test_a_property_taken_out_is_a_deletion() -> None:
    assert kinds({key: value for key, value in _OLD.items() if key != "tags"}) == {"tags": PropertyDiffKind.DELETE}


@pytest.mark.parametrize("ignored", ["tags", 'tags["a/b"]', "*"])
def test_what_is_ignored_is_no_difference(ignored: str) -> None:
    assert kinds({**_OLD, "tags": {"a/b": "2"}}, [ignored]) == {}


def test_a_replacement_that_keeps_the_name_deletes_first() -> None:
    moved = {**_OLD, "scope": {"kind": "y", "size": 1}}
    assert compare(_ENTRY, _OLD, moved, []).delete_before_replace
    assert not compare(_ENTRY, _OLD, {**moved, "name": "b"}, []).delete_before_replace
    assert not compare(_ENTRY, _OLD, {**moved, "name": UNKNOWN}, []).delete_before_replace


_SETS = frozenset({"names", "rules", "rules.methods"})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"names": ["a", "b"]}, {"names": ["b", "a"]}, {}),
        ({"list": ["a", "b"]}, {"list": ["b", "a"]}, {"list[0]": "UPDATE", "list[1]": "UPDATE"}),
        ({"names": ["a", "b"]}, {"names": ["b"]}, {"names[1]": "DELETE"}),
        ({"names": ["a"]}, {"names": ["b", "a"]}, {"names[0]": "ADD"}),
        ({"names": ["a", "b"]}, {"names": ["c", "a"]}, {"names[0]": "UPDATE"}),
        ({"names": ["a", "a"]}, {"names": ["a"]}, {"names[1]": "DELETE"}),
        ({"names": ["a"]}, {"names": [UNKNOWN]}, {"names[0]": "UPDATE"}),
        (
            {"rules": [{"id": 1, "methods": ["GET", "PUT"]}, {"id": 2}]},
            {"rules": [{"id": 2}, {"id": 1, "methods": ["PUT", "GET"]}]},
            {},
        ),
        ({"rules": [{"id": 1}, {"id": 2}]}, {"rules": [{"id": 2}, {"id": 3}]}, {"rules[1].id": "UPDATE"}),
    ],
)
def test_the_order_of_a_set_is_no_difference(old: Props, new: Props, expected: dict[str, str]) -> None:
    found = compare(_ENTRY, old, new, [], sets=_SETS).detailed_diff
    assert {path: one.kind.name for path, one in found.items()} == expected


def test_a_policy_that_is_no_json_differs_by_its_text() -> None:
    assert compare(_ENTRY, {"policy": "{a"}, {"policy": json.dumps({"a": 1})}, []).changes
