"""The official aws plugin in place of the sandbox's own, against the same local AWS.

It is found on PATH or in Pulumi's plugin folder, and pointed to the local cloud by the provider's own settings. There
is no local GitHub, so the github package stays with the sandbox.
https://www.pulumi.com/registry/packages/aws/installation-configuration/
"""

import json
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from sandbox.emulator.cloud import Cloud
from sandbox.errors import SandboxError

PACKAGE = "aws"

_SERVICES = (
    "accessanalyzer",
    "acm",
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "codeconnections",
    "codepipeline",
    "configservice",
    "events",
    "iam",
    "kms",
    "logs",
    "route53",
    "s3",
    "s3control",
    "sns",
    "sts",
    "wafv2",
)
"""The provider's names of the services of all types in sandbox/providers/aws. It rejects a service under two names."""


class OfficialPluginError(SandboxError):
    """The official plugin is not installed."""


def find_official(environment: Mapping[str, str]) -> Path:
    """Returns the official plugin's executable. Raises OfficialPluginError where there is none.

    From `environment` it reads PATH, PULUMI_HOME and HOME.
    """
    name, needed = f"pulumi-resource-{PACKAGE}", version(f"pulumi-{PACKAGE}")
    on_path = shutil.which(name, path=environment.get("PATH"))
    if on_path:
        return Path(on_path)
    pulumi = Path(environment.get("PULUMI_HOME") or Path(environment.get("HOME", "~")).expanduser() / ".pulumi")
    installed = pulumi / "plugins" / f"resource-{PACKAGE}-v{needed}" / name
    if installed.exists():
        return installed
    raise OfficialPluginError(
        f"PROVIDERS=official needs the official plugin: there is no {name} on PATH and no {installed}; "
        f"install it with: pulumi plugin install resource {PACKAGE} {needed}"
    )


def settings(cloud: Cloud) -> dict[str, str]:
    """Returns the config of a stack that points the official provider to the local cloud. Credentials are in AWS_*."""
    endpoints = {name: cloud.codepipeline_url if name == "codepipeline" else cloud.aws_url for name in _SERVICES}
    return {
        "aws:customCaBundle": cloud.ca,
        "aws:endpoints": json.dumps([endpoints]),
        "aws:s3UsePathStyle": "true",
        "aws:skipCredentialsValidation": "true",
        "aws:skipMetadataApiCheck": "true",
        # The local cloud's STS tells the account, which ARNs and ids contain.
        "aws:skipRequestingAccountId": "false",
    }
