"""`python -m doctor` names each thing that is wrong with a stack, and passes nothing that it could not look at."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

import pytest
from botocore import xform_name
from botocore.session import get_session

from doctor.checks import CHECKS
from doctor.cli import main
from doctor.deployed import Deployed, Resource, read_state
from doctor.model import CheckResult
from doctor.reader import Account, UndecidedError
from doctor.reads import READS
from tests.aws_answers import Answers, error
from tests.doctor.sound_stack import NOW, SOUND, STACK, TRUST


def deployed(**answers: Any) -> Deployed:
    """A stack that is sound except for these answers."""
    return Deployed(Account(READS, "eu-west-1", Answers(READS, {**SOUND, **answers})), STACK)


def finding(name: str, stack: Deployed) -> CheckResult:
    return next(check for check in CHECKS if check.name == name).run(stack)


BROKEN: Sequence[tuple[str, str, Any, str]] = (
    (
        "stopped",
        "cloudfront:GetDistributionConfig",
        {"DistributionConfig": {"Enabled": False}},
        "distribution an-id is turned off",
    ),
    (
        "stop",
        "cloudwatch:DescribeAlarms",
        {"MetricAlarms": [{"AlarmName": "spending-month", "StateValue": "INSUFFICIENT_DATA"}]},
        "alarm spending-month has never had data",
    ),
    (
        "certificate",
        "acm:DescribeCertificate",
        {"Certificate": {"DomainName": "example.com", "Status": "PENDING_VALIDATION"}},
        "the certificate of example.com is PENDING_VALIDATION",
    ),
    (
        "certificate",
        "acm:DescribeCertificate",
        {
            "Certificate": {
                "DomainName": "example.com",
                "Status": "ISSUED",
                "RenewalSummary": {
                    "DomainValidationOptions": [{"DomainName": "www.example.com", "ValidationStatus": "FAILED"}]
                },
            }
        },
        "the proof of www.example.com is gone",
    ),
    (
        "certificate",
        "acm:DescribeCertificate",
        {
            "Certificate": {
                "DomainName": "example.com",
                "Status": "ISSUED",
                "NotAfter": NOW + datetime.timedelta(days=29),
            }
        },
        "was not renewed",
    ),
    ("access-logs", "s3:ListBucket", {}, "bucket logs has no access log of the last 2 days"),
    (
        "access-logs",
        "s3:ListBucket",
        {"Contents": [{"LastModified": NOW - datetime.timedelta(days=3)}]},
        "bucket logs has no access log of the last 2 days",
    ),
    (
        "keys",
        "kms:DescribeKey",
        {"KeyMetadata": {"KeyId": "k", "KeyState": "PendingDeletion", "DeletionDate": datetime.datetime(2027, 1, 31)}},
        "key k is PendingDeletion and is deleted on 2027-01-31: nothing encrypted with it can be read",
    ),
    ("keys", "kms:DescribeKey", {"KeyMetadata": {"KeyId": "k", "KeyState": "Disabled"}}, "key k is Disabled: nothing"),
    ("mail", "sns:ListSubscriptionsByTopic", {"Subscriptions": []}, "no one reads mail"),
    (
        "mail",
        "sns:ListSubscriptionsByTopic",
        {"Subscriptions": [{"Endpoint": "ops@example.com", "SubscriptionArn": "PendingConfirmation"}]},
        "ops@example.com has not confirmed mail",
    ),
    (
        "events",
        "cloudwatch:GetMetricStatistics",
        {"Datapoints": [{"Sum": 2.0}]},
        "2 events of rule failed did not reach",
    ),
    ("alarms", "cloudwatch:DescribeAlarms", {"MetricAlarms": []}, "alarm errors is gone"),
    (
        "alarms",
        "cloudwatch:DescribeAlarms",
        {"MetricAlarms": [{"StateValue": "ALARM", "StateReason": "too many"}]},
        "alarm errors is on: too many",
    ),
    (
        "connection",
        "codeconnections:GetConnection",
        {"Connection": {"ConnectionName": "site", "ConnectionStatus": "PENDING"}},
        "connection site is PENDING",
    ),
    ("webhook", "codepipeline:ListWebhooks", {"webhooks": []}, "webhook push is gone"),
    (
        "webhook",
        "codepipeline:ListWebhooks",
        {"webhooks": [{"definition": {"name": "push"}, "errorCode": "401", "errorMessage": "no signature"}]},
        "webhook push failed with 401: no signature",
    ),
    (
        "pipeline",
        "codepipeline:ListPipelineExecutions",
        {"pipelineExecutionSummaries": []},
        "pipeline site has never run",
    ),
    (
        "pipeline",
        "codepipeline:ListPipelineExecutions",
        {"pipelineExecutionSummaries": [{"status": "Failed", "pipelineExecutionId": "2"}, {"status": "Succeeded"}]},
        "the last execution of pipeline site failed (2)",
    ),
    ("roles", "iam:GetRole", error("NoSuchEntity"), "role build is gone"),
    (
        "roles",
        "iam:GetRole",
        {"Role": {"AssumeRolePolicyDocument": {**TRUST, "Statement": []}, "PermissionsBoundary": {}}},
        "role build trusts others than the program says; role build has the boundary None, expected arn:boundary",
    ),
)
OF_AWS = (
    "certificate",
    "stopped",
    "stop",
    "access-logs",
    "keys",
    "mail",
    "events",
    "alarms",
    "connection",
    "webhook",
    "pipeline",
    "roles",
)
"""The checks that need nothing but these answers."""


@pytest.mark.parametrize("name", OF_AWS)
def test_a_sound_stack_passes(name: str) -> None:
    found = finding(name, deployed())
    assert (found.status, found.fix) == ("pass", "")


@pytest.mark.parametrize(("name", "action", "answer", "problem"), BROKEN)
def test_what_is_wrong_is_named_with_its_fix(name: str, action: str, answer: Any, problem: str) -> None:
    found = finding(name, deployed(**{action: answer}))
    assert found.status == "fail"
    assert problem in found.found
    assert found.fix


def test_a_changed_trust_is_set_back_by_an_administrator_whom_the_deploy_role_is_not() -> None:
    role = {"AssumeRolePolicyDocument": {**TRUST, "Statement": []}, "PermissionsBoundary": {}}
    found = finding("roles", deployed(**{"iam:GetRole": {"Role": role}}))
    assert "administrator's session" in found.fix


@pytest.mark.parametrize("name", OF_AWS)
def test_a_check_that_is_denied_its_calls_is_undecided(name: str) -> None:
    stack = deployed(**dict.fromkeys(SOUND, error("AccessDenied")))
    found = finding(name, stack)
    assert found.status == "unknown"
    assert "is denied" in found.found
    assert found.fix.startswith("Allow ")


def test_a_name_without_an_address_names_the_servers_of_its_zone() -> None:
    stack = Deployed(deployed().account, STACK, site="https://no-such-host.invalid")
    found = finding("dns", stack)
    assert found.status == "fail"
    assert found.found == "no-such-host.invalid has no address; the name servers of its zone are ns-1.example.net"


def test_every_address_of_the_site_is_looked_at() -> None:
    assert deployed().addresses == ["https://www.example.com"]
    without = [one for one in STACK if "distribution" not in one.type]
    assert Deployed(deployed().account, without).addresses == ["https://d1.cloudfront.net"]


def test_the_checks_ask_for_all_of_the_reads_and_nothing_else() -> None:
    answers = Answers(READS, SOUND)
    stack = Deployed(Account(READS, "eu-west-1", answers), STACK, site="https://no-such-host.invalid")
    for name in (*OF_AWS, "dns"):
        finding(name, stack)
    assert {asked.partition(" ")[2] for asked in answers.asked} == set(READS)


def test_only_operations_that_read_are_called() -> None:
    verbs = ("Describe", "Get", "List")
    for action, (service, operation) in READS.items():
        assert action.partition(":")[2].startswith(verbs)
        assert operation in {xform_name(name) for name in get_session().get_service_model(service).operation_names}


def test_without_a_state_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    def none(stack: str) -> Sequence[Resource]:
        raise UndecidedError(f"the stack {stack} has no resources", "Create it: pulumi up")

    assert main(["--stack", "dev", "--region", "eu-west-1"], Answers(READS, SOUND), none) == 2
    assert capsys.readouterr().err == "error: the stack dev has no resources. Create it: pulumi up\n"


def test_what_is_being_deleted_is_no_part_of_the_stack() -> None:
    listed = [
        {"type": "a:b:C", "urn": "urn:1", "id": "1"},
        {"type": "a:b:C", "urn": "urn:1", "id": "2", "delete": True},
    ]
    assert [one.id for one in read_state(json.dumps({"deployment": {"resources": listed}}))] == ["1"]
