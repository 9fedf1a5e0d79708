"""The table of CloudFormation's names: each document and each opening of each type reaches the rules that judge it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from secure_site_policies.data.tables import entry, keys
from secure_site_policies.iam.documents import ENDPOINTS, IDENTITIES, OTHER, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.rules import iam_wildcards, public_access_block, public_exposure
from secure_site_policies.rules.public_access_block import BLOCKS
from secure_site_policies.rules.public_exposure import OPENINGS
from secure_site_policies.types.translate import CLOUDFORMATION
from secure_site_policies.types.views import Names, Renamed, path_in_source
from tests.policies.judge import judge

EVERYTHING = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*"}}
DOCUMENTS: Mapping[str, str | tuple[str, ...]] = {
    **IDENTITIES,
    **ENDPOINTS,
    **RESOURCE_POLICIES,
    OTHER: "policy",
}
NO_PROPERTY = {  # in pulumi_aws alone; CloudFormation has another resource for it
    *("s3:bucket", "sns:topic", "sqs:queue", "apigateway:domainnamev2"),
    *("codebuild:project", "datazone:policygrant", "lakeformation:datalakesettings"),
}


def targets() -> Iterator[tuple[str, str, Names, Mapping[str, Any]]]:
    for key in keys(CLOUDFORMATION):
        for kind, names, *how in entry(CLOUDFORMATION, key):
            yield key, kind, names, how[0] if how else {}


def written(path: str, names: Names, how: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """The properties of aws-native with a value at a path of pulumi_aws."""
    steps = re.findall(r"\w+|\[0\]", path_in_source(path.replace(".*", "[0]"), names))
    above = [*how["each"].split("."), "[0]"] if "each" in how else []
    return nested([*above, *steps], value)


def nested(steps: Sequence[str], value: Any) -> Any:
    """The value beneath the steps; "[0]" is a list of one."""
    if not steps:
        return value
    inner = nested(steps[1:], value)
    return [inner] if steps[0] == "[0]" else {steps[0]: inner}


def places() -> Iterator[tuple[str, str, Names, Mapping[str, Any]]]:
    for key, kind, names, how in targets():
        paths = DOCUMENTS.get(kind, ())
        for path in [paths] if isinstance(paths, str) else paths:
            if key not in NO_PROPERTY and not isinstance(names.get(path), dict):
                yield key, path, names, how


@pytest.mark.parametrize(("key", "path", "names", "how"), list(places()))
def test_every_document_of_every_type_is_judged(key: str, path: str, names: Names, how: Mapping[str, Any]):
    properties = written(path, names, how, EVERYTHING)
    if how.get("if") in ("Roles", "Users", "Groups"):
        properties[how["if"]] = ["reader"]
    assert judge(iam_wildcards.policy, f"aws-native:{key}", properties).violations


def openings() -> Iterator[tuple[str, Any, str, str, Names]]:
    for file, rule in ((OPENINGS, public_exposure), (BLOCKS, public_access_block)):
        for key, kind, names, how in targets():
            for path, values, *_ in entry(file, kind) or ():
                if not how and key not in NO_PROPERTY:
                    yield key, rule, path, values[0], names


@pytest.mark.parametrize(("key", "rule", "path", "value", "names"), list(openings()))
def test_every_opening_of_every_type_is_judged(key: str, rule: Any, path: str, value: str, names: Names):
    shown: Any = {"?": "x", "!true": False, "true": True, "": None}.get(value, value.strip("~"))
    properties = written(path, names, {}, shown)
    assert judge(rule.policy, f"aws-native:{key}", properties).violations


def test_a_trust_is_at_the_name_that_cloudformation_has_for_it():
    ((_, names, *_),) = entry(CLOUDFORMATION, "iam:role")
    assert path_in_source(TRUSTS["aws:iam/role:Role"], names) == "AssumeRolePolicyDocument"


def test_names_are_compared_without_regard_to_case_and_others_stay():
    view = Renamed({"policyDocument": 1, "RoleName": 2, "VPCConfig": 3}, {"policy": "PolicyDocument"})
    assert dict(view) == {"policy": 1, "roleName": 2, "vpcConfig": 3}
