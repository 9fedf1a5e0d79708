"""The calls to an AWS account, and the error for a call without an answer."""

import os
from collections.abc import Mapping
from typing import Any, Protocol, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}


class UndecidedError(Exception):
    """A call had no answer. The message is the reason, `fix` the remedy."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class ClientFactory(Protocol):
    """Creates AWS clients."""

    def __call__(self, service: str, region: str) -> Any:
        """The client of a service, by boto3's name of it."""
        ...


Reads = Mapping[str, tuple[str, str]]
"""IAM action -> boto3's names of the service and of the operation."""


class Account:
    """The account of the credentials in use, and the region of regional calls.

    reads: the calls that may be made.
    clients: creates the AWS clients. Default: those of the environment.
    Raises UndecidedError if there are no credentials or no region.
    """

    def __init__(self, reads: Reads, region: str | None = None, clients: ClientFactory | None = None) -> None:
        self._reads = reads
        session = botocore.session.get_session()
        try:
            where = region or os.environ.get("AWS_REGION") or cast("str | None", session.get_config_variable("region"))
            if not where:
                raise UndecidedError("no region is set", "Give --region, or set AWS_REGION")
            self.region = where
            self._clients = clients or _clients_of(session)
            caller = self._clients("sts", self.region).get_caller_identity()
        except (BotoCoreError, ClientError) as error:
            raise UndecidedError(
                f"there are no valid credentials: {error}", "Log in, for example with `aws sso login`"
            ) from error
        self.id: str = caller["Account"]
        self.caller: str = caller["Arn"]

    def ask(self, action: str, region: str | None = None, **arguments: object) -> dict[str, Any]:
        """The answer to one of the reads, with all of its pages.

        region: the region of the call. Default: the account's region.
        Raises UndecidedError if the call is denied, fails or has no answer.
        """
        try:
            return self._call(action, region, arguments)
        except ClientError as error:
            raise self._undecided(action, error) from error

    def find(self, action: str, absent: str, region: str | None = None, **arguments: object) -> dict[str, Any] | None:
        """Like `ask`, but returns None if AWS answers with the error `absent`."""
        try:
            return self._call(action, region, arguments)
        except ClientError as error:
            if _code(error) == absent:
                return None
            raise self._undecided(action, error) from error

    def client(self, service: str) -> Any:
        """The client of a service in the account's region."""
        return self._clients(service, self.region)

    def _call(self, action: str, region: str | None, arguments: Mapping[str, object]) -> dict[str, Any]:
        service, operation = self._reads[action]
        try:
            client = self._clients(service, region or self.region)
            if client.can_paginate(operation):
                return client.get_paginator(operation).paginate(**arguments).build_full_result()
            return getattr(client, operation)(**arguments)
        except BotoCoreError as error:
            raise UndecidedError(f"{action} got no answer: {error}", "Run the check again") from error

    def _undecided(self, action: str, error: ClientError) -> UndecidedError:
        if (code := _code(error)) in _DENIED:
            return UndecidedError(f"{action} is denied", f"Allow {action} to {self.caller}")
        return UndecidedError(f"{action} failed with {code}", "Run the check again")


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "Unknown")


def _clients_of(session: botocore.session.Session) -> ClientFactory:
    config = Config(retries={"mode": "standard"}, user_agent_extra="secure-site-doctor")

    def client(service: str, region: str) -> Any:
        return session.create_client(service, region_name=region, config=config)

    return client
