"""The tags of a stack are ones that every service of the program takes, by the service models of AWS itself."""

import re
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.model import StructureShape

from components.rules import MOST_TAGS, RESERVED_TAGS, TAG
from tests.mock_cloud import Cloud
from tests.test_main import up

LONGEST_NAME, LONGEST_VALUE, MOST = 127, 255, 50
SERVICES = {
    "acm": "acm",
    "budgets": "budgets",
    "cloudfront": "cloudfront",
    "cloudwatch": "logs",
    "codebuild": "codebuild",
    "codeconnections": "codeconnections",
    "codepipeline": "codepipeline",
    "iam": "iam",
    "kms": "kms",
    "s3": "s3",
    "sns": "sns",
    "wafv2": "wafv2",
}
"""Module of the SDK -> service in AWS's models. The module cloudwatch has alarms and events as well."""


def shapes() -> Iterator[tuple[str, Any]]:
    """Every shape of a tag's name or value in the models, with what it is of."""
    session = botocore.session.get_session()
    for service in (*SERVICES.values(), "cloudwatch", "events"):
        model = session.get_service_model(service)
        for name in model.shape_names:
            shape = model.shape_for(name)
            if isinstance(shape, StructureShape) and name in ("Tag", "ResourceTag"):
                for member, inner in shape.members.items():
                    yield ("name" if member.lower().endswith("key") else "value"), inner


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_services_that_are_asked_are_those_whose_resources_are_tagged(cloud: Cloud, stack: str) -> None:
    up(cloud, stack, monthlyBudgetUsd="5", alarmEmail="ops@example.com")
    tagged = {one.type.split(":")[1].split("/")[0] for one in cloud.resources if "tags" in one}
    assert tagged <= SERVICES.keys()


def test_the_longest_name_and_value_are_those_of_the_strictest_service() -> None:
    limits = {"name": set[int](), "value": set[int]()}
    for part, shape in shapes():
        if "max" in shape.metadata:
            limits[part].add(shape.metadata["max"])
    assert (min(limits["name"]), min(limits["value"])) == (LONGEST_NAME, LONGEST_VALUE)


@pytest.mark.parametrize("tag", [("a" * LONGEST_NAME, "x" * LONGEST_VALUE), ("a.b:c/d=e+f-g@h_i j9", ""), ("é", "漢")])
def test_a_tag_that_passes_is_one_that_every_service_takes(tag: tuple[str, str]) -> None:
    assert TAG.holds(tag)
    for part, shape in shapes():
        text = tag[0] if part == "name" else tag[1]
        assert shape.metadata.get("min", 0) <= len(text) <= shape.metadata.get("max", len(text))
        if "pattern" in shape.metadata:
            pattern = re.sub(r"\\p\{L\}|\\p\{N\}", r"\\w", shape.metadata["pattern"]).replace(r"\p{Z}", r"\s")
            assert re.fullmatch(pattern, text), (shape.name, text)


@pytest.mark.parametrize(
    "tag",
    [
        ("", "x"),
        ("a" * (LONGEST_NAME + 1), "x"),
        ("a", "x" * (LONGEST_VALUE + 1)),
        ("a\tb", "x"),
        ("a", "x\n"),
        ("a#", "x"),
        *((name, "x") for name in RESERVED_TAGS),
        *((name.lower(), "x") for name in RESERVED_TAGS),
        ("aws:a", "x"),
        ("AWS:a", "x"),
    ],
)
def test_a_tag_that_some_service_refuses_is_refused(tag: tuple[str, str]) -> None:
    assert not TAG.holds(tag)


def test_as_many_tags_fit_as_aws_takes_with_those_of_the_program() -> None:
    assert MOST_TAGS + len(RESERVED_TAGS) == MOST
