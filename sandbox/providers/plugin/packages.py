"""Builds a package's provider from the environment."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.providers.clients import AwsClients
from sandbox.providers.plugin.provider import Catalog, TableProvider
from sandbox.providers.plugin.recorder import Recorder
from sandbox.providers.plugin.records import Records


def provider_of(package: str, environment: Mapping[str, str]) -> TableProvider:
    """Returns the provider of "aws" or "github".

    From `environment` it reads AWS_ENDPOINT_URL and the other AWS_* variables of the local cloud, and
    SANDBOX_RECORD_FILE, the file that records resources of types that no emulator has.
    """
    file = environment.get("SANDBOX_RECORD_FILE")
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    clients = AwsClients(environment)
    recorder = Recorder(Records(Path(file)) if file else None, clients.account_id)
    return TableProvider(_catalog_of(package), clients, recorder, region)


def _catalog_of(package: str) -> Catalog:
    if package == "aws":
        from sandbox.providers.aws import AwsCatalog

        return AwsCatalog()
    from sandbox.providers.github import GithubCatalog

    return GithubCatalog()
