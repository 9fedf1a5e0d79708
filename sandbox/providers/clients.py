"""AWS clients of the local cloud."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.errors import GoneError, ResourceError, is_gone

if TYPE_CHECKING:
    from botocore.model import OperationModel

ROOT = "SANDBOX_ROOT"
"""Prefix of the variables with root's credentials. The AWS_* variables may hold a role's."""


class AwsClients:
    """Makes and keeps clients, from the AWS_* variables of `environment`. Safe to share between threads.

    boto3 is imported with the first call.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._clients: dict[tuple[str, ...], Any] = {}
        self._lock = threading.Lock()
        self._account_id = ""

    def client(self, service: str, region: str, endpoint_of: str = "") -> Any:
        """Returns a boto3 client. `endpoint_of` names the service whose address it calls. Default: its own."""
        return self._client(service, region, endpoint_of or service, "AWS")

    def client_of_aws(self, service: str, region: str) -> Any:
        """Returns a root client, for work that AWS does behind an operation without the caller's permissions."""
        return self._client(service, region, service, ROOT if f"{ROOT}_ACCESS_KEY_ID" in self._environment else "AWS")

    def account_id(self) -> str:
        """Returns the local cloud's account id. The cloud is asked once."""
        if not self._account_id:
            self._account_id = invoke(self.client("sts", "us-east-1"), "get_caller_identity", {})["Account"]
        return self._account_id

    def facts(self, region: str, *properties: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the properties that templates and functions may use: the given ones, `region` and `accountId`."""
        facts = _Facts(self.account_id, {"region": region})
        for values in properties:
            facts.update(values)
        return facts

    def call(self, service: str, region: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        """Calls an operation and returns its answer. Raises GoneError for a missing resource, else ResourceError."""
        return invoke(self.client(service, region), operation, arguments)

    def operation(self, service: str, region: str, operation: str) -> "OperationModel":
        """Returns botocore's model of an operation."""
        client = self.client(service, region)
        return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])

    def _client(self, *key: str) -> Any:
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make(*key)
            return self._clients[key]

    def _make(self, service: str, region: str, endpoint_of: str, identity: str) -> Any:
        from boto3.session import Session
        from botocore.config import Config

        specific = f"AWS_ENDPOINT_URL_{endpoint_of.upper().replace('-', '_')}"
        endpoint = self._environment.get(specific) or self._environment.get("AWS_ENDPOINT_URL")
        if not endpoint:
            raise ResourceError("AWS_ENDPOINT_URL is not set; the sandbox's provider works on a local cloud only")
        session: Any = Session()
        return session.client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            aws_access_key_id=self._environment.get(f"{identity}_ACCESS_KEY_ID"),
            aws_secret_access_key=self._environment.get(f"{identity}_SECRET_ACCESS_KEY"),
            aws_session_token=self._environment.get(f"{identity}_SESSION_TOKEN"),
            verify=self._environment.get("AWS_CA_BUNDLE"),
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
        )


class _Facts(dict[str, Any]):
    """Properties. The account id is looked up on first use."""

    def __init__(self, account_id: Callable[[], str], values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._account_id = account_id

    def __missing__(self, key: str) -> str:
        if key != "accountId":
            raise KeyError(key)
        return self._account_id()


def invoke(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
    """Calls an operation and returns its answer. Raises GoneError or ResourceError with the service's message."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return getattr(client, operation)(**arguments)
    except ClientError as error:
        found = cast(dict[str, Any], error.response).get("Error", {})
        code, message = str(found.get("Code", "")), str(found.get("Message", ""))
        kind = GoneError if is_gone(code) else ResourceError
        raise kind(f"{error.operation_name}: {code}: {message}") from None
    except BotoCoreError as error:
        raise ResourceError(f"{operation}: {error}") from None
