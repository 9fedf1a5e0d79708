"""The table of the provider's calls, and the grants for the resources that the program registers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from foundation.permissions.calls import PHASES, Phase
from foundation.permissions.command import main
from foundation.permissions.conditions import TAGGED_IDS, Conditions
from foundation.permissions.grants import Grant, UnknownTypeError, grants, read_half
from foundation.permissions.observed import FILE, IAM_NAMES, NOT_GRANTED, OBSERVED, is_recorded, observed
from foundation.permissions.program import Program, Resource, run
from foundation.permissions.table import TABLE
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.actions import described

ACCOUNT = "123456789012"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/secure-site-dev-service-boundary"
RECORDED = json.loads(FILE.read_text())
STACKS = ["dev", "prod"]
FEDERATED = {"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.com"}}
PIPELINE = "aws:codepipeline/pipeline:Pipeline"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
READING = ("BatchGet", "Describe", "Get", "List", "Validate", "View")


@pytest.fixture(scope="module", params=STACKS)
def program(request: pytest.FixtureRequest) -> Program:
    return run(request.param, ACCOUNT)


@pytest.fixture(scope="module")
def dev() -> Program:
    return run("dev", ACCOUNT)


def also(program: Program, resource_type: str, **inputs: Any) -> Program:
    """The program with an additional resource."""
    return replace(program, resources=[*program.resources, Resource(resource_type, "another", inputs)])


def actions_of_table() -> Iterator[str]:
    for calls in TABLE.values():
        for phase in PHASES:
            yield from getattr(calls, phase).split()


@pytest.mark.parametrize("phase", PHASES)
def test_whatever_was_seen_to_be_called_is_in_the_table_or_left_out_for_a_reason(phase: Phase):
    recorded = [calls for token, calls in TABLE.items() if is_recorded(token)]
    known = {action for calls in recorded for action in f"{calls.read} {getattr(calls, phase)}".split()}
    assert len(recorded) == len(RECORDED["resource_types"])
    assert observed()[phase] <= known


def test_what_is_left_out_was_seen_and_is_granted_by_nothing_else():
    calls = {call for services in RECORDED["phases"].values() for names in services.values() for call in names}
    assert calls >= NOT_GRANTED.keys() | IAM_NAMES.keys()
    assert not NOT_GRANTED.keys() & set(actions_of_table())


def test_every_action_is_one_that_aws_documents_by_its_name():
    unknown = {action for action in actions_of_table() if action not in described(action.split(":")[0]).actions}
    assert unknown == set()


def test_the_read_half_only_reads():
    reads = {action for calls in TABLE.values() for action in calls.read.split()}
    assert {action for action in reads if not action.split(":")[1].startswith(READING)} == set()


def test_what_is_called_elsewhere_or_only_sometimes_is_called_at_all():
    for token, calls in TABLE.items():
        named = {action for phase in PHASES for action in getattr(calls, phase).split()}
        special = {
            action for names in (*calls.elsewhere.values(), *calls.only_with.values()) for action in names.split()
        }
        assert special <= named, token


def test_every_type_that_the_program_registers_is_known(program: Program):
    assert {resource.type for resource in program.resources} <= TABLE.keys()
    assert len(program.resources) > 40


def test_a_type_that_the_table_lacks_is_named_with_what_to_write(dev: Program):
    with pytest.raises(UnknownTypeError, match=r'another has the type .*add "aws:sqs/queue:Queue": Calls\('):
        grants(also(dev, "aws:sqs/queue:Queue", name="jobs"))


def test_an_arn_of_something_unknown_is_an_error_and_no_wildcard(dev: Program):
    with pytest.raises(LookupError, match="input 'bucket' is not known at preview"):
        grants(also(dev, "aws:s3/bucketVersioning:BucketVersioning"))


def test_only_what_aws_names_itself_is_left_open(program: Program):
    opened = {grant.resource for grant in grants(program) if has_wildcard(grant.resource)}
    inside = {one for one in opened if ":log-group:/" in one or one.startswith("arn:aws:s3:::secure-site-")}
    untagged = {one.split(f"{ACCOUNT}:")[-1] for one in opened - inside if not TAGGED_IDS.fullmatch(one)}
    assert untagged <= {
        "*",
        "arn:aws:route53:::change/*",
        "global/managedruleset/*/*",
        "global/webacl/secure-site-prod-web/*",
        "origin-access-control/*",
        "response-headers-policy/*",
        "webhook:*",
        "webhook:secure-site-dev-????????",  # digits that change with its secret
    }


def test_everything_is_allowed_for_the_right_reason_and_a_star_only_where_aws_has_no_other_way(program: Program):
    for grant in grants(program):
        assert not has_wildcard(grant.action)
        assert grant.evidence == OBSERVED or grant.evidence.startswith("https://")
        without_resources = grant.action.lower() in described(grant.service).everywhere
        assert (grant.resource == "*") == without_resources, grant.action


def test_only_what_the_recording_has_of_the_type_itself_counts_as_observed():
    of_topic, of_subscription = (
        {grant.evidence for grant in grants(run("prod", ACCOUNT)) if grant.action == action}
        for action in ("sns:GetTopicAttributes", "sns:GetSubscriptionAttributes")
    )
    assert of_topic == {OBSERVED}
    assert of_subscription == {
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/sns/topic_subscription.go"
    }


def test_what_has_a_tag_is_changed_only_where_it_is_the_stacks_or_nobodys(program: Program):
    own = {"aws:ResourceTag/Project": "secure-site", "aws:ResourceTag/Stack": program.context.stack}
    given = {"aws:RequestTag/Project": "secure-site", "aws:RequestTag/Stack": program.context.stack}
    nobodys = dict.fromkeys(own, "true")
    for grant in grants(program):
        if TAGGED_IDS.fullmatch(grant.resource) and "read" not in grant.phases:
            equal = grant.conditions.get("StringEquals", {})
            assert own.items() <= equal.items() or equal == given or grant.conditions.get("Null") == nobodys, grant


@pytest.mark.parametrize("tags_count", [True, False], ids=["tags count at once", "tags count later"])
def test_what_follows_a_creation_at_once_is_allowed_whether_or_not_the_tags_count_yet(
    program: Program, tags_count: bool
):
    tags = {"Project": "secure-site", "Stack": program.context.stack}
    keys = {f"aws:RequestTag/{name}": value for name, value in tags.items()}
    keys |= {f"aws:ResourceTag/{name}": value for name, value in tags.items()} if tags_count else {}
    keys |= {
        "kms:ViaService": f"s3.{program.context.region}.amazonaws.com",
        "codeconnections:PassedToService": "codepipeline.amazonaws.com",
    }
    needed = {(grant.action, grant.resource) for grant in tagged(program)}
    assert needed == {(grant.action, grant.resource) for grant in tagged(program) if holds(grant.conditions, keys)}


@pytest.mark.parametrize("tags", [{"Project": "secure-site", "Stack": "other"}, {"Stack": "other"}, {"Project": "x"}])
def test_what_has_the_tags_of_others_is_never_changed(program: Program, tags: dict[str, str]):
    keys = {f"aws:ResourceTag/{name}": value for name, value in tags.items()}
    keys["kms:ViaService"] = f"s3.{program.context.region}.amazonaws.com"
    keys["codeconnections:PassedToService"] = "codepipeline.amazonaws.com"
    # A request that sets the stack's tags is one that creates, or that tags what has none.
    assert [grant for grant in tagged(program) if holds(grant.conditions, keys)] == []


def tagged(program: Program) -> list[Grant]:
    """The grants to create, on resources whose ids AWS chooses."""
    return [
        grant
        for grant in grants(program)
        if TAGGED_IDS.fullmatch(grant.resource) and "create" in grant.phases and "read" not in grant.phases
    ]


def holds(conditions: Conditions, keys: Mapping[str, str]) -> bool:
    """Whether a request with these condition keys meets the conditions, of the operators that `tagged` has."""
    operators: dict[str, Callable[[str, str], bool]] = {
        "StringEquals": lambda key, wanted: keys.get(key) == wanted,
        "StringEqualsIfExists": lambda key, wanted: keys.get(key, wanted) == wanted,
        "Null": lambda key, wanted: wanted == str(key not in keys).lower(),
    }
    return all(
        operators[operator](key, wanted) for operator, wanteds in conditions.items() for key, wanted in wanteds.items()
    )


def test_a_role_is_made_and_changed_only_under_the_boundary_and_only_by_its_name(dev: Program):
    changed = [
        grant
        for grant in grants(dev)
        if grant.service == "iam" and not grant.action.split(":")[1].startswith(("Get", "List", "Pass", "Tag", "Untag"))
    ]
    assert len(changed) == 2 * 5
    assert {grant.resource.split("/")[1] for grant in changed} == {
        "secure-site-dev-publish",
        "secure-site-dev-pipeline",
    }
    for grant in changed:
        assert grant.conditions == {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}


def test_each_role_is_passed_to_the_service_that_it_is_for_and_no_other(dev: Program):
    passed = {grant.resource.split("/")[1]: grant.conditions for grant in grants(dev) if grant.action == "iam:PassRole"}
    assert passed == {
        "secure-site-dev-publish": {"StringEquals": {"iam:PassedToService": "codebuild.amazonaws.com"}},
        "secure-site-dev-pipeline": {"StringEquals": {"iam:PassedToService": "codepipeline.amazonaws.com"}},
    }


def test_the_deploy_role_rewrites_no_managed_policy_and_takes_no_boundary_off(program: Program):
    names = {grant.action for grant in grants(program) if grant.service == "iam"}
    reads = {name for name in names if name.split(":")[1].startswith(("Get", "List"))}
    assert {name for name in names - reads if "Polic" in name or "Delete" in name} == {
        *("iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy")
    }


@pytest.mark.parametrize(
    ("resource_type", "inputs"),
    [
        ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {"url": "https://example.com"}),
        ("aws:iam/policy:Policy", {"name": "more"}),
        (ROLE, {"name": "deployer", "assumeRolePolicy": json.dumps({"Statement": [FEDERATED]})}),
        (ROLE_POLICY, {"role": "somebodys", "name": "more"}),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "somebodys", "policyArn": "arn:aws:iam::aws:x"}),
    ],
)
def test_what_would_lift_the_deploy_roles_own_bounds_is_refused(
    dev: Program, resource_type: str, inputs: dict[str, Any]
):
    with pytest.raises(ValueError, match=r"another .* must not be written by the deploy role.*Move it to foundation/"):
        grants(also(dev, resource_type, **inputs))


def test_a_role_without_a_boundary_is_refused(dev: Program):
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}}]}
    with pytest.raises(ValueError, match="role/strong has no permissions_boundary"):
        grants(also(dev, ROLE, name="strong", assumeRolePolicy=json.dumps(trust)))


@pytest.mark.parametrize("prefix", ["codeconnections", "codestar-connections"])
def test_a_connection_that_is_configured_may_be_passed_to_the_pipeline_and_to_nothing_else(prefix: str):
    prod, prefixes = run("prod", ACCOUNT), ("codeconnections", "codestar-connections")
    connections = {one: f"arn:aws:{one}:us-east-1:{ACCOUNT}:connection/1234" for one in prefixes}
    stages = [
        {"actions": [{"configuration": {"ConnectionArn": connections[prefix]}}]},
        {"actions": [{"name": "Publish"}]},
    ]
    resources = [
        replace(one, inputs={**one.inputs, "stages": stages}) if one.type == PIPELINE else one
        for one in prod.resources
        if "Connection" not in one.type
    ]
    found = [one for one in grants(replace(prod, resources=resources)) if one.action.endswith(":PassConnection")]
    assert {(one.action, one.resource) for one in found} == {
        (f"{service}:PassConnection", arn) for service in prefixes for arn in connections.values()
    }
    for one in found:
        service = one.action.partition(":")[0]
        assert one.conditions == {"StringEquals": {f"{service}:PassedToService": "codepipeline.amazonaws.com"}}
    assert "codeconnections:PassConnection" not in {one.action for one in grants(run("dev", ACCOUNT))}


def test_records_are_changed_by_name_and_the_rest_of_the_zone_is_left_alone():
    found = [one.conditions for one in grants(run("prod", ACCOUNT)) if one.action == "route53:ChangeResourceRecordSets"]
    names, types = (f"route53:ChangeResourceRecordSets{what}" for what in ("NormalizedRecordNames", "RecordTypes"))
    proof = "_" + 32 * "?"
    assert found == [
        {"ForAllValues:StringEquals": {names: ["example.com", "www.example.com"], types: ["A", "AAAA"]}},
        {
            "ForAllValues:StringEquals": {types: ["CNAME"]},
            "ForAllValues:StringLike": {names: [f"{proof}.example.com", f"{proof}.www.example.com"]},
        },
    ]


def test_every_alarm_tells_the_stacks_own_topic_and_does_nothing_else():
    found = [one.conditions for one in grants(run("prod", ACCOUNT)) if one.action == "cloudwatch:PutMetricAlarm"]
    topics = [f"arn:aws:sns:us-east-1:{ACCOUNT}:secure-site-prod-{purpose}" for purpose in ("alarms", "pipeline")]
    assert found == [{"ForAllValues:StringEquals": {"cloudwatch:AlarmActions": topics}}] * 4


def test_of_a_subscription_nothing_can_be_changed():
    assert "sns:SetSubscriptionAttributes" not in {one.action for one in grants(run("prod", ACCOUNT))}


def test_buckets_are_emptied_only_where_the_stack_does_not_protect_them():
    may_empty = {
        stack: {grant.resource for grant in grants(run(stack, ACCOUNT)) if grant.action == "s3:DeleteObjectVersion"}
        for stack in STACKS
    }
    assert {
        f"arn:aws:s3:::secure-site-dev-{name}-{ACCOUNT}/*" for name in ("artifacts", "content", "logs")
    } <= may_empty["dev"]
    assert not {one for one in may_empty["prod"] if one.endswith(f"-{ACCOUNT}/*")}


def test_the_preview_role_gets_what_is_called_to_read_and_nothing_else(program: Program):
    half = read_half(grants(program))
    assert {grant.action for grant in half if not grant.action.split(":")[1].startswith(READING)} == set()
    registered = {resource.type for resource in program.resources}
    assert {grant.action for grant in half} == {action for token in registered for action in TABLE[token].read.split()}


def test_no_secret_is_needed_and_the_account_is_the_one_given(capsys: pytest.CaptureFixture[str]):
    assert main(["--account", "210987654321"]) == 0
    printed = capsys.readouterr().out
    assert "arn:aws:s3:::secure-site-dev-content-210987654321" in printed
    assert ACCOUNT not in printed


def test_an_account_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--account", "mine"])
    assert "'mine' is not an account id: write its twelve digits" in capsys.readouterr().err


def test_a_stack_without_configuration_is_named(capsys: pytest.CaptureFixture[str]):
    assert main(["--stack", "nowhere"]) == 1
    assert "Pulumi.nowhere.yaml" in capsys.readouterr().err


def test_the_markdown_table_has_a_row_for_what_is_granted_alike(capsys: pytest.CaptureFixture[str]):
    main(["--table"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| service | actions | resource | only if | phases | evidence |"
    assert len({line.count(" | ") for line in lines}) == 1
    project = "`arn:aws:codebuild:us-east-1:123456789012:project/secure-site-dev-publish`"
    assert f"| codebuild | BatchGetProjects | {project} |  | r | observed |" in lines
