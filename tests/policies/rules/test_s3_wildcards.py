"""Rule s3-wildcards: what it passes and what it blocks, side by side, wherever a grant can hide."""

import itertools
import json
from typing import Any

import pytest

from secure_site_policies.iam.documents import ATTACHED, WRITTEN
from secure_site_policies.rules.s3_wildcards import policy
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, Judgement, judge
from tests.policies.profile import DECIDED_AT_UPDATE

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
FINE = Judgement([], None)
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def document(*actions: str, effect: str = "Allow", sid: str = "Read") -> str:
    return json.dumps({"Statement": [{"Sid": sid, "Effect": effect, "Action": list(actions), "Resource": "*"}]})


def put(path: str, value: Any) -> dict[str, Any]:
    """Properties with `value` at a path of the tables; a list also gets an item before it."""
    first, _, rest = path.partition(".")
    if not rest:
        return {first: value}
    if not rest.startswith("*"):
        return {first: put(rest, value)}
    if below := rest.partition(".")[2]:
        return {first: [put(below, document("s3:GetObject")), put(below, value)]}
    return {first: [arn("AWSXrayFullAccess"), value]}


def arn(name: str) -> str:
    return f"arn:aws:iam::aws:policy/{name}"


@pytest.mark.parametrize(
    ("resource_type", "path"),
    [(name, path) for name, paths in WRITTEN.items() for path in ([paths] if isinstance(paths, str) else paths)],
)
def test_a_written_document_is_judged(resource_type: str, path: str):
    assert judge(policy, resource_type, put(path, document("s3:GetObject", "s3:PutObject", "ec2:*"))) == FINE
    assert judge(policy, resource_type, put(path, document("s3:*", effect="Deny"))) == FINE
    (message,) = judge(policy, resource_type, put(path, document("s3:GetObject", "S3:Get*"))).violations
    assert message.startswith(f"it: {path.replace('.*', '[1]')}: 'S3:Get*' in statement 'Read' grants 60 S3 actions")


@pytest.mark.parametrize(("resource_type", "path"), ATTACHED.items())
def test_an_attached_aws_managed_policy_is_judged(resource_type: str, path: str):
    assert judge(policy, resource_type, put(path, arn("AWSLambdaExecute"))) == FINE
    assert judge(policy, resource_type, put(path, "arn:aws:iam::123456789012:policy/own")) == FINE
    (message,) = judge(policy, resource_type, put(path, arn("AmazonS3FullAccess"))).violations
    assert "'s3:*' in statement 'AmazonS3FullAccess' grants 168 S3 actions" in message


@pytest.mark.parametrize(
    ("attached", "patterns"),
    [
        ("arn:aws-us-gov:iam::aws:policy/AdministratorAccess", ["*"]),
        ("arn:aws:iam::aws:policy/job-function/DatabaseAdministrator", ["s3:Get*", "s3:List*"]),
        ("arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforDataPipelineRole", ["s3:*"]),
        ("arn:aws:iam::aws:policy/PowerUserAccess", ["NotAction"]),
        (READ_ONLY, ["s3:Get*", "s3:List*", "s3:Describe*"]),
    ],
)
def test_a_managed_policy_is_found_by_its_name_whatever_its_path(attached: str, patterns: list[str]):
    violations = judge(policy, ATTACHMENT, {"policyArn": attached}).violations
    assert all(any(f": {pattern!r} in statement " in message for message in violations) for pattern in patterns)


def test_a_managed_policy_that_aws_made_later_is_not_taken_for_safe():
    (message,) = judge(policy, ATTACHMENT, {"policyArn": arn("AmazonS3NextYear")}).violations
    assert "'AmazonS3NextYear' is not in the table" in message


def test_few_actions_are_written_out_for_copying():
    (message,) = judge(policy, ROLE_POLICY, {"policy": document("s3:???ObjectTagging")}).violations
    assert message.endswith("grants 2 S3 actions.\nWrite instead: s3:GetObjectTagging, s3:PutObjectTagging.")


def test_of_many_actions_the_usual_ones_are_proposed():
    (message,) = judge(policy, ROLE_POLICY, {"policy": document("s3:Get*")}).violations
    assert "among them s3:GetAccelerateConfiguration, s3:GetAccessGrant" in message
    assert "Write instead the used actions, such as s3:GetObject, s3:GetObjectVersion, s3:GetBucketLocation;" in message


def test_not_action_is_reported_as_such():
    statement = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    (message,) = judge(policy, ROLE_POLICY, {"policy": json.dumps({"Statement": statement})}).violations
    assert message.startswith("it: policy: 'NotAction' in Statement[0] grants 168 S3 actions")


def test_a_pattern_is_reported_once_with_its_statements():
    statements = [{"Effect": "Allow", "Action": "s3:*"}] * 10_000
    (message,) = judge(policy, ROLE_POLICY, {"policy": json.dumps({"Statement": statements})}).violations
    assert "'s3:*' in Statement[0], Statement[1], Statement[2] and 9997 more grants 168 S3 actions" in message


def test_ten_thousand_patterns_are_each_judged():
    spellings = itertools.product(*((letter, letter.upper()) for letter in "putobjecttaggi"))
    patterns = ["s3:" + "".join(letters) + "*" for letters in itertools.islice(spellings, 10_000)]
    assert len(judge(policy, ROLE_POLICY, {"policy": document(*patterns)}).violations) == 10_000


def test_every_place_of_a_role_is_judged_whatever_the_others_hold():
    judgement = judge(
        policy,
        ROLE,
        {
            "inlinePolicies": [{"name": "bad", "policy": "{"}, {"name": "open", "policy": document("s3:*")}, {}],
            "managedPolicyArns": [READ_ONLY, UNKNOWN, 5],
        },
    )
    places = [message.removeprefix("it: ").split(":")[0].split(" ")[0] for message in judgement.violations]
    assert places == [
        "inlinePolicies[0].policy",
        "inlinePolicies[1].policy",
        *["managedPolicyArns[0]"] * 3,
        "managedPolicyArns[2]",
        "managedPolicyArns[1]",
    ]


@pytest.mark.parametrize(
    "properties",
    [{"policy": UNKNOWN}, {"policy": {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", UNKNOWN]}]}}],
)
def test_an_unknown_document_is_a_violation(properties: dict[str, Any]):
    (message,) = judge(policy, ROLE_POLICY, properties).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("properties", [{"inlinePolicies": UNKNOWN_LIST}, {"managedPolicyArns": UNKNOWN_LIST}])
def test_an_unknown_list_is_a_violation(properties: dict[str, Any]):
    (message,) = judge(policy, ROLE, properties).violations
    assert "cannot be decided at preview" in message


def test_what_is_unknown_beside_the_actions_does_not_matter():
    known = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": UNKNOWN}]}
    assert judge(policy, ROLE_POLICY, {"policy": known, "role": UNKNOWN}) == FINE


LATE = {"decidedAtUpdate": list(DECIDED_AT_UPDATE)}


@pytest.mark.parametrize(
    ("resource_type", "name"),
    [
        ("aws:s3/bucketPolicy:BucketPolicy", "site-content-policy"),
        (ROLE_POLICY, "delivery-publish-access-invalidate"),
        (ROLE_POLICY, "delivery-publish-access-keys"),
        (ROLE_POLICY, "delivery-access-keys"),
        (ROLE_POLICY, "delivery-access-source"),
    ],
)
def test_the_stacks_own_late_documents_are_advisory_until_they_are_known(resource_type: str, name: str):
    unknown = judge(policy, resource_type, {"policy": UNKNOWN}, name=name, config=LATE)
    assert unknown.violations == []
    assert unknown.advice == f"{name}: policy is not known yet; every rule judges it at update"
    assert judge(policy, resource_type, {"policy": document("s3:*")}, name=name, config=LATE).violations


@pytest.mark.parametrize(
    "name",
    ["delivery-publish-access-publish", "my-delivery-access-source", "delivery-access-source2"],
)
def test_no_other_document_may_be_late(name: str):
    assert judge(policy, ROLE_POLICY, {"policy": UNKNOWN}, name=name, config=LATE).violations


@pytest.mark.parametrize("bad", ["", "{", 5, True, [], ["s3:*"], {}, {"Statement": [None]}])
@pytest.mark.parametrize(("resource_type", "path"), [(ROLE_POLICY, "policy"), (ROLE, "inlinePolicies.*.policy")])
def test_a_document_that_is_none_is_a_violation_and_no_crash(resource_type: str, path: str, bad: object):
    assert len(judge(policy, resource_type, put(path, bad)).violations) == 1


@pytest.mark.parametrize("bad", ["", "AmazonS3FullAccess", 5, [], {}])
def test_an_arn_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(policy, ATTACHMENT, {"policyArn": bad}).violations) == 1


def test_a_list_in_the_wrong_shape_is_judged_all_the_same():
    judgement = judge(policy, ROLE, {"inlinePolicies": "{", "managedPolicyArns": arn("AmazonS3FullAccess")})
    assert len(judgement.violations) == 2


EMPTY: list[dict[str, Any]] = [{}, {"inlinePolicies": None}, {"inlinePolicies": [{}]}, {"managedPolicyArns": []}]


@pytest.mark.parametrize("properties", EMPTY)
def test_a_role_without_policies_passes(properties: dict[str, Any]):
    assert judge(policy, ROLE, properties) == FINE


def test_other_resources_are_left_alone():
    assert judge(policy, "aws:sqs/queue:Queue", {"policy": document("s3:*")}) == FINE
