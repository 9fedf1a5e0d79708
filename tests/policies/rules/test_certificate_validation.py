"""Rule certificate-validation: by DNS, by mail, and not at all."""

from typing import Any

import pytest

from secure_site_policies.rules.certificate_validation import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"
VALIDATION = resource("aws:acm/certificateValidation:CertificateValidation", {"certificateArn": ARN}, name="validation")


def certificate(**properties: Any):
    return resource("aws:acm/certificate:Certificate", {"arn": ARN, **properties}, name="certificate")


def test_a_certificate_that_dns_proves_passes():
    assert judge_stack(policy, certificate(validationMethod="DNS"), VALIDATION) == FINE
    unknown = certificate(validationMethod="DNS", arn=UNKNOWN)
    waits = resource(
        "aws:acm/certificateValidation:CertificateValidation",
        {"certificateArn": UNKNOWN},
        name="validation",
        refers={"certificateArn": [unknown]},
    )
    assert judge_stack(policy, unknown, waits) == FINE


@pytest.mark.parametrize("key", ["certificateBody", "privateKey", "certificateAuthorityArn"])
def test_what_no_one_validates_passes(key: str):
    assert judge_stack(policy, certificate(**{key: UNKNOWN})) == FINE


@pytest.mark.parametrize("method", ["EMAIL", "NONE", None])
def test_a_certificate_that_a_mailbox_proves_is_blocked(method: str | None):
    (message,) = judge_stack(policy, certificate(validationMethod=method), VALIDATION).violations
    assert message.startswith(f"certificate: validationMethod is '{method}'")


def test_a_certificate_that_the_stack_does_not_wait_for_is_blocked():
    (message,) = judge_stack(policy, certificate(validationMethod="DNS")).violations
    assert "no 'CertificateValidation' of the stack waits" in message
