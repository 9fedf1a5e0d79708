"""The frame of all rules: places, unknown values, malformed documents, stacks."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pulumi_policy import PolicyResource, ResourceValidationArgs, ResourceValidationPolicy, Severity
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import is_set, places_of, the_resource, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, judge, judge_stack, resource

BUCKET, BLOCK = "aws:s3/bucket:Bucket", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ABOUT = About("no-red", "Red is loud.", Severity.LOW, (fsbp("S3.1", "Block"),), "Paint it.", "https://example.com")


def loud(value: Any, args: object) -> list[Objection]:
    if value == "broken":
        raise MalformedPolicyError("the policy is broken")
    return [Objection(value, f"{value!r} is loud.")] if value == "red" else []


NO_RED = resource_rule(ABOUT, places_of({BUCKET: ["colours.*", "doors.*.colour", "roof"]}), loud)


def test_every_place_is_judged_and_named_by_its_path():
    house = {"colours": ["green", "red"], "doors": [{"colour": "red"}, {"handle": "red"}], "roof": "red"}
    assert judge(NO_RED, BUCKET, house).violations == [
        "it: colours[1]: 'red' is loud.",
        "it: doors[0].colour: 'red' is loud.",
        "it: roof: 'red' is loud.",
    ]


def test_another_type_is_none_of_its_business():
    assert judge(NO_RED, BLOCK, {"roof": "red"}).violations == []


EMPTY: list[dict[str, Any]] = [{}, {"colours": None}, {"colours": []}, {"doors": [None]}, {"doors": [{}]}]


@pytest.mark.parametrize("house", EMPTY)
def test_what_is_not_set_is_no_place(house: dict[str, Any]):
    assert judge(NO_RED, BUCKET, house).violations == []


def test_an_unknown_place_fails_closed_and_the_others_are_judged():
    said = judge(NO_RED, BUCKET, {"colours": [UNKNOWN, "red"], "doors": UNKNOWN_LIST, "roof": "red"})
    assert said.advice is None
    assert [line for line in said.violations if "is loud" in line] == [
        "it: colours[1]: 'red' is loud.",
        "it: roof: 'red' is loud.",
    ]
    assert [line.split(": this cannot")[0] for line in said.violations if "cannot be decided" in line] == [
        "it: colours[0]",
        "it: doors",
    ]


def test_what_the_config_lets_be_late_is_one_note_for_all_rules():
    config = {"decidedAtUpdate": [f"urn:pulumi:*${BUCKET}::late"]}
    twin = resource_rule(ABOUT, places_of({BUCKET: "roof"}), loud)
    late = resource(BUCKET, {"roof": UNKNOWN}, name="late")
    noted = [judge_at(rule, late, config) for rule in (NO_RED, twin)]
    assert noted == ["late: roof is not known yet; every rule judges it at update", None]
    assert judge_at(NO_RED, resource(BUCKET, {"roof": UNKNOWN}, name="other"), config) is None


def judge_at(rule: ResourceValidationPolicy, one: PolicyResource, config: Mapping[str, Any]) -> str | None:
    """One resource judged twice is the same resource, which `judge` makes new each time."""
    args = ResourceValidationArgs(one.resource_type, one.props, one.urn, one.name, one.opts, None, config)
    try:
        rule.validate(args, lambda message, urn=None: None)  # pyright: ignore[reportUnknownMemberType]
    except UnknownValueError as error:
        return error.message
    return None


def test_a_malformed_document_is_a_violation_of_its_place_alone():
    said = judge(NO_RED, BUCKET, {"colours": ["broken", "red"]}).violations
    assert said == ["it: colours[0]: the policy is broken", "it: colours[1]: 'red' is loud."]


def test_an_absent_property_is_a_place_where_the_rule_asks_for_it():
    places = list(walk({"a": {}}, ["a", "b", "c"], absent=True))
    assert [(place.path, place.read()) for place in places] == [("a.b.c", None)]
    assert list(walk({"a": {}}, ["a", "b", "c"])) == []


def test_the_whole_of_a_resource_can_be_the_place():
    rule = resource_rule(ABOUT, the_resource(BUCKET), lambda props, args: loud(props["roof"], args))
    assert judge(rule, BUCKET, {"roof": "red"}).violations == [f"it: {BUCKET}: 'red' is loud."]


def test_what_is_unknown_is_set():
    holder = unknown_checking_proxy({"late": UNKNOWN, "empty": "", "there": "x", "none": None})
    assert [is_set(holder, key) for key in ("late", "there", "empty", "none", "absent")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def unblocked(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    if not stack.beside(bucket, BLOCK):
        yield Objection("public access block", "'public access block' is missing.")


EVERY_BUCKET = stack_rule(ABOUT, [BUCKET], unblocked)


def test_a_stack_rule_finds_what_belongs_together_by_name_and_by_reference():
    named, referred, alone = (resource(BUCKET, {"bucket": name}, name=name) for name in ("a", "b", "c"))
    blocks = [
        resource(BLOCK, {"bucket": "a"}, name="block-a"),
        resource(BLOCK, {"bucket": UNKNOWN}, name="block-b", refers={"bucket": [referred]}),
    ]
    said = judge_stack(EVERY_BUCKET, named, referred, alone, *blocks)
    assert said.violations == ["c: 'public access block' is missing."]


def test_a_stack_rule_fails_closed_for_the_subject_it_cannot_read():
    rule = stack_rule(ABOUT, [BUCKET], lambda bucket, stack: loud(bucket.props["roof"], None))
    late, bad = resource(BUCKET, {"roof": UNKNOWN}, name="late"), resource(BUCKET, {"roof": "red"}, name="bad")
    said = judge_stack(rule, late, bad)
    assert said.violations[0] == "bad: 'red' is loud."
    assert said.violations[1].startswith("late: roof: this cannot be decided at preview")


def test_a_rule_names_its_closest_control_and_all_of_them_as_tags():
    about = About(
        "x", "y", Severity.LOW, (fsbp("S3.1", "Block"), well_architected("SEC03-BP02", "Least")), "z", "https://e.com"
    )
    rule = resource_rule(about, the_resource(BUCKET), loud)
    assert rule.framework
    assert rule.framework.reference == "S3.1"
    assert rule.tags == ["FSBP S3.1", "WA SEC03-BP02"]
