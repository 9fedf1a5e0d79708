"""Every call that the sandbox's provider makes to AWS, written down as it is made, and made again."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator.cloud import Cloud, Credentials
from sandbox.providers.clients import AwsClients

_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
"""What services call a request that IAM does not allow."""

_ACTION = re.compile(r"not authorized to perform: (\S+)")
_HEAD = {"HeadBucket": "s3:ListBucket", "HeadObject": "s3:GetObject"}
"""Operations whose answers have no body that could name the action."""


@dataclass(frozen=True)
class Call:
    """One call."""

    phase: str
    service: str
    region: str
    operation: str
    """As AWS names it."""
    arguments: Mapping[str, Any]


class Caller:
    """Somebody who makes calls again."""

    def __init__(self, cloud: Cloud, credentials: Credentials) -> None:
        self._cloud, self._credentials = cloud, credentials
        self._clients: dict[tuple[str, str], Any] = {}

    def lacks_for(self, call: Call) -> str | None:
        """The action whose permission is missing for a call; None where IAM lets it through."""
        key = (call.service, call.region)
        client = self._clients.get(key) or self._cloud.client(call.service, self._credentials, call.region)
        self._clients[key] = client
        methods = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        try:
            getattr(client, methods[call.operation])(**call.arguments)
        except ClientError as error:
            found = cast("dict[str, str]", error.response.get("Error", {}))
            if call.operation in _HEAD and found["Code"] == "403":
                return _HEAD[call.operation]
            named = _ACTION.search(found["Message"])
            return named[1] if named and found["Code"] in _DENIED else None
        return None


@dataclass
class Recorder:
    """The calls so far."""

    phase: str = ""
    """What the calls to come are a part of."""
    calls: list[Call] = field(default_factory=list[Call])


@contextmanager
def recording() -> Generator[Recorder]:
    """Writes down the calls of every provider in this process, but for those that AWS makes itself."""
    recorder, make = Recorder(), AwsClients.client

    def client(clients: AwsClients, service: str, region: str, endpoint_of: str = "") -> Any:
        found = make(clients, service, region, endpoint_of)
        if "codepipeline" in (service, endpoint_of):
            return found  # served by moto, which does not ask IAM
        # With an id of its own a handler is registered once, however often.
        found.meta.events.register("provide-client-params.*.*", note, unique_id=f"recorder-{id(recorder)}")
        return found

    def note(params: dict[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
        service = model.service_model.service_name
        recorder.calls.append(Call(recorder.phase, service, context["client_region"], model.name, params))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AwsClients, "client", client)
        yield recorder
