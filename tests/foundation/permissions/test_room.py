"""Every legal stack fits into IAM's limits: the longest names, all settings at once, regions with long names."""

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
import yaml
from pulumi_policy import ResourceValidationPolicy

from components.iam.boundary import ceilings
from components.iam.statements import document
from foundation.permissions import program as programs
from foundation.permissions.boundary import boundary
from foundation.permissions.documents import LIMIT, Document, documents, size
from foundation.permissions.grants import grants, read_half
from foundation.permissions.patterns import matched, shortened
from foundation.permissions.program import Program, run
from foundation.roles.state_access import StateBucket, state_ceiling
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.rules import ALL
from tests.examples import REPOSITORY
from tests.policies.judge import judge
from tests.policies.profile import PROFILE

ACCOUNT = "123456789012"
STACK = "a-stack-20-long-name"
"""With the project, it has as many characters as a prefix may have."""
ROOM = 400
"""Characters that stay free with all patterns, for the next kind of resource."""
REGIONS = ["us-east-1", "ap-southeast-2", "ap-northeast-1"]
CONNECTION = f"arn:aws:codeconnections:ap-southeast-2:{ACCOUNT}:connection/11111111-2222-3333-4444-555555555555"
SOURCES: Mapping[str, Mapping[str, Any]] = {
    "oauth": {"source": "oauth"},
    "own connection": {"source": "connection"},
    "given connection": {"source": "connection", "connectionArn": CONNECTION},
}
NAMES = [f"{'n' * 63}.{number}.{'d' * 50}.example.com" for number in range(8)]
LONG = 4 * f"{'d' * 58}."
EVERYTHING: Mapping[str, Any] = {
    "domain": "example.com",
    "aliases": NAMES,
    "zoneId": "Z0123456789ABCDEFGHIJKLMNOPQRSTU",
    "previews": True,
    "previewDomain": f"{'p' * 50}.example.net",
    "previewZoneId": "Z0123456789ABCDEFGHIJKLMNOPQRSTU",
    "wafRateLimit": 2000,
    "customerKey": True,
    "buildCommands": ["npm ci"],
    "approval": True,
    "notificationEmail": "ops@example.com",
    "alarmEmail": "ops@example.com",
    "monthlyBudgetUsd": 50,
    "stopAtUsd": 40,
}
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "everything": EVERYTHING,
    "everything, protected": {**EVERYTHING, "protect": True},
    "everything, with a given certificate": {
        **EVERYTHING,
        "certificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555",
    },
    "everything, with a plan": {
        **{key: value for key, value in EVERYTHING.items() if key != "stopAtUsd"},
        "pricingPlan": "business",
    },
    "as many names as a certificate may have, each as long as may be": {
        **EVERYTHING,
        "aliases": [f"{number:03}.{LONG}example.com" for number in range(99)],
    },
    "everything, without keys": {**EVERYTHING, "customerKey": False},
    "everything, with keys kept": {**EVERYTHING, "customerKey": False, "formerKeys": "keep"},
}


@pytest.fixture(params=[(shape, source) for shape in SHAPES for source in SOURCES], ids=" ".join)
def program(request: pytest.FixtureRequest) -> Program:
    return declared(*request.param)


@cache
def declared(shape: str, source: str) -> Program:
    """A stack of this repository's program with these settings, under the longest prefix."""
    settings = {"repository": "example/site", **SHAPES[shape], **SOURCES[source]}
    region = REGIONS[len(shape + source) % len(REGIONS)]
    config = {"aws:region": region, **{f"secure-site:{key}": value for key, value in settings.items()}}
    with TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        for file in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(REPOSITORY / file, root)
        (Path(root) / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump({"config": config}))
        patch.setattr(programs, "ROOT", Path(root))
        return run(STACK, ACCOUNT)


def state(program: Program) -> list[Mapping[str, Any]]:
    """The state's statements with the longest names."""
    key = f"arn:aws:kms:{program.context.region}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
    return [one.as_dict() for one in state_ceiling(StateBucket("s" * 63, key))]


def of_star(found: Document) -> list[str]:
    """The actions of the statement that names no resource."""
    (actions,) = (one["Action"] for one in found["Statement"] if one["Resource"] == ["*"])
    return actions


def test_the_prefix_is_the_longest_that_a_stack_may_have(program: Program):
    assert len(program.context.prefix) == 32


def test_each_boundary_and_policy_fits(program: Program):
    found = grants(program)
    for half in (documents(found), documents(read_half(found))):
        # A role has up to 10 policies. The quota can be raised to 20, which so many names need.
        assert len(half) <= (10 if len(program.all("aws:route53/record:Record")) < 100 else 20)
        assert all(size(one) <= LIMIT for one in (*half, boundary(half, program.context, state(program))))
    assert size(json.loads(cast("str", document(*ceilings(program.context))))) <= LIMIT


def test_a_boundary_with_patterns_allows_what_the_roles_need_and_nothing_else(program: Program):
    half = documents(grants(program))
    needed = {action for one in half for statement in one["Statement"] for action in statement["Action"]}
    actions = [one for each in boundary(half, program.context)["Statement"] for one in each["Action"]]
    assert written_out(actions) == needed
    assert not [one for one in actions if has_wildcard(one) and one.startswith(("iam:", "s3:"))]


def written_out(actions: list[str]) -> set[str]:
    return {one for action in actions for one in (matched(action) if has_wildcard(action) else [action])}


def test_there_is_room_for_more_kinds_of_resources(program: Program):
    found = boundary(documents(grants(program)), program.context, state(program))
    shortest = shortened([*written_out(of_star(found))], LIMIT)
    assert size(found) - text(of_star(found)) + text(shortest) <= LIMIT - ROOM


def text(actions: list[str]) -> int:
    return size({"Action": actions})


def test_no_rule_of_the_pack_objects_to_a_boundary_with_patterns():
    program = declared("everything", "own connection")
    found = boundary(documents(grants(program)), program.context, state(program))
    assert any(map(has_wildcard, of_star(found)))
    properties = {"policy": json.dumps(found), "tags": {"Project": "x", "Stack": "y", "ManagedBy": "Pulumi"}}
    for rule in (one for one in ALL if isinstance(one, ResourceValidationPolicy)):
        config = PROFILE.get(rule.name, {})
        name, parents = f"{STACK}-deploy-boundary", "secure-site:components:CiRoles"
        judgement = judge(rule, "aws:iam/policy:Policy", properties, name=name, parents=parents, config=config)
        assert (judgement.violations, judgement.advice) == ([], None)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_stacks_of_this_repository_have_boundaries_without_patterns(stack: str):
    program = run(stack, ACCOUNT)
    actions = of_star(boundary(documents(grants(program)), program.context, state(program)))
    assert not [one for one in actions if has_wildcard(one)]


def test_as_few_names_are_shortened_as_have_to_be_and_the_longest_first():
    names = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", "sns:TagResource", "sns:UntagResource"]
    assert shortened(names, 0) == names
    assert shortened(names, 1) == ["kms:*Alias", "sns:TagResource", "sns:UntagResource"]
    # sns:ListTagsForResource would match as well.
    assert shortened(names, 1_000) == ["kms:*Alias", "sns:TagResource", "sns:UntagResource"]


def test_a_pattern_never_matches_an_action_that_is_not_in_the_list():
    assert shortened(["kms:CreateAlias", "kms:DeleteAlias"], 1_000) == ["kms:CreateAlias", "kms:DeleteAlias"]


def test_names_of_iam_and_s3_are_written_out():
    names = ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:GetBucketPolicyStatus", "s3:PutBucketPolicy"]
    assert shortened(names, 1_000) == names
