"""The frame of all rules: places, unknown values, malformed documents, stacks."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy import PolicyResource, ResourceValidationArgs, Severity, StackValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import Place, is_set, places_of, the_resource, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack
from secure_site_policies.rules import unknown_values, unknown_values_in_stack
from tests.policies.judge import OPTIONS, UNKNOWN, UNKNOWN_LIST, Judgement, judge, judge_stack, resource, verdict
from tests.policies.passes import Passes

BUCKET, BLOCK = "aws:s3/bucket:Bucket", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ABOUT = About("no-red", "Red is loud.", Severity.LOW, (fsbp("S3.1", "Block"),), "Paint it.", "https://example.com")

NUMBERS = itertools.count()


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


TWIN = resource_rule(replace(ABOUT, name="no-loud"), places_of({BUCKET: ["roof", "doors"]}), loud)


def pass_of(house: Mapping[str, Any], config: Mapping[str, Any] | None = None) -> Judgement:
    """A resource in the hands of two rules, as within one call of the engine."""
    urn = f"urn:pulumi:dev::p::{BUCKET}::it-{next(NUMBERS)}"
    args = ResourceValidationArgs(BUCKET, unknown_checking_proxy(dict(house)), urn, "it", OPTIONS, None, config)
    violations: list[str] = []
    return verdict(
        [NO_RED, TWIN, unknown_values.policy], args, lambda text, urn=None: violations.append(text), violations
    )


def test_what_several_rules_cannot_read_is_one_violation_that_names_them():
    said = pass_of({"roof": UNKNOWN, "doors": UNKNOWN_LIST})
    assert [line.partition(" AWS has not")[0] for line in said.violations] == [
        f"it: {path}: this cannot be decided at preview: the value depends on a resource that"
        for path in ("doors", "roof")
    ]
    assert all("judged by no-red, no-loud." in line for line in said.violations)


def test_what_the_config_lets_be_late_is_one_note_for_all_rules():
    assert pass_of({"roof": UNKNOWN}, {"decidedAtUpdate": [f"urn:pulumi:*::{BUCKET}::it*"]}) == Judgement(
        [], "it: roof is not known yet; every rule judges it at update"
    )


def test_a_resource_judged_again_is_reported_again():
    house = {"roof": UNKNOWN}
    args = ResourceValidationArgs(BUCKET, unknown_checking_proxy(house), "urn", "it", OPTIONS, None, None)
    for _ in range(2):
        violations: list[str] = []
        verdict([NO_RED, unknown_values.policy], args, lambda text, urn=None: violations.append(text), violations)  # noqa: B023
        assert len(violations) == 1


def test_a_stack_rule_repeats_nothing_that_resource_rules_could_not_read():
    late = resource(BUCKET, {"roof": UNKNOWN, "doors": UNKNOWN_LIST}, name="late")
    args = ResourceValidationArgs(BUCKET, late.props, late.urn, "late", OPTIONS, None, None)
    roof = resource_rule(ABOUT, places_of({BUCKET: "roof"}), loud)
    roofs = stack_rule(ABOUT, [BUCKET], lambda bucket, stack: loud(bucket.props["roof"], None))
    doors = stack_rule(replace(ABOUT, name="doors"), [BUCKET], lambda bucket, stack: loud(bucket.props["doors"], None))
    first, then, after = list[str](), list[str](), list[str]()
    verdict([roof, unknown_values.policy], args, lambda text, urn=None: first.append(text), first)
    stack = StackValidationArgs([late], None)
    rules = [roofs, doors, unknown_values_in_stack.policy]
    verdict(rules, stack, lambda text, urn=None: then.append(text), then)
    verdict(rules, stack, lambda text, urn=None: after.append(text), after)
    assert [text.split(": this")[0] for text in first] == ["late: roof"]
    assert [text.split(": this")[0] for text in then] == ["late: doors"]
    assert [text.split(": this")[0] for text in after] == ["late: roof", "late: doors"]


SECRET = "hunter2-hunter2"


def test_an_error_of_a_rule_is_a_violation_of_its_place_without_the_value():
    def fragile(value: Any, args: object) -> list[Objection]:
        return loud(value, args) if value != SECRET else [Objection("x", str(int(value)))]

    rule = resource_rule(ABOUT, places_of({BUCKET: ["colours.*", "roof"]}), fragile)
    said = judge(rule, BUCKET, {"colours": [SECRET, "red"], "roof": "red"}).violations
    assert said[0].startswith("it: colours[0]: rule 'no-red' did not judge this: ValueError")
    assert said[1:] == ["it: colours[1]: 'red' is loud.", "it: roof: 'red' is loud."]
    assert SECRET not in said[0]


def test_an_error_within_the_pack_names_its_line():
    rule = resource_rule(ABOUT, places_of({BUCKET: "roof"}), lambda value, args: list(walk(value, ["a"])))  # pyright: ignore
    (said,) = judge(rule, BUCKET, {"roof": 7}).violations
    assert re.search(r"it: roof: rule 'no-red' did not judge this: TypeError in frame/places\.py:\d+\.", said)


def test_an_error_in_looking_for_places_fails_closed_after_the_places_found():
    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        yield Place("roof", lambda: "red")
        raise KeyError(SECRET)

    said = judge(resource_rule(ABOUT, places, loud), BUCKET, {}).violations
    assert said[0] == "it: roof: 'red' is loud."
    assert said[1].startswith(f"it: {BUCKET}: rule 'no-red' did not judge this: KeyError")
    assert SECRET not in said[1]


def test_an_unknown_value_in_looking_for_places_fails_closed():
    rule = resource_rule(ABOUT, lambda args: iter([args.props["doors"]]), loud)
    (said,) = judge(rule, BUCKET, {"doors": UNKNOWN_LIST}).violations
    assert said.startswith("it: doors: this cannot be decided at preview")


def test_an_error_in_a_stack_rule_leaves_the_other_resources_judged():
    def fragile(bucket: PolicyResource, stack: Stack) -> list[Objection]:
        return loud(bucket.props["roof"].lower(), None)

    good, bad = resource(BUCKET, {"roof": "Red"}, name="a"), resource(BUCKET, {"roof": 7}, name="b")
    said = judge_stack(stack_rule(ABOUT, [BUCKET], fragile), good, bad).violations
    assert said[0] == "a: 'red' is loud."
    assert said[1].startswith("b: rule 'no-red' did not judge this: AttributeError")


def test_a_resource_that_cannot_be_presented_is_a_violation_and_the_others_are_judged(monkeypatch: pytest.MonkeyPatch):
    def fragile(one: PolicyResource) -> Iterator[PolicyResource]:
        yield one
        if one.name == "b":
            raise UnicodeError(SECRET)

    monkeypatch.setattr("secure_site_policies.frame.stack.presented_in_stack", fragile)
    stack = [resource(BUCKET, {"roof": "red"}, name=name) for name in "abc"]
    rule = stack_rule(ABOUT, [BUCKET], lambda bucket, stack: loud(bucket.props["roof"], None))
    said = judge_stack(rule, *stack).violations
    assert [text for text in said if "loud" in text] == [f"{name}: 'red' is loud." for name in "abc"]
    (failed,) = (text for text in said if "loud" not in text)
    assert failed.startswith("b: rule 'no-red' did not judge this: UnicodeError")
    assert SECRET not in failed


def test_a_remediation_that_fails_changes_nothing_and_the_resource_is_judged():
    def remediate(args: ResourceValidationArgs) -> Mapping[str, Any]:
        raise TypeError(SECRET)

    rule = resource_rule(ABOUT, places_of({BUCKET: "roof"}), loud, remediate)
    passes = Passes(rule, BUCKET, {"roof": "red"})
    assert passes.remediate() is None
    assert passes.judge().violations == ["it: roof: 'red' is loud."]


def test_an_object_in_a_message_is_no_address_in_memory():
    rule = resource_rule(ABOUT, places_of({BUCKET: "roof"}), lambda value, args: [Objection("x", f"{str(value)!r}.")])
    assert judge(rule, BUCKET, {"roof": {"a": 1}}).violations == ["it: roof: '{..}'."]
    assert judge(rule, BUCKET, {"roof": [1]}).violations == ["it: roof: '[..]'."]


def test_a_message_with_half_a_surrogate_pair_is_one_that_grpc_sends():
    rule = resource_rule(
        ABOUT, places_of({BUCKET: "roof"}), lambda value, args: [Objection(value, f"{value} is loud.")]
    )
    assert judge(rule, BUCKET, {"roof": "\ud800"}).violations == ["it: roof: \\ud800 is loud."]


def test_the_types_of_a_stack_rule_may_come_from_a_generator():
    rule = stack_rule(ABOUT, (kind for kind in [BUCKET]), unblocked)
    bucket = resource(BUCKET, {"bucket": "a"}, name="a")
    assert judge_stack(rule, bucket).violations == judge_stack(rule, bucket).violations != []


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
