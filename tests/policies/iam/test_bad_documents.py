"""Bad documents: each raises MalformedPolicyError or is read correctly, and none hangs.

What AWS would not take, one case for each message, is in test_permissions.py; here it is every type in every place.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.iam.statements import read_statements
from secure_site_policies.iam.wildcard_grants import granted_actions
from tests.policies.oracle import Oracle

ORACLE = Oracle()
REPOSITORY = Path(__file__).parents[3]
HANG_SECONDS = 60
"""Far from what anything here takes; a test that gets there would not have ended at all."""

DEEP = 100_000


def allow(action: Any, element: str = "Action") -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", element: action}]}


def endless_list() -> list[Any]:
    itself: list[Any] = []
    itself.append(itself)
    return itself


def endless_dict(key: str) -> dict[str, Any]:
    itself: dict[str, Any] = {}
    itself[key] = itself
    return itself


def deep_list() -> list[Any]:
    nested: list[Any] = []
    for _ in range(DEEP):
        nested = [nested]
    return nested


PLACES: dict[str, Callable[[Any], Any]] = {
    "document": lambda value: value,
    "Statement": lambda value: {"Statement": value},
    "a statement": lambda value: {"Statement": [{"Effect": "Deny", "Action": "*"}, value]},
    "Effect": lambda value: {"Statement": {"Effect": value, "Action": "s3:*"}},
    "Action": lambda value: allow(value),
    "an action": lambda value: allow(["s3:Get*", value]),
    "NotAction": lambda value: allow(value, "NotAction"),
    "a NotAction": lambda value: allow(["s3:Get*", value], "NotAction"),
}
WRONG: dict[str, Any] = {
    "none": None,
    "boolean": True,
    "number": 3,
    "fraction": 0.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "bytes": b"s3:*",
    "bytearray": bytearray(b"s3:*"),
    "memoryview": memoryview(b"s3:*"),
    "set": {"s3:*"},
    "generator": (action for action in ("s3:*",)),
    "class": dict,
    "object": object(),
    "numbers": [1, 2],
    "list in a list": [["s3:*"]],
    "foreign key": {"s3:*": "s3:*"},
    "key that is no text": {1: "s3:*", None: "s3:*", ("s3", "*"): "s3:*"},
    "list of itself": endless_list(),
    "dict of itself": endless_dict("Statement"),
    "statement of itself": endless_dict("Action"),
    "deep list": deep_list(),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_type_is_malformed_wherever_it_stands(place: str, wrong: str):
    with pytest.raises(MalformedPolicyError) as caught:
        granted_actions(PLACES[place](WRONG[wrong]))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("element", ["Resource", "Principal", "Condition", "Sid"])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_bear_on_actions_does_not_hide_them(element: str, wrong: str):
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*Acl", element: WRONG[wrong]}}
    assert granted_actions(document).keys() == {"s3:*Acl"}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_condition_of_a_wrong_type_is_malformed_or_read(wrong: str):
    for condition in (WRONG[wrong], {"StringLike": WRONG[wrong]}, {"StringLike": {"aws:SourceArn": WRONG[wrong]}}):
        (statement,) = read_statements({"Statement": {"Effect": "Allow", "Action": "s3:*", "Condition": condition}})
        try:
            assert all(isinstance(value, str) for line in statement.conditions for value in line.values)
        except MalformedPolicyError as error:
            assert len(str(error)) < 200  # noqa: PT017 - reading it is right as well


TEXT = json.dumps(allow(["s3:Get*", "ec2:*"]))


def test_a_text_that_is_cut_off_is_malformed_wherever_it_is_cut():
    assert granted_actions(TEXT)
    for length in range(len(TEXT)):
        with pytest.raises(MalformedPolicyError):
            granted_actions(TEXT[:length])


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "}",
        TEXT + TEXT,
        "\N{ZERO WIDTH NO-BREAK SPACE}" + TEXT,
        TEXT.replace('"', "'"),
        TEXT.replace("]", ",]"),
        TEXT.replace("{", "{ // all\n"),
        TEXT.replace("Get", "\n"),
        json.dumps(TEXT),
        '{"Statement":[],"Statement":[{"Effect":"Allow","Action":"s3:*"}]}',
        '{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"s3:*"}]}',
        '{"Statement":[{"Effect":"Allow","Action":"s3:*","Condition":{"Bool":{"a":"true","a":"false"}}}]}',
        '{"Statement":[{"Effect":"Allow","Action":NaN}]}',
        '{"Statement":[{"Effect":"Allow","NotAction":[-Infinity]}]}',
        '{"Statement":Infinity}',
        '{"Statement":[{"Effect":"Allow","Action":"s3:*","Condition":' + "[" * DEEP + "]" * DEEP + "}]}",
        '{"Statement":' + "[" * DEEP + "]" * DEEP + "}",
        '{"Statement":' * DEEP + "1" + "}" * DEEP,
    ],
    ids=range(17),
)
def test_a_text_that_is_no_json_for_aws_is_malformed(text: str):
    with pytest.raises(MalformedPolicyError) as caught:
        granted_actions(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("pattern", ["\ud800*", "s3:*\udfff", "s3:\ud83d*\ude00", "\0", "s3:*\0", "\N{GRINNING FACE}*"])
@pytest.mark.parametrize("wrap", [dict, json.dumps])
def test_a_character_that_no_action_has_matches_none(pattern: str, wrap: Callable[[Any], Any]):
    assert granted_actions(wrap(allow(pattern))) == {}


@pytest.mark.parametrize("text", ["\ud800", "\ud800" * 1_000_000])
def test_a_message_can_be_printed_whatever_is_in_the_document(text: str):
    for document in ({text: 1}, {"Statement": {"Effect": text}}, {"Statement": {text: 1}}, text, json.dumps({text: 1})):
        with pytest.raises(MalformedPolicyError) as caught:
            granted_actions(document)
        assert len(str(caught.value).encode()) < 200


STARRY = [
    *(f"s3:{('*' + letter) * count}{end}" for letter in "aet?" for count in (5, 12, 31) for end in ("", "*", "!")),
    "s3:" + "*a*a*a" * 200_000,
    *("*a" * 50_000, "s3:" + "*?" * 50_000, "s3:" + "?*" * 50_000 + "!", "?" * 100_000, "*" * 100_000 + "acl"),
    *("s3:" + "a" * 100_000 + "*", "s3:" + "*" * 100_000 + "GetObject"),
]


def test_starry_patterns_are_read_rightly_and_do_not_hang():
    documents = [allow(pattern, element) for pattern in STARRY for element in ("Action", "NotAction")]
    expected = [ORACLE.granted(document) for document in documents]
    assert judged_apart(documents) == [[len(actions) for actions in granted.values()] for granted in expected]


def test_huge_documents_are_read_rightly_and_do_not_hang():
    patterns = [f"s3:Get*{index % 7}{'?' * (index % 11)}*" for index in range(10_000)]
    patterns[5_000] = "s3:*Acl"
    documents = [
        {"Statement": [statement for pattern in patterns for statement in allow(pattern)["Statement"]]},
        {"Statement": [statement for pattern in patterns for statement in allow(pattern, "NotAction")["Statement"]]},
        allow(patterns),
        allow(patterns, "NotAction"),
    ]
    expected = [ORACLE.granted(document) for document in documents]
    assert judged_apart(documents) == [[len(actions) for actions in granted.values()] for granted in expected]


def judged_apart(documents: list[Any]) -> list[list[int]]:
    """How many actions each pattern of each document grants, by a process that is ended should it hang."""
    program = (
        "import json, sys; from secure_site_policies.iam.wildcard_grants import granted_actions as granted;"
        "print([[len(found) for found in granted(document).values()] for document in json.load(sys.stdin)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(documents),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=True,
    )
    return json.loads(done.stdout)


GROWING: dict[str, Callable[[list[str]], Any]] = {
    "statements": lambda names: {"Statement": [{"Effect": "Allow", "Action": f"s3:*a{name}"} for name in names]},
    "NotActions": lambda names: {"Statement": [{"Effect": "Allow", "NotAction": f"s3:*b{name}"} for name in names]},
    "denials": lambda names: {"Statement": [{"Effect": "Deny", "Action": f"s3:*c{name}"} for name in names]},
    "actions": lambda names: allow([f"s3:*d{name}" for name in names]),
    "not actions": lambda names: allow([f"s3:*e{name}" for name in names], "NotAction"),
    "text": lambda names: json.dumps(allow([f"s3:*f{name}" for name in names])),
    "stars": lambda names: allow("s3:" + "*x" * len(names)),
}


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_with_the_size_of_a_document_and_no_faster(kind: str):
    granted_actions(allow("s3:*"))
    names = [f"{index:04}" for index in range(1_000)]
    small, large = GROWING[kind](names[:200]), GROWING[kind](names[200:])
    assert calls_of(lambda: granted_actions(large)) < 4.2 * calls_of(lambda: granted_actions(small)) + 100


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called in it, Python's and C's: the same number in every run."""
    count = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
