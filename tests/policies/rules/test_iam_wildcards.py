"""Rule iam-wildcards: what it passes and what it blocks, side by side, wherever a grant can hide."""

from typing import Any

import pytest

from components.iam.boundary import ceilings
from components.iam.statements import allow, document
from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.rules.iam_wildcards import policy as rule
from tests.components.iam.test_boundary import CONTEXT
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import ATTACHMENT, FINE, ROLE_POLICY, at, aws_managed, places, policy, put


def violations(*actions: str, **others: Any) -> list[str]:
    return judge(rule, ROLE_POLICY, {"policy": policy({"Action": list(actions), **others})}).violations


@pytest.mark.parametrize(("resource_type", "path"), places(IDENTITIES, ENDPOINTS, RESOURCE_POLICIES, TRUSTS))
def test_a_written_document_is_judged(resource_type: str, path: str):
    assert judge(rule, resource_type, put(path, policy({"Action": "sqs:SendMessage"}))) == FINE
    assert judge(rule, resource_type, put(path, policy({"Effect": "Deny", "Action": "*"}))) == FINE
    (message,) = judge(rule, resource_type, put(path, policy({"Sid": "Send", "Action": "SQS:S*"}))).violations
    assert message.startswith(f"it: {at(path)}: 'SQS:S*' in statement 'Send' grants 3 actions of sqs.")


@pytest.mark.parametrize(("resource_type", "path"), places(ATTACHED))
def test_an_attached_aws_managed_policy_is_judged(resource_type: str, path: str):
    fine, bad = (f"arn:aws:iam::aws:policy/{name}" for name in ("AmazonSQSReadOnlyAccess", "AmazonSQSFullAccess"))
    assert judge(rule, resource_type, put(path, fine)) == FINE
    (message,) = judge(rule, resource_type, put(path, bad)).violations
    assert "'sqs:*' in statement 'AmazonSQSFullAccess' grants 20 actions of sqs" in message


def test_few_actions_are_written_out_for_copying():
    (message,) = violations("kms:*Alias")
    assert message.endswith(
        "grants 3 actions of kms.\nWrite instead: kms:CreateAlias, kms:DeleteAlias, kms:UpdateAlias."
    )


def test_of_many_actions_those_are_proposed_that_aws_itself_uses_most():
    (message,) = violations("ec2:Describe*")
    assert "grants 187 actions of ec2, among them ec2:DescribeAccountAttributes" in message
    assert "Write instead the used actions, such as ec2:DescribeSubnets, ec2:DescribeSecurityGroups" in message
    assert message.endswith("/list_amazonec2.html")


@pytest.mark.parametrize("pattern", ["*", "**", "*:*", "?*"])
def test_everything_is_said_to_be_everything(pattern: str):
    (message,) = violations(pattern)
    assert f"{pattern!r} in Statement[0] grants 20,455 actions of 445 services, among them iam:PassRole" in message


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("s?:*", "grants 168 actions of s3"),
        ("?3:Get*", "of s3"),
        ("s3*", "of 6 services"),
        ("?qs:SendMessage", "grants 1 action of sqs.\nWrite instead: sqs:SendMessage."),
        ("sqs:send?essage", "grants 1 action of sqs.\nWrite instead: sqs:SendMessage."),
        ("*:PassRole", "grants 1 action of iam.\nWrite instead: iam:PassRole."),
        ("k*:Decrypt", "kms:Decrypt"),
    ],
)
def test_a_wildcard_is_found_wherever_it_stands(pattern: str, says: str):
    (message,) = violations(pattern)
    assert says in message


@pytest.mark.parametrize("pattern", ["nextyear:*", "s3:NoSuch*", "sqs:[SR]*", "kms:Decrypt?", "\N{KELVIN SIGN}ms:*"])
def test_a_wildcard_over_what_is_not_known_yet_is_one(pattern: str):
    (message,) = violations(pattern)
    assert message.startswith(f"it: policy: {pattern!r} in Statement[0] grants every action that AWS gives such a name")


@pytest.mark.parametrize("pattern", ["s3:*", "S3:Get*", "s3:??tObject"])
def test_what_names_s3_is_left_to_its_own_rule(pattern: str):
    assert violations(pattern) == []


KEY = "aws:kms/key:Key"
ROOT, ADMIN = "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/key-administrator"


ELSEWHERE = "arn:aws:iam::210987654321:role/key-administrator"


def of_key(*statements: dict[str, Any], kind: str = KEY) -> list[str]:
    found = judge(rule, kind, {"policy": policy(*({"Resource": "*", **each} for each in statements))}).violations
    return [message.split("'")[1] for message in found]


OWNER = {"Principal": {"AWS": ROOT}, "Action": "kms:*"}
ADMINISTRATORS = {
    "Principal": {"AWS": [ADMIN]},
    "Action": ["kms:Create*", "kms:Describe*", "kms:Put*", "kms:Get*", "kms:Delete*", "kms:ScheduleKeyDeletion"],
}
USERS = {"Principal": {"AWS": ADMIN}, "Action": ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]}


def test_a_key_policy_as_the_console_writes_it_passes():
    assert of_key(OWNER, ADMINISTRATORS, USERS) == []
    assert of_key({**OWNER, "Principal": {"AWS": "123456789012"}}) == []
    logs = {"Principal": {"Service": "logs.eu-west-1.amazonaws.com"}, "Action": ["kms:Encrypt*", "kms:Decrypt*"]}
    assert of_key(OWNER, logs) == []


@pytest.mark.parametrize(
    ("statements", "patterns"),
    [
        ([{**OWNER, "Principal": {"AWS": ADMIN}}], ["kms:*"]),
        ([{**OWNER, "Principal": {"AWS": [ROOT, ADMIN]}}], ["kms:*"]),
        ([{**OWNER, "Principal": {"Service": "logs.amazonaws.com"}}], ["kms:*"]),
        ([{**OWNER, "Principal": "*"}], ["kms:*"]),
        ([OWNER, {**OWNER, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}], ["kms:*"]),
        ([{**OWNER, "Action": "*"}], ["*"]),
        ([{**ADMINISTRATORS, "Action": ["kms:D*", "kms:??t*"]}], ["kms:D*", "kms:??t*"]),
        ([{**ADMINISTRATORS, "Action": "kms:Put*", "Principal": "*"}], ["kms:Put*"]),
        ([OWNER, {**ADMINISTRATORS, "Principal": {"AWS": ELSEWHERE}, "Action": "kms:Put*"}], ["kms:Put*"]),
        ([{**ADMINISTRATORS, "Action": "kms:Put*"}], ["kms:Put*"]),
        (
            [OWNER, {**ADMINISTRATORS, "Principal": {"Service": "logs.amazonaws.com"}}],
            ["kms:Create*", "kms:Put*", "kms:Get*", "kms:Delete*"],
        ),
    ],
)
def test_another_wildcard_in_a_key_policy_does_not(statements: list[dict[str, Any]], patterns: list[str]):
    assert of_key(*statements) == patterns


def test_elsewhere_the_same_wildcards_are_blocked():
    assert of_key(OWNER, kind="aws:secretsmanager/secretPolicy:SecretPolicy") == ["kms:*"]
    assert violations("kms:Put*", "kms:*") != []


def test_what_has_no_resource_is_not_proposed_for_a_key_policy():
    open_to_many = {"Principal": "*", "Action": "kms:Create*", "Resource": "*"}
    (message,) = judge(rule, KEY, {"policy": policy(open_to_many)}).violations
    assert message.endswith("Write instead: kms:CreateAlias, kms:CreateGrant.")


def test_not_action_is_left_to_its_own_rule():
    assert judge(rule, ROLE_POLICY, {"policy": policy({"NotAction": "iam:*"})}) == FINE
    assert judge(rule, ATTACHMENT, aws_managed("PowerUserAccess")) == FINE


def test_a_pattern_is_reported_once_with_its_statements():
    statements = [{"Action": ["kms:*", "kms:*"]}] * 10_000
    (message,) = judge(rule, ROLE_POLICY, {"policy": policy(*statements)}).violations
    assert "'kms:*' in Statement[0], Statement[1], Statement[2] and 9997 more grants 55 actions of kms" in message


def test_every_pattern_of_a_document_is_reported():
    assert len(violations("kms:*", "sqs:SendMessage", "sns:*", "s3:*", "iam:Get*")) == 3


def test_the_policy_of_a_resource_is_not_said_to_grant_other_services():
    found = judge(rule, "aws:sqs/queue:Queue", {"policy": policy({"Action": "*"})}).violations
    assert [message.partition("\n")[0] for message in found] == [
        "it: policy: '*' in Statement[0] grants every action of the service on this resource."
    ]


def test_what_this_stack_writes_passes():
    assert judge(rule, "aws:iam/policy:Policy", {"policy": document(*ceilings(CONTEXT))}) == FINE
    read = allow("s3:GetObject", "arn:aws:s3:::site/*")
    assert judge(rule, ROLE_POLICY, {"policy": document(read)}) == FINE


def test_an_unknown_document_is_a_violation():
    (message,) = judge(rule, ROLE_POLICY, {"policy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["", "{", 5, {}, {"Statement": [{"Effect": "Allow"}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(rule, ROLE_POLICY, {"policy": bad}).violations) == 1


MANAGED = "aws:iam/policy:Policy"
BOUNDARIES = {"boundaries": ["urn:*::ceiling"]}


def test_a_listed_boundary_may_shorten_names_of_actions():
    short = {"policy": policy({"Action": ["kms:*Alias", "codebuild:Batch*Projects"]})}
    assert judge(rule, MANAGED, short, name="ceiling", config=BOUNDARIES) == FINE
    assert len(judge(rule, MANAGED, short, name="ceiling").violations) == 2
    assert len(judge(rule, MANAGED, short, name="another", config=BOUNDARIES).violations) == 2


@pytest.mark.parametrize("pattern", ["*", "kms:*", "kms:?*", "k*:CreateAlias", "iam:*Role", "IAM:Get*", "sts:Assume*"])
def test_a_listed_boundary_has_no_whole_service_and_names_what_gives_access(pattern: str):
    open_one = {"policy": policy({"Action": pattern})}
    assert len(judge(rule, MANAGED, open_one, name="ceiling", config=BOUNDARIES).violations) == 1
