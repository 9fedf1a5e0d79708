"""Authorizes requests in front of ministack's own services, with its evaluation of policies."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.emulator.authorization.demands import Demand, demands
from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.authorization.request import Request

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]
Extract = Callable[..., str | None]

SERVICES = (
    *("acm", "budgets", "cloudfront", "codebuild", "events", "iam", "kms", "logs", "monitoring", "route53", "sns"),
    "wafv2",
)
"""ministack's names of the services that are checked here."""


def install() -> None:
    """Replaces ministack's own authorization of these services."""
    actions = part("core.iam_actions")
    extract: Extract = actions.extract_iam_action

    def extract_action(service: str, *request: Any) -> str | None:
        # Without an action ministack only authenticates the caller.
        return None if service in SERVICES else extract(service, *request)

    actions.extract_iam_action = extract_action
    handlers: dict[str, Handler] = part("app").SERVICE_HANDLERS
    for service in SERVICES:
        handlers[service] = _authorizing(service, handlers[service], extract)


def _authorizing(service: str, handler: Handler, extract: Extract) -> Handler:
    actions, router = part("core.iam_actions"), part("core.router")

    async def authorized(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        parameters = part("app")._routing_params(method, path, headers, body, query)
        call = (service, method, path, headers, body, parameters)
        operation = extract(*call)
        if operation:
            region, account = router.extract_region(headers), part("core.responses").get_account_id()
            request = Request(service, operation, path, parameters, body, region, account)
            for demand in demands(request, actions.extract_resource_arn(*call, region, account)):
                if refusal := _refusal(request, demand, headers, router.extract_access_key_id(headers, query)):
                    return refusal
        return await handler(method, path, headers, body, query)

    return authorized


def _refusal(request: Request, demand: Demand, headers: dict[str, str], access_key_id: str) -> Answer | None:
    actions = part("core.iam_actions")
    denied = part("core.iam_evaluator").enforce(
        access_key_id, demand.action, request.service, request.region, demand.resource, dict(demand.keys)
    )
    if denied is None:
        return None
    request_id = str(uuid.uuid4())
    if not hasattr(denied, "decision"):  # the caller is unknown
        return part("app")._credential_failure(request.service, demand.action, request_id, denied, headers)
    message = actions.identity_denial_message(
        demand.action, denied.principal_arn, demand.resource, denied.decision == "Deny"
    )
    return actions.access_denied_response(
        request.service, demand.action, denied.principal_arn, request_id, message=message, headers=headers
    )
