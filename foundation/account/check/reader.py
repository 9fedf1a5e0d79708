"""Questions to an AWS account, and what it means when one is not answered."""

import os
from collections.abc import Mapping
from typing import Any, Protocol, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from foundation.account.check.permissions import READS

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}


class UndecidedError(Exception):
    """A question was not answered. The message says why, `fix` what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class Clients(Protocol):
    """Where the clients come from."""

    def __call__(self, service: str, region: str) -> Any:
        """A client by boto3's name of the service."""
        ...


class Account:
    """The account of the credentials in use, and the region that regional questions are about.

    Raises UndecidedError where there are no credentials or no region.
    """

    def __init__(self, region: str | None = None, clients: Clients | None = None) -> None:
        session = botocore.session.get_session()
        try:
            where = region or os.environ.get("AWS_REGION") or cast("str | None", session.get_config_variable("region"))
            if not where:
                raise UndecidedError("no region is set", "Give --region, or set AWS_REGION")
            self.region = where
            self._clients = clients or _clients_of(session)
            caller = self._clients("sts", self.region).get_caller_identity()
        except (BotoCoreError, ClientError) as error:
            raise UndecidedError(f"nobody is logged in: {error}", "Log in, for example with `aws sso login`") from error
        self.id: str = caller["Account"]
        self.caller: str = caller["Arn"]

    def ask(self, action: str, region: str | None = None, **arguments: object) -> dict[str, Any]:
        """The answer to one of the READS, with all of its pages.

        region: default the account's own.
        Raises UndecidedError when it is denied, and when there is no answer.
        """
        try:
            return self._call(action, region, arguments)
        except ClientError as error:
            raise self._undecided(action, error) from error

    def find(self, action: str, absent: str, **arguments: object) -> dict[str, Any] | None:
        """The same, but None where AWS answers with the error `absent`: the account has no such thing."""
        try:
            return self._call(action, None, arguments)
        except ClientError as error:
            if _code(error) == absent:
                return None
            raise self._undecided(action, error) from error

    def _call(self, action: str, region: str | None, arguments: Mapping[str, object]) -> dict[str, Any]:
        service, operation = READS[action]
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


def _clients_of(session: botocore.session.Session) -> Clients:
    config = Config(retries={"mode": "standard"}, user_agent_extra="secure-site-account")

    def client(service: str, region: str) -> Any:
        return session.create_client(service, region_name=region, config=config)

    return client
