"""The package in other languages: its SDKs for Python and TypeScript, written by Pulumi's generators and type-checked.

The program of each test uses every component, and a wrong one has to be refused by the checker.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from components.package import COMPONENTS, NAME, SECRETS
from components.package.provider import PackageProvider
from tests.stacks.sdks import node_modules, with_node, write_sdk

PYTHON = """
import pulumi
import pulumi_secure_site as secure_site

domain: secure_site.DomainArgsDict = {"domain": "example.com", "zone_id": "Z0123456789ABCDEFGHIJ"}
certificate = secure_site.Certificate("certificate", domain=domain)
site = secure_site.StaticSite(
    "site", domain=domain, certificate_arn=certificate.arn, storage={"noncurrent_days": 40}
)
aliases = secure_site.AliasRecords(
    "aliases", domain=domain, target_domain=site.domain_name, target_zone_id=site.hosted_zone_id
)
boundary = secure_site.PermissionsBoundary("boundary")
delivery = secure_site.DeliveryPipeline(
    "delivery",
    source={"source": "connection", "repository": "example/site"},
    distribution_id=site.distribution_id,
    distribution_arn=site.distribution_arn,
    site_url=pulumi.Output.concat("https://", aliases.host),
    content_security_policy=site.content_security_policy,
    log_bucket=site.log_bucket_name,
    boundary_arn=boundary.arn,
)
secure_site.Watch("watch", distribution_id=site.distribution_id, alerts={"alarm_email": "ops@example.com"})
secure_site.SecureBucket("reports", purpose="reports", expire_days={"": 30}, log_bucket=site.log_bucket_name)
bucket: pulumi.Output[str] = site.bucket_name
"""
TYPESCRIPT = """
import * as pulumi from "@pulumi/pulumi";
import * as secureSite from "./sdk";

const domain = { domain: "example.com", zoneId: "Z0123456789ABCDEFGHIJ" };
const certificate = new secureSite.Certificate("certificate", { domain });
const site = new secureSite.StaticSite("site", {
    domain, certificateArn: certificate.arn, storage: { noncurrentDays: 40 },
});
const aliases = new secureSite.AliasRecords("aliases", {
    domain, targetDomain: site.domainName, targetZoneId: site.hostedZoneId,
});
const boundary = new secureSite.PermissionsBoundary("boundary");
new secureSite.DeliveryPipeline("delivery", {
    source: { source: "connection", repository: "example/site" },
    distributionId: site.distributionId,
    distributionArn: site.distributionArn,
    siteUrl: pulumi.interpolate`https://${aliases.host}`,
    contentSecurityPolicy: site.contentSecurityPolicy,
    logBucket: site.logBucketName,
    boundaryArn: boundary.arn,
});
new secureSite.Watch("watch", { distributionId: site.distributionId, alerts: { alarmEmail: "ops@example.com" } });
new secureSite.SecureBucket("reports", { purpose: "reports", expireDays: { "": 30 }, logBucket: site.logBucketName });
export const bucket: pulumi.Output<string> = site.bucketName;
"""


@pytest.fixture(scope="module")
def schema() -> str:
    return PackageProvider(COMPONENTS, NAME, "0.4.0", SECRETS).schema or ""


@pytest.fixture(scope="module")
def checked_python(schema: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """What pyright says of a program with the SDK beside it."""
    folder = tmp_path_factory.mktemp("python")
    write_sdk("python", schema, folder)
    settings = {"typeCheckingMode": "strict", "include": ["program.py"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))

    def check(program: str) -> str:
        (folder / "program.py").write_text(program)
        command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", folder]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ).stdout

    return check


@pytest.fixture(scope="module")
def checked_typescript(schema: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """What tsc says of a program with the SDK beside it."""
    folder = tmp_path_factory.mktemp("typescript")
    write_sdk("nodejs", schema, folder / "sdk")
    modules = node_modules()
    (folder / "node_modules").symlink_to(modules)
    shutil.copy(folder / "sdk" / "package.json", folder)
    options = {"strict": True, "target": "ES2022", "module": "nodenext", "types": ["node"], "noEmit": True}
    settings = {"compilerOptions": {**options, "skipLibCheck": True}, "files": ["program.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(settings))

    def check(program: str) -> str:
        (folder / "program.ts").write_text(program)
        command = [modules / ".bin" / "tsc", "--project", folder]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=with_node()).stdout

    return check


def test_a_python_program_with_every_component_has_the_right_types(checked_python: Callable[[str], str]) -> None:
    printed = checked_python(PYTHON)
    assert printed.startswith("0 errors"), printed


def test_a_wrong_type_in_python_is_an_error(checked_python: Callable[[str], str]) -> None:
    printed = checked_python(PYTHON.replace('"noncurrent_days": 40', '"noncurrent_days": "40"'))
    assert "1 error" in printed
    assert '"dict[str, str]" is not assignable to' in printed


def test_a_typescript_program_with_every_component_has_the_right_types(
    checked_typescript: Callable[[str], str],
) -> None:
    assert checked_typescript(TYPESCRIPT) == ""


def test_a_wrong_key_in_typescript_is_an_error(checked_typescript: Callable[[str], str]) -> None:
    printed = checked_typescript(TYPESCRIPT.replace("noncurrentDays", "noncurentDays"))
    assert "'noncurentDays' does not exist in type 'StorageArgs'" in printed
