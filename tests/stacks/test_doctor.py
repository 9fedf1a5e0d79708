"""The doctor looks at the dev stack on the sandbox, in which one thing after the other is broken."""

import json
from dataclasses import replace
from typing import Any

import pytest

from doctor.checks import CHECKS
from doctor.deployed import Deployed, Resource, read_state
from doctor.model import CheckResult
from doctor.reader import Account
from doctor.reads import READS
from tests.stacks.conftest import Sandbox

NOT_REHEARSED = {"access-logs", "webhook"}
"""The sandbox delivers no access logs and has no webhooks."""


@pytest.fixture(scope="module")
def state(sandbox: Sandbox) -> list[Resource]:
    exported = sandbox.stack.automation.export_stack()
    return read_state(json.dumps({"deployment": exported.deployment}))


@pytest.fixture
def stack(sandbox: Sandbox, state: list[Resource], monkeypatch: pytest.MonkeyPatch) -> Deployed:
    monkeypatch.setenv("SSL_CERT_FILE", str(sandbox.ca))

    def client(service: str, region: str) -> Any:
        return sandbox.cloud.client(service, region=region)

    return Deployed(Account(READS, sandbox.cloud.region, client), state, sandbox.site)


def finding(stack: Deployed, name: str) -> CheckResult:
    return next(check for check in CHECKS if check.name == name).run(stack)


@pytest.mark.parametrize("name", [check.name for check in CHECKS if check.name not in NOT_REHEARSED])
def test_a_stack_that_is_up_passes(stack: Deployed, name: str) -> None:
    found = finding(stack, name)
    assert (found.status, found.fix) == ("pass", ""), found.found


def test_access_logs_that_arrive_are_found(sandbox: Sandbox, stack: Deployed) -> None:
    before = finding(stack, "access-logs")
    s3, key = sandbox.cloud.client("s3"), f"AWSLogs/{sandbox.cloud.account_id}/CloudFront/E1.2026-11-27-12.gz"
    bucket = before.found.split()[1]
    s3.put_object(Bucket=bucket, Key=key, Body=b"one visit")
    after = finding(stack, "access-logs")
    s3.delete_object(Bucket=bucket, Key=key)
    assert before.status == "fail"
    assert after.status == "pass"


def test_a_file_that_was_written_over_is_named(sandbox: Sandbox, stack: Deployed) -> None:
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    s3.put_object(Bucket=bucket, Key="index.html", Body=b"defaced")
    try:
        found = finding(stack, "release")
    finally:
        sandbox.push()
    assert found.status == "fail"
    assert "1 of " in found.found
    assert found.found.endswith("index.html")
    assert finding(stack, "release").status == "pass"


def test_a_site_that_cannot_read_its_bucket_is_found(sandbox: Sandbox, stack: Deployed) -> None:
    s3, bucket = sandbox.cloud.client("s3"), sandbox.outputs["contentBucket"]
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    s3.delete_bucket_policy(Bucket=bucket)
    try:
        found = finding(stack, "site")
    finally:
        s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    assert found.status == "fail"
    assert "answers with status 403, expected 200" in found.found


def beside(stack: Deployed, resource_type: str, **outputs: Any) -> Deployed:
    """The stack with one more resource, which dev has only by other settings."""
    return replace(stack, resources=[*stack.resources, Resource(resource_type, "urn:pulumi:dev::one", "", outputs)])


def test_an_alarm_that_is_on_is_named(sandbox: Sandbox, stack: Deployed) -> None:
    cloudwatch = sandbox.cloud.client("cloudwatch", region="us-east-1")
    watched = beside(stack, "aws:cloudwatch/metricAlarm:MetricAlarm", name="errors", region="us-east-1")
    assert finding(watched, "alarms").found == "alarm errors is gone"
    cloudwatch.put_metric_alarm(
        AlarmName="errors",
        Namespace="AWS/CloudFront",
        MetricName="5xxErrorRate",
        Statistic="Average",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1.0,
        ComparisonOperator="GreaterThanThreshold",
    )
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="too many errors")
    found = finding(watched, "alarms")
    cloudwatch.delete_alarms(AlarmNames=["errors"])
    assert found.found == "alarm errors is on: too many errors"


def test_a_key_that_is_scheduled_for_deletion_is_named(sandbox: Sandbox, stack: Deployed) -> None:
    kms = sandbox.cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]
    encrypted = beside(stack, "aws:kms/key:Key", arn=key["Arn"])
    before = finding(encrypted, "keys")
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=30)
    assert before.status == "pass"
    assert f"key {key['KeyId']} is PendingDeletion" in finding(encrypted, "keys").found


def test_a_topic_that_is_read_by_no_one_is_named(sandbox: Sandbox, stack: Deployed) -> None:
    sns = sandbox.cloud.client("sns")
    arn = sns.create_topic(Name="unread")["TopicArn"]
    found = finding(beside(stack, "aws:sns/topic:Topic", name="unread", arn=arn), "mail")
    sns.delete_topic(TopicArn=arn)
    assert found.found == "no one reads unread"


def test_a_role_that_trusts_another_account_is_named(sandbox: Sandbox, stack: Deployed) -> None:
    iam = sandbox.cloud.client("iam")
    role = next(iter(stack.all("aws:iam/role:Role")))
    trust = json.loads(role.outputs["assumeRolePolicy"])
    door = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(
        RoleName=role.outputs["name"],
        PolicyDocument=json.dumps({**trust, "Statement": [*trust["Statement"], door]}),
    )
    try:
        found = finding(stack, "roles")
    finally:
        iam.update_assume_role_policy(RoleName=role.outputs["name"], PolicyDocument=json.dumps(trust))
    assert found.found == f"role {role.outputs['name']} trusts others than the program says"
    assert finding(stack, "roles").status == "pass"
