"""A report lists the changes, those that cannot be undone first, and never shows a value."""

import json

from rollout.changes import Change, change_of, changes, headline, markdown

URN = "urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::"


def event(operation: str, name: str = "it", kind: str = "resourcePreEvent", **more: object) -> str:
    metadata = {"op": operation, "urn": URN + name, "type": "aws:s3/bucket:Bucket", **more}
    return json.dumps({"sequence": 1, kind: {"metadata": metadata, "planning": True}})


def test_the_worst_comes_first() -> None:
    found = changes([event("create", "a"), event("update", "b"), event("replace", "c"), event("delete", "d")])
    assert [change.operation for change in found] == ["delete", "replace", "update", "create"]
    assert headline(found) == "1 to delete, 1 to replace, 1 to update, 1 to create"


def test_a_replacement_is_one_change() -> None:
    steps = ("create-replacement", "replace", "delete-replaced")
    assert [change.operation for change in changes(event(step) for step in steps)] == ["replace"]


def test_what_stays_is_no_change() -> None:
    assert changes(event(step) for step in ("same", "refresh", "read")) == []
    assert headline([]) == "no changes"
    assert markdown([]) == ""


def provider(name: str) -> str:
    kind = "pulumi:providers:aws"
    return event("create", urn=f"urn:pulumi:dev::secure-site::{kind}::{name}", type=kind)


def test_the_engines_own_provider_is_not_counted_as_pulumi_does_not_count_it_either() -> None:
    found = changes([provider("default_7_51_1"), provider("default"), provider("github"), event("create")])
    assert headline(found) == "2 to create"
    assert {change.name for change in found} == {"github", "it"}


def test_an_operation_of_a_later_engine_is_shown() -> None:
    assert headline(changes([event("transmute")])) == "1 to transmute"


def test_each_resource_is_told_once() -> None:
    lines = [event("update"), event("update", kind="resOutputsEvent")]
    assert len(changes(lines)) == 1


def test_what_is_no_event_is_no_change() -> None:
    for line in ("", "[]", "no JSON", '{"resourcePreEvent": null}', '{"summaryEvent": {}}'):
        assert change_of(line) is None


def test_properties_are_named_and_values_are_not_shown() -> None:
    secret = {"inputs": {"tags": {"Owner": "a value"}}, "outputs": {}}
    found = changes([event("update", detailedDiff={"tags.Owner": {"diffKind": "update"}}, old=secret, new=secret)])
    assert found == [Change("update", "aws:s3/bucket:Bucket", "it", ("tags.Owner",))]
    page = markdown(found)
    assert "tags.Owner" in page
    assert "a value" not in page


def test_a_name_takes_no_effect_in_the_table() -> None:
    page = markdown(changes([event("delete", "a|b<script>`@somebody")]))
    assert not {"<script>", "`", "@"} & {page[index : index + size] for size in (1, 8) for index in range(len(page))}
    assert page.splitlines()[-1].count("|") == 5


def test_a_long_table_ends_with_what_it_leaves_out() -> None:
    page = markdown(changes(event("create", f"number-{index}") for index in range(120)))
    assert page.endswith("and 20 resources more")


def test_many_properties_of_one_resource_are_counted() -> None:
    (row,) = markdown(changes([event("update", diffs=[f"p{index}" for index in range(10)])])).splitlines()[2:]
    assert "and 2 more" in row
