"""The engine's own copy of a project: Pulumi.yaml and the stack's config, so that the user's files stay as they are."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from components.rules import CERTIFICATE_ARN, HOST
from sandbox.emulator.cloud import Cloud
from sandbox.errors import SandboxError
from sandbox.home import REPOSITORY, Home
from sandbox.providers.official import settings


class ProjectError(SandboxError):
    """A file of the project is missing or cannot be used."""


def project_name(project: Path = REPOSITORY) -> str:
    """Returns the name in Pulumi.yaml, which is also the namespace of the config."""
    return _read(project / "Pulumi.yaml")["name"]


def stack_region(home: Home) -> str:
    """Returns the region in the stack's config. Raises ProjectError where there is no such stack."""
    source = _source(home, REPOSITORY)
    region = _config(source).get("aws:region")
    if not isinstance(region, str):
        raise ProjectError(f"{source.name}: aws:region is {region!r}; write a region under config, such as us-east-1")
    return region


def write_project(home: Home, cloud: Cloud, project: Path = REPOSITORY) -> None:
    """Writes the copy of a project.

    Its config is the repository's at every start, without the secrets: those belong to a real account, under a key of
    their own. The copy keeps secrets and a salt that are worth nothing elsewhere.
    """
    _write(home.project / "Pulumi.yaml", {**_read(project / "Pulumi.yaml"), "main": str(project)})
    own: dict[str, Any] = _read(_copy(home)) if _copy(home).exists() else {}
    kept = {key: value for key, value in own.get("config", {}).items() if _is_secret(value)}
    config = {key: value for key, value in _config(_source(home, project)).items() if not _is_secret(value)} | kept
    for domain_key, zone_key in (("domain", "zoneId"), ("previewDomain", "previewZoneId")):
        domain, zone = (config.get(f"{project_name()}:{key}") for key in (domain_key, zone_key))
        if zone and isinstance(domain, str) and HOST.holds(domain):  # the program itself rejects any other value
            config[f"{project_name()}:{zone_key}"] = ensure_zone(cloud, domain)
    certificate = config.get(f"{project_name()}:certificateArn")
    if isinstance(certificate, str) and CERTIFICATE_ARN.holds(certificate):
        config[f"{project_name()}:certificateArn"] = _of_account(certificate, cloud.account_id)
    if home.official:
        config |= settings(cloud)
    _write(_copy(home), {**own, "config": config})
    _link_policies(home)


def missing_secrets(home: Home) -> dict[str, str]:
    """Returns values for the secrets that the copy lacks. A user sets them with `pulumi config set --secret`."""
    project = project_name()
    config = _config(_copy(home))
    if config.get(f"{project}:source") != "oauth" or f"{project}:githubToken" in config:
        return {}
    return {
        f"{project}:githubToken": "ghp_" + secrets.token_hex(18),
        f"{project}:webhookSecret": secrets.token_hex(20),
    }


def ensure_zone(cloud: Cloud, domain: str) -> str:
    """Returns the id of the domain's hosted zone. Creates the zone, which a real account has before the stack."""
    route53 = cloud.client("route53")
    for zone in route53.list_hosted_zones_by_name(DNSName=domain)["HostedZones"]:
        if zone["Name"].rstrip(".") == domain:
            return zone["Id"].rpartition("/")[2]
    created = route53.create_hosted_zone(Name=domain, CallerReference=secrets.token_hex(8))
    return created["HostedZone"]["Id"].rpartition("/")[2]


def _of_account(arn: str, account_id: str) -> str:
    """The ARN in another account."""
    parts = arn.split(":")
    return ":".join([*parts[:4], account_id, *parts[5:]])


def _link_policies(home: Home) -> None:
    """Links the pack beside the copy of the project: in a shell of `sandbox env`, pulumi starts its paths there."""
    for name in ("policies", "policies.json"):
        link = home.project / name
        if not link.is_symlink():
            link.symlink_to(REPOSITORY / name)


def _source(home: Home, project: Path) -> Path:
    """The stack's config in the repository. Raises ProjectError where there is none."""
    file = project / f"Pulumi.{home.stack}.yaml"
    if not file.exists():
        raise ProjectError(f"there is no {file.name}: a stack's config is Pulumi.<stack>.yaml in {project}")
    return file


def _copy(home: Home) -> Path:
    return home.project / f"Pulumi.{home.stack}.yaml"


def _config(file: Path) -> dict[str, Any]:
    """The config in a stack's file. Raises ProjectError for a file without one."""
    config = _read(file).get("config")
    if not isinstance(config, dict):
        raise ProjectError(f"{file.name} has no config; write `config:` and the stack's keys beneath it")
    return cast(dict[str, Any], config)


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and "secure" in value


def _read(file: Path) -> dict[str, Any]:
    try:
        content: Any = yaml.safe_load(file.read_text()) or {}
    except yaml.YAMLError as error:
        raise ProjectError(f"{file.name} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise ProjectError(f"{file.name} is {content!r}; write keys and values, such as `config:` and keys beneath it")
    return cast(dict[str, Any], content)


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(content), sort_keys=False))
