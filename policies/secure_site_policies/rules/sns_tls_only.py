"""Rule sns-tls-only: a topic whose policy lets others publish accepts messages over TLS only.

SNS answers plain HTTP as well: a message that is sent, or delivered, without TLS can be read and changed on the way. A
topic without a policy of the program's own has only publishers of this account.
https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit
"""

import json
from collections.abc import Iterator, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.statements import NOT_ACTION, Condition, Statement, read_statements

_SUBSCRIPTION, _PLAIN = "aws:sns/topicSubscription:TopicSubscription", "http"
_PUBLISH, _KEY = "sns:publish", "aws:securetransport"
_DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": "<the topic's ARN>",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _judge(value: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _SUBSCRIPTION:
        if value == _PLAIN:
            yield Objection(_PLAIN, f'{_PLAIN!r} delivers in plain text.\nWrite instead: protocol="https".')
        return
    statements = read_statements(value)
    refused = any(_refuses(one) for one in statements)
    if not refused and any(_lets_publish(one) for one in statements):
        yield Objection(
            "aws:SecureTransport",
            "no Deny of sns:Publish covers everyone where 'aws:SecureTransport' is false.\n"
            f"Write instead, as one more statement: {json.dumps(_DENY)}",
        )


def _lets_publish(statement: Statement) -> bool:
    """Whether a statement allows publishing over plain HTTP too."""
    return (
        statement.allows and _is_about(statement.actions) and not any(_is(one, "true") for one in statement.conditions)
    )


def _refuses(statement: Statement) -> bool:
    principals = statement.principals()
    return (
        not statement.allows
        and not statement.has(NOT_ACTION)
        and "*" in [*principals.get("*", ()), *principals.get("AWS", ())]
        and _is_about(statement.actions)
        and all(_is(one, "false") for one in statement.conditions)
    )


def _is_about(actions: Sequence[str]) -> bool:
    return any(wildcard(action.lower()).fullmatch(_PUBLISH) for action in actions)


def _is(condition: Condition, transport: str) -> bool:
    """Whether a condition holds for TLS ("true") or for plain HTTP ("false") alone."""
    values = [value.lower() for value in condition.values]
    return condition.operator in ("bool", "boolifexists") and condition.key == _KEY and values == [transport]


policy = resource_rule(
    About(
        name="sns-tls-only",
        risk="Over plain HTTP, an attacker on the network reads and forges the messages of a topic.",
        severity=Severity.LOW,
        controls=(well_architected("SEC09-BP02", "Enforce encryption in transit"),),
        fix="Add a Deny of sns:Publish for everyone where aws:SecureTransport is false; deliver to https endpoints.",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
    ),
    places_of(
        {"aws:sns/topicPolicy:TopicPolicy": "policy", "aws:sns/topic:Topic": "policy", _SUBSCRIPTION: "protocol"}
    ),
    _judge,
)
"""Judges the policies of topics, in a resource of their own or in the topic, and subscriptions."""
