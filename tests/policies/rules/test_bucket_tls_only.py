"""Rule bucket-tls-only: what the Deny means counts, not how it is written."""

import json
from typing import Any

import pytest
from pulumi_policy import PolicyResource

from components.iam.statements import PLAIN_HTTP, deny, document
from secure_site_policies.rules.bucket_tls_only import policy
from tests.policies.bucket import BUCKET, BUCKET_V2, bucket, setting
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource
from tests.policies.profile import DECIDED_AT_UPDATE

FINE = Judgement([], None)
ARN = "arn:aws:s3:::content"
READ = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
REFUSE: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def written(*statements: dict[str, Any], name: str = "policy") -> PolicyResource:
    return setting("BucketPolicy", {"policy": json.dumps({"Statement": list(statements)})}, name=name)


def test_the_components_own_statement_passes_and_none_is_a_violation():
    own = document(deny("s3:*", [ARN, f"{ARN}/*"], sid="TlsOnly", principals="*", conditions=PLAIN_HTTP))
    assert judge_stack(policy, bucket(), setting("BucketPolicy", {"policy": own})) == FINE
    (message,) = judge_stack(policy, bucket(), written(READ)).violations
    assert message.startswith("content: no Deny of policy covers everyone, the bucket and its objects where 'aws:Sec")
    assert message.endswith(f"Write instead, as one more statement: {json.dumps(REFUSE)}")


@pytest.mark.parametrize(
    "change",
    [
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["123456789012", "*"]}},
        {"Action": "*"},
        {"Action": ["S3:*"]},
        {"Action": ["s3:GetObject", "s?:*"]},
        {"Resource": "*"},
        {"Resource": [f"{ARN}*"]},
        {"Resource": ["arn:aws:s3:::*"]},
        {"Resource": ["arn:aws:s3:::content", "arn:aws:s3:::content/*", "arn:aws:s3:::content/private/*"]},
        {"Condition": {"bool": {"AWS:secureTransport": False}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false"]}}},
    ],
)
def test_another_spelling_of_the_same_passes(change: dict[str, Any]):
    assert judge_stack(policy, bucket(), written(READ, {**REFUSE, **change})) == FINE


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": "123456789012"}},
        {"Principal": {"Service": "*"}},
        {"Action": "s3:GetObject"},
        {"Action": "s3:*Object"},
        {"Action": "s3-object-lambda:*"},
        {"Action": "s3:"},
        {"Resource": f"{ARN}/*"},
        {"Resource": ARN},
        {"Resource": [ARN, f"{ARN}/public/*"]},
        {"Resource": [ARN, f"{ARN}/*.html"]},
        {"Resource": [ARN, f"{ARN}/"]},
        {"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
        {"Condition": {**REFUSE["Condition"], "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
    ],
)
def test_a_statement_that_lets_somebody_through_does_not_count(change: dict[str, Any]):
    assert len(judge_stack(policy, bucket(), written(READ, {**REFUSE, **change})).violations) == 1


@pytest.mark.parametrize(
    ("left_out", "in_its_place"),
    [("Principal", {"NotPrincipal": "*"}), ("Action", {"NotAction": "*"}), ("Resource", {"NotResource": "*"})],
)
def test_the_opposite_of_an_element_does_not_count(left_out: str, in_its_place: dict[str, Any]):
    others = {key: value for key, value in REFUSE.items() if key != left_out}
    assert len(judge_stack(policy, bucket(), written({**others, **in_its_place})).violations) == 1


def test_two_statements_may_share_the_work():
    parts = [{**REFUSE, "Resource": ARN}, {**REFUSE, "Resource": f"{ARN}/*"}]
    assert judge_stack(policy, bucket(), written(*parts)) == FINE
    assert judge_stack(policy, bucket(), written(parts[0], {**parts[1], "Principal": {"AWS": "1"}})).violations


@pytest.mark.parametrize("resource_type", [BUCKET, BUCKET_V2])
def test_a_bucket_without_a_policy_is_a_violation(resource_type: str):
    said = judge_stack(policy, bucket(resource_type=resource_type), setting("BucketPolicy", {}, of="another"))
    (message,) = said.violations
    assert message.startswith("content: it has no BucketPolicy that requires 'aws:SecureTransport'.\nWrite instead")


def test_each_of_two_policies_has_to_refuse_since_either_may_be_the_last():
    said = judge_stack(policy, bucket(), written(REFUSE, name="one"), written(READ, name="two")).violations
    assert [message.split(" covers")[0] for message in said] == ["content: no Deny of two"]


def test_a_policy_that_is_not_known_yet_is_undecided_itself_and_only_where_the_config_lets_it_be_late():
    late = setting("BucketPolicy", {"policy": UNKNOWN}, name="site-content-policy")
    (message,) = judge_stack(policy, bucket(), late).violations
    assert message.startswith("site-content-policy: policy: this cannot be decided at preview")
    said = judge_stack(policy, bucket(), late, config={"decidedAtUpdate": list(DECIDED_AT_UPDATE)})
    assert said == Judgement([], "site-content-policy: policy is not known yet; every rule judges it at update")


def test_a_bucket_whose_name_is_not_known_yet_is_undecided():
    late = resource(BUCKET, {"bucket": UNKNOWN, "arn": UNKNOWN}, name="late")
    properties = {"bucket": UNKNOWN, "policy": json.dumps({"Statement": [REFUSE]})}
    of_late = resource("aws:s3/bucketPolicy:BucketPolicy", properties, refers={"bucket": [late]})
    (message,) = judge_stack(policy, late, of_late).violations
    assert message.startswith("late: arn: this cannot be decided at preview")


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_other_partitions_are_understood_before_the_arn_is_known(partition: str):
    arn = f"arn:{partition}:s3:::content"
    fresh = resource(BUCKET, {"bucket": "content", "arn": UNKNOWN}, name="content")
    assert judge_stack(policy, fresh, written({**REFUSE, "Resource": [arn, f"{arn}/*"]})) == FINE


@pytest.mark.parametrize("bad", [None, "", "{", 5, {"Statement": [{"Effect": "Deny", "Principal": 5, "Action": "*"}]}])
def test_what_is_no_policy_is_a_violation_and_no_crash(bad: Any):
    assert len(judge_stack(policy, bucket(), setting("BucketPolicy", {"policy": bad})).violations) == 1
