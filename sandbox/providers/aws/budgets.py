"""Budgets, and the notifications that are sent when a budget is used up.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.compare import in_order_of
from sandbox.providers.table import AwsEntry, Call, Item, fill
from sandbox.providers.values import Props

_MINUTE = "%Y-%m-%d_%H:%M"
_ARN = "arn:aws:budgets::{accountId}:budget/{name}"
_ACCOUNT = {"AccountId": "{accountId}"}
_THIS = {**_ACCOUNT, "BudgetName": "{name}"}
_SUBSCRIBERS = {"EMAIL": "subscriberEmailAddresses", "SNS": "subscriberSnsTopicArns"}
"""The provider's property for the subscribers of a kind."""


def _mappings(member: str) -> Any:
    """Puts cost filters and planned limits, which are lists in the provider, into `member` as the API's mappings."""

    def prepare(item: Item, arguments: dict[str, Any]) -> dict[str, Any]:
        filters = item.inputs.get("costFilters")
        if filters:
            arguments[member]["CostFilters"] = {found["name"]: found["values"] for found in filters}
        planned = item.inputs.get("plannedLimits")
        if planned:
            arguments[member]["PlannedBudgetLimits"] = {
                _seconds(limit["startTime"]): {"Amount": str(limit["amount"]), "Unit": limit["unit"]}
                for limit in planned
            }
        return arguments

    return prepare


def _seconds(minute: str) -> str:
    """The API's key of a period: the seconds of its first minute, which the provider writes as 2030-01-31_00:00."""
    return str(int(datetime.strptime(minute, _MINUTE).replace(tzinfo=UTC).timestamp()))


def _minute(seconds: str) -> str:
    return datetime.fromtimestamp(int(float(seconds)), UTC).strftime(_MINUTE)


def _read_mappings(clients: AwsClients, item: Item) -> Props | None:
    given = {key: item.inputs[key] for key in ("costFilters", "plannedLimits") if key in item.inputs}
    if not given:
        return None
    budget = _ask(clients, item, "describe_budget")["Budget"]
    live = {
        "costFilters": [{"name": name, "values": values} for name, values in budget.get("CostFilters", {}).items()],
        "plannedLimits": [
            {"startTime": _minute(start), "amount": limit["Amount"], "unit": limit["Unit"]}
            for start, limit in budget.get("PlannedBudgetLimits", {}).items()
        ],
    }
    return {key: in_order_of(value, live[key]) for key, value in given.items()}


def _notify(clients: AwsClients, item: Item) -> None:
    """Updates the notifications to the program's."""
    before: list[Props] = item.state.get("notifications") or []
    after: list[Props] = item.inputs.get("notifications") or []
    for notification in (found for found in before if found not in after):
        _ask(clients, item, "delete_notification", Notification=_condition(notification))
    for notification in (found for found in after if found not in before):
        subscribers = list(_subscribers(notification))
        _ask(clients, item, "create_notification", Notification=_condition(notification), Subscribers=subscribers)


def _read_notifications(clients: AwsClients, item: Item) -> Props | None:
    given = item.inputs.get("notifications")
    if given is None:
        return None
    found = _ask(clients, item, "describe_notifications_for_budget").get("Notifications", [])
    live = [_with_subscribers(clients, item, condition) for condition in found]
    return {"notifications": in_order_of(given, live)}


def _with_subscribers(clients: AwsClients, item: Item, condition: Props) -> Props:
    asked = {key: value for key, value in condition.items() if key != "NotificationState"}
    notification: Props = {
        "comparisonOperator": condition["ComparisonOperator"],
        "notificationType": condition["NotificationType"],
        "threshold": condition["Threshold"],
        "thresholdType": condition["ThresholdType"],
    }
    for subscriber in _ask(clients, item, "describe_subscribers_for_notification", Notification=asked)["Subscribers"]:
        notification.setdefault(_SUBSCRIBERS[subscriber["SubscriptionType"]], []).append(subscriber["Address"])
    return notification


def _subscribers(notification: Props) -> Iterator[dict[str, str]]:
    for kind, key in _SUBSCRIBERS.items():
        addresses: list[str] = notification.get(key) or []
        for address in addresses:
            yield {"SubscriptionType": kind, "Address": address}


def _condition(notification: Props) -> dict[str, Any]:
    return {
        "ComparisonOperator": notification["comparisonOperator"],
        "NotificationType": notification["notificationType"],
        "Threshold": float(notification["threshold"]),
        "ThresholdType": notification["thresholdType"],
    }


def _ask(clients: AwsClients, item: Item, operation: str, **arguments: Any) -> Any:
    facts = clients.facts(item.region, item.properties())
    this = {member: fill(template, facts) for member, template in _THIS.items()}
    return invoke(clients.client("budgets", item.region), operation, {**this, **arguments})


TABLE = {
    "aws:budgets/budget:Budget": AwsEntry(
        service="budgets",
        id="{accountId}:{name}",
        create=[Call("create_budget", inside="Budget", fixed=_ACCOUNT, prepare=_mappings("Budget")), _notify],
        read=[
            Call("describe_budget", result="Budget", fixed={**_THIS, "ShowFilterExpression": True}),
            _read_mappings,
            _read_notifications,
            Call("list_tags_for_resource", fixed={"ResourceARN": _ARN}),
        ],
        update=[
            Call("update_budget", inside="NewBudget", fixed=_ACCOUNT, prepare=_mappings("NewBudget")),
            _notify,
            retag("budgets", "ResourceARN", tags="ResourceTags", keys="ResourceTagKeys"),
        ],
        delete=[Call("delete_budget", fixed=_THIS)],
        modelled_by=[Call("create_notification", rename={"notifications": "Notification"})],
        outputs={"arn": _ARN, "accountId": "{accountId}"},
        rename={
            # Lists in the provider, mappings in the API: see _mappings.
            "costFilters": "(none)",
            "plannedLimits": "(none)",
            "limitAmount": "BudgetLimit.Amount",
            "limitUnit": "BudgetLimit.Unit",
            "name": "BudgetName",
            "tags": "ResourceTags",
        },
        handled=frozenset({"costFilters", "notifications", "plannedLimits"}),
        replace_on=frozenset({"accountId", "name"}),
        identity=("accountId", "name"),
        auto_name="name",
    ),
}
"""Entry by type token."""
