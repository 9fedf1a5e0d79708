"""Rule event-rule-target: an event that a program looks for reaches a target.

A rule of EventBridge without a target matches events and drops them; so does one that is turned off.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, operations, stack_rule
from secure_site_policies.frame.stack import Stack

_RULE, _TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"


def _judge(rule: PolicyResource, stack: Stack) -> Iterator[Objection]:
    if not stack.beside(rule, _TARGET, "rule"):
        yield Objection(
            "target",
            "it has no 'target', so its events are dropped.\n"
            "Write instead: aws.cloudwatch.EventTarget(.., rule=rule.name, arn=topic.arn)",
        )
    if rule.props.get("state") == "DISABLED" or rule.props.get("isEnabled") in (False, "false"):
        yield Objection("DISABLED", "it is 'DISABLED', so its events are dropped.\nWrite instead: state=\"ENABLED\".")


policy = stack_rule(
    About(
        name="event-rule-target",
        risk="An event that someone must hear of, such as a failed deployment, is dropped.",
        severity=Severity.LOW,
        controls=(operations("OPS08-BP04", "Create actionable alerts"),),
        fix="Give the rule a target and leave it on.",
        url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
    ),
    (_RULE,),
    _judge,
)
"""Judges the rules of EventBridge, with the targets of the stack."""
