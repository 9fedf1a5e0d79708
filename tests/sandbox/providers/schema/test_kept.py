"""An input that the official provider keeps when a program takes it away is an error at preview."""

from typing import Any

import pytest

from sandbox.providers.aws import AwsCatalog
from sandbox.providers.conversion.difference import compare
from sandbox.providers.plugin.check import check_inputs
from sandbox.providers.plugin.kept import with_mark
from sandbox.providers.schema.kept import kept_paths, optional_and_computed
from sandbox.providers.values import Props, wrap_map
from tests.sandbox.providers.validation.wrong_values import DISTRIBUTION, PIPELINE, PROJECT, VALID

_CERTIFICATE = "aws:acm/certificate:Certificate"
_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"
_NAMES: Props = {"domainName": "example.com", "validationMethod": "DNS", "subjectAlternativeNames": ["www.example.com"]}


def reasons(token: str, old: Props, new: Props, imported: bool = False) -> list[str]:
    entry = AwsCatalog().find(token)
    assert entry is not None
    before = wrap_map({**entry.defaults, **old}, {})
    return check_inputs(
        "aws", token, entry, wrap_map({**entry.defaults, **new}, {}), with_mark(before) if imported else before
    )


def without(inputs: Props, *names: str) -> Props:
    return {key: value for key, value in inputs.items() if key not in names}


@pytest.mark.parametrize(
    ("token", "computed", "plain"),
    [
        (PROJECT, {"encryptionKey", "description"}, {"cache", "buildTimeout", "tags", "serviceRole"}),
        (_CERTIFICATE, {"subjectAlternativeNames", "options"}, {"tags", "earlyRenewalDuration"}),
        (DISTRIBUTION, {"continuousDeploymentPolicyId"}, {"aliases", "httpVersion", "webAclId", "comment"}),
        ("aws:kms/key:Key", {"description", "policy", "multiRegion"}, {"tags", "enableKeyRotation"}),
        ("aws:iam/role:Role", {"inlinePolicies", "managedPolicyArns"}, {"description", "permissionsBoundary"}),
    ],
)
def test_the_sdk_tells_what_is_optional_and_computed(token: str, computed: set[str], plain: set[str]) -> None:
    found = optional_and_computed("aws", token)
    assert computed <= found
    assert not plain & found


@pytest.mark.parametrize(
    ("token", "old", "new", "path"),
    [
        (PROJECT, {**VALID[PROJECT], "encryptionKey": _KEY}, VALID[PROJECT], "encryptionKey"),
        (PROJECT, VALID[PROJECT], without(VALID[PROJECT], "description"), "description"),
        (_CERTIFICATE, _NAMES, without(_NAMES, "subjectAlternativeNames"), "subjectAlternativeNames"),
        (
            DISTRIBUTION,
            VALID[DISTRIBUTION],
            {**VALID[DISTRIBUTION], "restrictions": {"geoRestriction": {"restrictionType": "none"}}},
            "restrictions.geoRestriction.locations",
        ),
    ],
)
def test_what_is_taken_away_in_vain_is_named(token: str, old: Props, new: Props, path: str) -> None:
    found = reasons(token, old, new)
    assert [line.partition(": taken away")[0] for line in found] == [path]


def test_the_order_of_an_action_is_kept_at_its_place() -> None:
    one, two = VALID[PIPELINE]["stages"]
    ordered = {**two, "actions": [{**two["actions"][0], "runOrder": 2}]}
    [line] = reasons(PIPELINE, {**VALID[PIPELINE], "stages": [one, ordered]}, VALID[PIPELINE])
    assert line.startswith("stages[1].actions[0].runOrder: taken away")


def geo(**restriction: Any) -> Props:
    return {**VALID[DISTRIBUTION], "restrictions": {"geoRestriction": {"restrictionType": "none", **restriction}}}


def test_a_value_in_its_place_is_no_fault() -> None:
    assert reasons(DISTRIBUTION, VALID[DISTRIBUTION], geo(locations=[])) == []
    default = "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"
    secured = {**VALID[PROJECT], "encryptionKey": _KEY}
    assert reasons(PROJECT, secured, {**VALID[PROJECT], "encryptionKey": default}) == []


def test_of_what_was_empty_nothing_is_kept() -> None:
    assert reasons(DISTRIBUTION, geo(locations=[]), geo()) == []


def test_a_new_resource_keeps_nothing() -> None:
    other = {**without(_NAMES, "subjectAlternativeNames"), "domainName": "example.org"}
    assert reasons(_CERTIFICATE, _NAMES, other) == []


def test_a_program_need_not_repeat_what_an_import_has_read() -> None:
    assert reasons(PROJECT, {**VALID[PROJECT], "encryptionKey": _KEY}, VALID[PROJECT], imported=True) == []


def test_the_difference_is_none_as_in_the_bridge() -> None:
    entry = AwsCatalog().find(_CERTIFICATE)
    assert entry is not None
    kept = kept_paths("aws", _CERTIFICATE)
    assert compare(entry, _NAMES, without(_NAMES, "subjectAlternativeNames"), [], kept).changes is False
    assert compare(entry, _NAMES, {**_NAMES, "subjectAlternativeNames": []}, [], kept).replaces
