"""Delivers an event only if EventBridge may: to a topic, and to a state machine as the role of the target.

AWS says that conditions in the policy of a topic cannot be used for EventBridge, so a statement with a condition allows
nothing here. A target with a role of its own publishes as that role, and the topic's policy does not count.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (Amazon SNS permissions, the note)
"""

import contextvars
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

from botocore.exceptions import ClientError

from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.service_session import NotTrustedError, client_as
from sandbox.emulator.states import count

_PUBLISH = "sns:Publish"
_SERVICE = "events.amazonaws.com"
_log = logging.getLogger(__name__)


def install() -> None:
    """Replaces ministack's delivery to a target."""
    events = part("services.eventbridge")
    deliver = events._invoke_target

    def deliver_if_allowed(target: dict[str, Any], event: Any, rule: dict[str, Any], view: Any = None) -> Any:
        arn = str(target.get("Arn", ""))
        if arn.startswith("arn:aws:states:"):
            return _start(target, event, rule, view)
        if arn.startswith("arn:aws:sns:") and not _may_publish(arn, target.get("RoleArn")):
            _fail(rule, f"it may not publish to {arn}")
            return None
        return deliver(target, event, rule, view)

    events._invoke_target = deliver_if_allowed


def _start(target: Mapping[str, Any], event: Any, rule: Mapping[str, Any], view: Any) -> None:
    """Starts a state machine as the role of the target, beside the thread that serves, which has to answer."""
    payload = json.dumps((view or part("services.eventbridge")._pattern_event_view(event)).event_with_detail())

    def start() -> None:
        try:
            client = client_as(str(target.get("RoleArn", "::::")), _SERVICE, str(rule.get("Arn")), "stepfunctions")
            client.start_execution(stateMachineArn=target["Arn"], input=payload)
        except (NotTrustedError, ClientError) as error:
            _fail(rule, str(error))

    threading.Thread(target=contextvars.copy_context().run, args=(start,), daemon=True).start()


def _fail(rule: Mapping[str, Any], why: str) -> None:
    _log.warning("EventBridge: FailedInvocations of rule %s: %s", rule.get("Name"), why)
    count("AWS/Events", "FailedInvocations", {"RuleName": str(rule.get("Name"))})


def lets_events_publish(policy: str | Mapping[str, Any], topic: str) -> bool:
    """Whether the policy of a topic lets EventBridge publish: an unconditional statement allows it, and none denies."""
    found = list(_statements(policy, _PUBLISH, topic))
    named = [one for one in found if _names_service(one.get("Principal"))]
    return any(one.get("Effect") == "Allow" and not one.get("Condition") for one in named) and not any(
        one.get("Effect") == "Deny" and not one.get("Condition") for one in named
    )


def _may_publish(topic: str, role: str | None) -> bool:
    if role is None:
        attributes = part("services.sns")._topics.get(topic, {}).get("attributes", {})
        return lets_events_publish(attributes.get("Policy") or "{}", topic)
    iam = part("services.iam")
    found = iam._roles.get(role.rpartition("/")[2])
    if found is None:
        return False
    trust = list(_statements(found["AssumeRolePolicyDocument"], "sts:AssumeRole", None))
    documents = [*found["InlinePolicies"].values(), *_attached(iam, found)]
    allowed = [one for text in documents for one in _statements(text, _PUBLISH, topic)]
    return any(_names_service(one.get("Principal")) for one in trust) and any(
        one.get("Effect") == "Allow" for one in allowed
    )


def _attached(iam: Any, role: Mapping[str, Any]) -> Iterator[Any]:
    """The documents of a role's managed policies."""
    for one in cast(list[str], role["AttachedPolicies"]):
        policy: dict[str, Any] | None = iam._policies.get(one)
        if policy:
            yield policy["Versions"][policy["DefaultVersionId"]]["Document"]


def _statements(policy: Any, action: str, resource: str | None) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy about an action; a trust policy has no resources."""
    document: Any = json.loads(policy) if isinstance(policy, str) else policy
    for one in cast(list[dict[str, Any]], _listed(document.get("Statement", []))):
        actions, resources = _listed(one.get("Action", [])), _listed(one.get("Resource", "*"))
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in actions) and (
            resource is None or any(fnmatchcase(resource, pattern) for pattern in resources)
        ):
            yield one


def _names_service(principal: Any) -> bool:
    if principal == "*":
        return True
    named: Mapping[str, Any] = cast(Mapping[str, Any], principal) if isinstance(principal, Mapping) else {}
    return _SERVICE in _listed(named.get("Service", [])) or "*" in _listed(named.get("AWS", []))


def _listed(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
