"""AWS clients of the local cloud."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.errors import GoneError, ResourceError, is_gone
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props

if TYPE_CHECKING:
    from botocore.model import OperationModel

ROOT = "SANDBOX_ROOT"
"""First part of the variables that hold the local cloud's own credentials, whoever the AWS_* variables are."""


class Session:
    """Clients made from the AWS_* variables of `environment`. Safe to share between threads.

    boto3 is imported with the first call: an update that changes nothing never needs it.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._clients: dict[tuple[str, ...], Any] = {}
        self._lock = threading.Lock()
        self._account_id = ""

    def client(self, service: str, region: str, endpoint_of: str = "") -> Any:
        """A boto3 client. `endpoint_of` names the service at whose address this one is asked. Default: itself."""
        return self._client(service, region, endpoint_of or service, "AWS")

    def client_of_aws(self, service: str, region: str) -> Any:
        """The same, for what AWS does by itself behind an operation, which takes no permission of the caller's."""
        return self._client(service, region, service, ROOT if f"{ROOT}_ACCESS_KEY_ID" in self._environment else "AWS")

    def account_id(self) -> str:
        """The local cloud's account, asked of it once."""
        if not self._account_id:
            self._account_id = invoke(self.client("sts", "us-east-1"), "get_caller_identity", {})["Account"]
        return self._account_id

    def facts(self, item: Item, *properties: Mapping[str, Any]) -> Props:
        """What templates and functions of an entry may use: these properties, `id`, `region` and `accountId`."""
        facts = _Facts(self.account_id, {"region": item.region})
        for values in properties:
            facts.update(values)
        return facts

    def call(self, call: Call, entry: AwsEntry, item: Item, arguments: Mapping[str, Any]) -> Any:
        """The answer of an operation. Raises GoneError where the thing is not there, else ResourceError."""
        client = self.client(call.service or entry.service, item.region)
        return invoke(client, call.operation, arguments)

    def operation(self, call: Call, entry: AwsEntry, item: Item) -> "OperationModel":
        """botocore's model of an operation."""
        client = self.client(call.service or entry.service, item.region)
        return client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call.operation])

    def _client(self, *key: str) -> Any:
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make(*key)
            return self._clients[key]

    def _make(self, service: str, region: str, endpoint_of: str, identity: str) -> Any:
        from boto3.session import Session as Boto3Session
        from botocore.config import Config

        specific = f"AWS_ENDPOINT_URL_{endpoint_of.upper().replace('-', '_')}"
        endpoint = self._environment.get(specific) or self._environment.get("AWS_ENDPOINT_URL")
        if not endpoint:
            raise ResourceError("AWS_ENDPOINT_URL is not set; the sandbox's provider works on a local cloud only")
        session: Any = Boto3Session()
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
    """Properties, with an account id that is looked up only where it is used."""

    def __init__(self, account_id: Callable[[], str], values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._account_id = account_id

    def __missing__(self, key: str) -> str:
        if key != "accountId":
            raise KeyError(key)
        return self._account_id()


def invoke(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
    """An operation's answer. Raises GoneError or ResourceError with the service's own words."""
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
