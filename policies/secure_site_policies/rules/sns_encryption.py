"""Rule sns-encryption: a topic of alarms is encrypted with a key that CloudWatch can use.

SNS stores a message until each subscriber has it. CloudWatch cannot use the key that AWS manages for SNS: an alarm on
such a topic notifies no one. EventBridge cannot be limited to one account in the policy of a key, so a topic that only
EventBridge publishes to passes without one.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known

_TOPIC, _KEY = "aws:sns/topic:Topic", "kmsMasterKeyId"
_TARGET, _ALARM = "aws:cloudwatch/eventTarget:EventTarget", "aws:cloudwatch/metricAlarm:MetricAlarm"
_OF_AWS = "alias/aws/sns"
_INSTEAD = "Write instead: kms_master_key_id=key.arn, of a key whose policy lets cloudwatch.amazonaws.com use it."


def _judge(topic: PolicyResource, stack: Stack) -> Iterator[Objection]:
    has_alarms = bool(stack.beside(topic, _ALARM, "alarmActions"))
    if not is_set(topic.props, _KEY):
        if has_alarms or not _has_events(topic, stack):
            yield Objection(_KEY, f"{_KEY!r} is missing, so messages are stored without encryption.\n{_INSTEAD}")
    elif has_alarms and str(topic.props.get(_KEY)) == _OF_AWS:
        yield Objection(_OF_AWS, f"CloudWatch cannot use {_OF_AWS!r}, so alarms reach no one.\n{_INSTEAD}")


def _has_events(topic: PolicyResource, stack: Stack) -> bool:
    """Whether EventBridge publishes to a topic. A target that is known neither by value nor by reference may be it."""
    return bool(stack.beside(topic, _TARGET, "arn")) or any(
        not known(target, "arn") and not target.property_dependencies.get("arn") for target in stack.all(_TARGET)
    )


policy = stack_rule(
    About(
        name="sns-encryption",
        risk="Messages lie in plain text on the disks of SNS, or alarms reach no one.",
        severity=Severity.LOW,
        controls=(fsbp("SNS.1", "SNS topics should be encrypted at-rest using AWS KMS"),),
        fix="Give the topic a customer key that its publishers may use.",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
    ),
    (_TOPIC,),
    _judge,
)
"""Judges topics, with the alarms and event targets that publish to them."""
