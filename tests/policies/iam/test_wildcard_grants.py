"""The grants of a document, by IAM's rules one by one. test_oracle.py tests them all together."""

import json
import random
from typing import Any

import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.wildcard_grants import granted_actions, service_actions, wildcard_grants

S3 = service_actions("s3")
TWO = frozenset({"s3:GetObjectAcl", "s3:PutObjectAcl"})


def allow(*actions: str, **others: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), **others}]}


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("*", S3),
        ("**", S3),
        ("*:*", S3),
        ("s3:*", S3),
        ("S3:*", S3),
        ("s?:*", S3),
        ("?3:*", S3),
        ("*3:*", S3),
        ("s3:?etObjectAcl", {"s3:GetObjectAcl"}),
        ("s3:Get?bject", {"s3:GetObject"}),
        ("s3:get?bject", {"s3:GetObject"}),
        ("s3:???ObjectAcl", TWO),
        ("s3:*ObjectAcl", TWO),
        ("s3:G*t*t*ACL", {"s3:GetBucketAcl", "s3:GetObjectAcl", "s3:GetObjectVersionAcl"}),
        ("s3:GetObject*Acl", {"s3:GetObjectAcl", "s3:GetObjectVersionAcl"}),
    ],
)
def test_a_wildcard_covers_what_iam_says(pattern: str, covered: set[str]):
    assert granted_actions(allow(pattern)) == {pattern: covered}


@pytest.mark.parametrize(
    "pattern",
    [
        "s3:GetObject",
        "s3:getobject",
        "s3:NoSuch*",
        "s3:[GP]etObject*",
        "s3:[!x]*",
        "s3:Get.*",
        "s3:GetObject|*",
        "s3:Get?",
        "xs3:*",
        "3:*",
        "s3x:*",
        "s3:*\n",
        "ec2:*",
        "s3-object-lambda:*",
        "s3express:*",
        "s3:*:*",
        "s3:PutBuc\N{KELVIN SIGN}et*",
        "\N{LATIN SMALL LETTER LONG S}3:*",
        "",
    ],
)
def test_what_is_no_wildcard_over_s3_does_not_appear(pattern: str):
    assert granted_actions(allow(pattern)) == {}


def test_not_action_grants_the_complement():
    document = {"Statement": {"Effect": "Allow", "NotAction": ["iam:*", "S3:Put*", "s3:deleteobject"]}}
    expected = {name for name in S3 if not name.startswith("s3:Put") and name != "s3:DeleteObject"}
    assert granted_actions(document) == {"NotAction": expected}


def test_a_pattern_of_several_statements_grants_what_all_of_them_do():
    statements = [{"Effect": "Allow", "NotAction": other} for other in ("s3:Get*", "s3:Put*")]
    assert granted_actions({"Statement": statements}) == {"NotAction": S3}


def test_not_action_that_excludes_s3_grants_nothing_of_it():
    assert granted_actions({"Statement": {"Effect": "Allow", "NotAction": "s?:*"}}) == {}


def test_a_deny_grants_nothing_and_excuses_nothing():
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    assert granted_actions({"Statement": deny}) == {}
    assert granted_actions({"Statement": [deny, {"Effect": "Allow", "Action": "s3:*Acl"}]}).keys() == {"s3:*Acl"}


@pytest.mark.parametrize("wrap", [dict, json.dumps, unknown_checking_proxy])
@pytest.mark.parametrize("action", ["s3:*Acl", ["s3:*Acl"], ["ec2:*", "s3:GetObject", "s3:*Acl"]])
@pytest.mark.parametrize("several", [False, True])
def test_every_form_of_a_document_is_read(wrap: Any, action: Any, several: bool):
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    assert granted_actions(wrap({"Statement": [statement] if several else statement})).keys() == {"s3:*Acl"}


def test_an_escaped_star_in_json_is_a_star():
    assert granted_actions('{"Statement":{"Effect":"Allow","Action":"s3:\\u002a"}}') == {"s3:*": S3}


def test_a_statement_is_named_by_its_sid_or_its_index():
    statements = [{"Effect": "Allow", "Action": "s3:*"}, {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*"}]
    assert [grant.statement for grant in wildcard_grants({"Statement": statements})] == [
        "Statement[0]",
        "statement 'Read'",
    ]


MALFORMED: list[tuple[object, str]] = [
    ("", "not JSON"),
    ("{", "not JSON"),
    ("9" * 5000, "not JSON"),
    ("[" * 100_000, "not JSON"),
    ("null", "NoneType"),
    (None, "NoneType"),
    (3, "int"),
    ([], "list"),
    ({}, "no Statement"),
    ({"statement": []}, "'statement'"),
    ({"Statement": "s3:*"}, "Statement[0] is a str"),
    ({"Statement": [[]]}, "Statement[0] is a list"),
    ({"Statement": {"Action": "s3:*"}}, "Effect is None"),
    ({"Statement": {"Effect": "allow", "Action": "s3:*"}}, "Effect is 'allow'"),
    ({"Statement": {"Effect": ["Allow"], "Action": "s3:*"}}, "Effect is ['Allow']"),
    ({"Statement": {"Effect": "Allow", "action": "s3:*"}}, "'action'"),
    ({"Statement": {"Effect": "Allow", "Resource": "*"}}, "no Action"),
    ({"Statement": {"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:*"}}, "Action and NotAction"),
    ({"Statement": {"Effect": "Allow", "Action": [3]}}, "has a int"),
    ({"Statement": {"Effect": "Allow", "Action": None}}, "has a NoneType"),
    ({"Statement": {"Effect": "Allow", "NotAction": {"s3:*": 1}}}, "has a dict"),
    ('{"Statement":[{"Effect":"Allow","Action":"s3:*","Action":"s3:GetObject"}]}', "'Action' occurs twice"),
]


@pytest.mark.parametrize(("document", "says"), MALFORMED)
def test_what_aws_would_not_take_is_one_clear_error(document: object, says: str):
    with pytest.raises(MalformedPolicyError) as caught:
        granted_actions(document)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_service_without_data_is_refused():
    with pytest.raises(ValueError, match="'nosuch' is not in the tables"):
        granted_actions(allow("nosuch:*"), "nosuch")


@pytest.mark.parametrize(
    "actions",
    [
        ["s3:Get*"] * 10_000,
        [f"s3:*{index}" for index in range(2_000)],
        ["s3:" + "*e" * 300_000],
        ["s3:" + "*?" * 20 + "!"],
        ["*" * 1_000_000],
    ],
)
def test_absurd_documents_are_decided(actions: list[str]):
    """With a backtracking matcher, one of these patterns would take hours."""
    document = json.dumps({"Statement": [{"Effect": "Allow", "Action": action} for action in actions]})
    assert granted_actions(document).keys() <= set(actions)


def naive(pattern: str, text: str) -> bool:
    """Wildcards once more, straight from their definition and with nothing in common with the code."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(naive(pattern[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and naive(pattern[1:], text[1:])


def test_random_wildcards_match_as_the_naive_reading_does():
    dice = random.Random(3)
    for _ in range(10_000):
        pattern = "".join(dice.choices("ab*?[]!\n.", weights=[4, 4, 4, 2, 1, 1, 1, 1, 1], k=dice.randint(0, 7)))
        text = "".join(dice.choices("ab[]!\n.", weights=[6, 6, 1, 1, 1, 1, 1], k=dice.randint(0, 7)))
        assert bool(wildcard(pattern).fullmatch(text)) == naive(pattern, text), (pattern, text)
