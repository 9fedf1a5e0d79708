"""Rule sns-encryption: a topic of alarms is encrypted with a key that CloudWatch can use.

SNS stores a message until each subscriber has it. CloudWatch cannot use the key that AWS manages for SNS: an alarm on
such a topic notifies no one. EventBridge cannot be limited to one account in the policy of a key, so a topic that only
EventBridge publishes to passes without one, also with the alarm that reports what EventBridge could not publish.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pulumi_policy import PolicyResource, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known

_TOPIC, _KEY = "aws:sns/topic:Topic", "kmsMasterKeyId"
_TARGET, _ALARM = "aws:cloudwatch/eventTarget:EventTarget", "aws:cloudwatch/metricAlarm:MetricAlarm"
_OF_AWS = "alias/aws/sns"
_OF_EVENTS = "AWS/Events"
_INSTEAD = "Write instead: kms_master_key_id=key.arn, of a key whose policy lets cloudwatch.amazonaws.com use it."


def _judge(topic: PolicyResource, stack: Stack) -> Iterator[Objection]:
    has_alarms = any(
        _publishes(alarm, "alarmActions", topic) and known(alarm, "namespace") != {_OF_EVENTS}
        for alarm in stack.all(_ALARM)
    )
    if not is_set(topic.props, _KEY):
        if has_alarms or not _has_events(topic, stack):
            yield Objection(_KEY, f"{_KEY!r} is missing, so messages are stored without encryption.\n{_INSTEAD}")
    elif has_alarms and known(topic, _KEY) == {_OF_AWS}:
        yield Objection(_OF_AWS, f"CloudWatch cannot use {_OF_AWS!r}, so alarms reach no one.\n{_INSTEAD}")


def _has_events(topic: PolicyResource, stack: Stack) -> bool:
    """Whether EventBridge publishes to a topic. A target that is known neither by value nor by reference may be it."""
    return any(
        _publishes(target, "arn", topic) or not (_arns(target, "arn") or target.property_dependencies.get("arn"))
        for target in stack.all(_TARGET)
    )


def _publishes(publisher: PolicyResource, key: str, topic: PolicyResource) -> bool:
    """Whether a property names a topic: by a reference, by its ARN, or by an ARN that ends in its name."""
    if any(one.urn == topic.urn for one in publisher.property_dependencies.get(key, ())):
        return True
    ends = tuple(f":{name}" for name in known(topic, "name"))
    return any(arn in known(topic, "arn", "id") or arn.endswith(ends) for arn in _arns(publisher, key))


def _arns(resource: PolicyResource, key: str) -> Sequence[str]:
    """The known texts of a property that is a text or a list of texts."""
    try:
        value = resource.props.get(key)
        found = [value] if isinstance(value, str) else list(cast(Sequence[Any], value or ()))
    except UnknownValueError:
        return []
    return [one for one in found if isinstance(one, str)]


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
