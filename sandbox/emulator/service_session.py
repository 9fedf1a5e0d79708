"""Lets a service that runs inside the emulator act as a role: within its trust, its policies and its boundary."""

import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore.session

from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.processes import LOOPBACK

_LIFETIME_SECONDS = 900


class NotTrustedError(Exception):
    """The role does not let this service act for this resource."""


def client_as(role_arn: str, service: str, source_arn: str, api: str) -> Any:
    """A client of the emulator itself, with the permissions of a role.

    It calls over the network, so not from the thread that serves.
    service: the service that assumes the role, such as "states.amazonaws.com".
    source_arn: the resource for which it does.
    api: botocore's name of the service that is called.
    Raises NotTrustedError.
    """
    access_key, secret, token = _session(role_arn, service, source_arn)
    return botocore.session.get_session().create_client(
        api,
        region_name=part("core.responses").get_region(),
        endpoint_url=f"https://{LOOPBACK}:{_port()}",
        verify=str(Path(os.environ["MINISTACK_SSL_CERT"]).with_name("ca.pem")),
        aws_access_key_id=access_key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


_listening: list[int] = []


def listen_at(port: int) -> None:
    """Notes the port of the emulator."""
    _listening[:] = [port]


def _port() -> int:
    return _listening[0]


def _session(role_arn: str, service: str, source_arn: str) -> tuple[str, str, str]:
    """Credentials of a session of the role, which the emulator knows from then on."""
    from sandbox.rehearsal.roles import trusts

    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    role = part("services.iam")._roles.get(name)
    request = {"aws:sourcearn": source_arn, "aws:sourceaccount": account}
    if role is None or not trusts(_statements(role["AssumeRolePolicyDocument"]), service, request):
        raise NotTrustedError(f"{role_arn} does not trust {service} for {source_arn}")
    session, access_key = service.partition(".")[0], f"ASIA{secrets.token_hex(8).upper()}"
    secret, token = secrets.token_urlsafe(30), secrets.token_urlsafe(60)
    part("services.sts").register_session(
        access_key,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
            "UserId": f"{role.get('RoleId', name)}:{session}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": time.time() + _LIFETIME_SECONDS,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
            "SourceAccessKeyId": None,
            "SourcePrincipalArn": None,
            "SessionTags": {},
            "SessionPolicies": None,
        },
    )
    return access_key, secret, token


def _statements(document: Any) -> list[Mapping[str, Any]]:
    found: Any = json.loads(document) if isinstance(document, str) else document
    listed: Any = found["Statement"]
    return listed if isinstance(listed, list) else [listed]  # pyright: ignore[reportUnknownVariableType]
