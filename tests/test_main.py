"""The whole program, on mocks: what holds for a stack, whichever components it has."""

import importlib
import inspect
import json
import runpy
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

import pulumi
import pytest
import yaml
from pulumi.runtime import set_all_config

from components.settings.reader import SettingsError
from tests.components.settings.setting_values import SECRETS
from tests.examples import ACCOUNT_ID, REPOSITORY
from tests.mock_cloud import Cloud

TOKEN = "ghp_tokenTokenTokenToken"
WEBHOOK_SECRET = "hook0hook0hook0hook0"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
BOTH = pytest.mark.parametrize("stack", ["dev", "prod"])


def up(
    cloud: Cloud, stack: str, *, preview: bool = False, outputs: Mapping[str, Any] | None = None, **config: str
) -> None:
    """Runs the program with the configuration that the project has for a stack.

    outputs: what the stack's last update exported. Default: it was never up.
    """
    file = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in file.items()}
    if stack == "dev":
        values |= {"secure-site:githubToken": TOKEN, "secure-site:webhookSecret": WEBHOOK_SECRET}
    values |= {f"secure-site:{key}": value for key, value in config.items()}
    run(cloud, stack, values, preview=preview, outputs=outputs)


def run(
    cloud: Cloud,
    stack: str,
    values: Mapping[str, str],
    *,
    preview: bool = False,
    outputs: Mapping[str, Any] | None = None,
) -> None:
    """Runs the program with a configuration, by full keys."""
    cloud.answers["aws:index/getCallerIdentity:getCallerIdentity"] = {
        "accountId": ACCOUNT_ID,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:root",
        "id": ACCOUNT_ID,
        "userId": ACCOUNT_ID,
    }
    cloud.answers["pulumi:pulumi:readStackOutputs"] = {"outputs": outputs or {}}

    def program() -> None:
        set_all_config(dict(values), [f"secure-site:{key}" for key in SECRETS])
        runpy.run_path(str(REPOSITORY / "__main__.py"))

    cloud.run(program, preview=preview, stack=stack)


def types(cloud: Cloud) -> set[str]:
    return {resource.type for resource in cloud.resources}


def allowed(policy: str) -> Iterator[tuple[str, str]]:
    """Each action and resource that a policy document allows."""
    for statement in json.loads(policy)["Statement"]:
        if statement["Effect"] == "Allow":
            yield from ((action, resource) for action in statement["Action"] for resource in statement["Resource"])


def test_a_stack_without_a_domain_is_reached_by_cloudfronts_own_name(cloud: Cloud) -> None:
    up(cloud, "dev")
    assert cloud.exports["siteUrl"] == f"https://{cloud.exports['distributionDomain']}/"
    assert not types(cloud) & {"secure-site:components:Certificate", "secure-site:components:AliasRecords"}


def test_a_stack_with_a_domain_is_reached_by_its_canonical_name_with_a_certificate_and_records(cloud: Cloud) -> None:
    up(cloud, "prod")
    assert cloud.exports["siteUrl"] == "https://example.com/"
    validation = cloud.one("aws:acm/certificateValidation:CertificateValidation")
    distribution = cloud.one("aws:cloudfront/distribution:Distribution")
    assert distribution["viewerCertificate"]["acmCertificateArn"] == validation["certificateArn"]
    assert set(distribution["aliases"]) == {"example.com", "www.example.com"}
    assert len([record for record in cloud.all("aws:route53/record:Record") if record.get("aliases")]) == 4


CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"


def test_a_certificate_and_dns_of_ones_own_need_no_zone_and_the_records_to_set_are_exported(cloud: Cloud) -> None:
    up(cloud, "prod", certificateArn=CERTIFICATE, dns="false", zoneId="")
    assert not any(resource.type.startswith(("aws:acm", "aws:route53")) for resource in cloud.resources)
    distribution = cloud.one("aws:cloudfront/distribution:Distribution")
    assert distribution["viewerCertificate"]["acmCertificateArn"] == CERTIFICATE
    assert set(distribution["aliases"]) == {"example.com", "www.example.com"}
    target = cloud.exports["distributionDomain"]
    assert cloud.exports["dnsRecords"] == {"example.com": target, "www.example.com": target}


def test_without_records_the_site_is_looked_at_where_it_is_known_to_be(cloud: Cloud) -> None:
    up(cloud, "prod", dns="false")
    assert cloud.one("aws:acm/certificate:Certificate")["domainName"] == "example.com"
    assert not [record for record in cloud.all("aws:route53/record:Record") if record.get("aliases")]
    project = cloud.one("aws:codebuild/project:Project")
    variables = {one["name"]: one["value"] for one in project["environment"]["environmentVariables"]}
    assert cloud.exports["siteUrl"] == f"{variables['SITE_URL']}/" == f"https://{cloud.exports['distributionDomain']}/"


def test_a_given_certificate_is_used_with_records_of_the_stack(cloud: Cloud) -> None:
    up(cloud, "prod", certificateArn=CERTIFICATE)
    assert cloud.all("aws:acm/certificate:Certificate") == []
    assert len(cloud.all("aws:route53/record:Record")) == 4
    assert "dnsRecords" not in cloud.exports


@BOTH
def test_the_build_looks_at_the_site_where_its_visitors_do_once_dns_knows_it(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    project = cloud.one("aws:codebuild/project:Project")
    variables = {one["name"]: one["value"] for one in project["environment"]["environmentVariables"]}
    assert f"{variables['SITE_URL']}/" == cloud.exports["siteUrl"]
    aliases = {record.urn for record in cloud.all("aws:route53/record:Record") if record.get("aliases")}
    assert aliases <= project.depends_on


def test_the_exports_name_what_a_user_looks_for_next(cloud: Cloud) -> None:
    up(cloud, "dev")
    assert cloud.exports.keys() == {
        *("region", "siteUrl", "distributionId", "distributionDomain", "contentBucket"),
        *("pipelineName", "pipelineUrl", "artifactBucket"),
    }
    assert cloud.exports["contentBucket"] == f"secure-site-dev-content-{ACCOUNT_ID}"
    assert cloud.exports["pipelineUrl"] == (
        "https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/secure-site-dev/view?region=us-east-1"
    )


@BOTH
def test_every_resource_that_takes_tags_has_those_of_the_stack(cloud: Cloud, stack: str) -> None:
    up(cloud, stack, tags='{"team":"edge"}')
    taggable = [resource for resource in cloud.resources if _takes_tags(resource.type)]
    assert len(taggable) > 8
    own = {"Project": "secure-site", "Stack": stack, "ManagedBy": "Pulumi", "team": "edge"}
    # An object of S3 takes ten tags.
    few = {key: value for key, value in own.items() if key != "team"}
    expected = {one.name: few if one.type.startswith("aws:s3/bucketObject") else own for one in taggable}
    assert {resource.name: resource.get("tags") for resource in taggable} == expected


@BOTH
def test_every_resource_belongs_to_a_component_and_every_component_registers_outputs(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    by_urn = {resource.urn: resource for resource in cloud.resources}
    for resource in cloud.resources:
        if resource.type.startswith("secure-site:components:"):
            assert resource.is_finished, f"{resource.name} never calls register_outputs"
        elif not resource.type.startswith("pulumi:providers:"):
            parent = by_urn.get(resource.parent)
            assert parent is not None, f"{resource.name} has no component"
            assert parent.type.startswith("secure-site:components:")


@BOTH
def test_identity_policies_are_known_at_the_first_preview_but_for_names_that_do_not_exist_yet(
    cloud: Cloud, stack: str
) -> None:
    up(cloud, stack, preview=True)
    unknown = {policy["name"].rsplit("-", 1)[1] for policy in cloud.all(ROLE_POLICY) if policy.unknowns()}
    assert unknown <= {"invalidate", "source", "keys"}
    for role in cloud.all("aws:iam/role:Role"):
        assert role.unknowns() == set()


@BOTH
def test_the_boundary_lets_every_role_do_all_that_its_policies_allow(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    ceiling = set(allowed(cloud.one("aws:iam/policy:Policy")["policy"]))
    granted = {grant for policy in cloud.all(ROLE_POLICY) for grant in allowed(policy["policy"])}
    capped = {
        (action, resource)
        for action, resource in granted
        if not any(action == may and fnmatchcase(resource, pattern) for may, pattern in ceiling)
    }
    assert granted
    assert capped == set()


@BOTH
@pytest.mark.parametrize("has_keys", [False, True])
def test_every_bucket_and_every_key_has_its_policy_set(cloud: Cloud, stack: str, has_keys: bool) -> None:
    if has_keys:
        up(cloud, stack, customerKey="true", alarmEmail="ops@example.com")
    else:
        up(cloud, stack)
    policies = {"SecureBucket": "aws:s3/bucketPolicy:BucketPolicy", "EncryptionKey": "aws:kms/keyPolicy:KeyPolicy"}
    for component, policy in policies.items():
        made = cloud.all(f"secure-site:components:{component}")
        assert {one.name: [child.type for child in cloud.children(one)].count(policy) for one in made} == {
            one.name: 1 for one in made
        }
        assert made or (component == "EncryptionKey" and not has_keys)


@BOTH
def test_every_role_has_the_boundary(cloud: Cloud, stack: str) -> None:
    up(cloud, stack)
    boundary = f"arn:aws:iam::{ACCOUNT_ID}:policy/secure-site-{stack}-boundary"
    assert {role["permissionsBoundary"] for role in cloud.all("aws:iam/role:Role")} == {boundary}


@BOTH
def test_with_a_foundation_the_boundary_is_the_foundations_and_the_stack_makes_none(cloud: Cloud, stack: str) -> None:
    up(cloud, stack, foundation="true")
    boundary = f"arn:aws:iam::{ACCOUNT_ID}:policy/secure-site-{stack}-service-boundary"
    assert {role["permissionsBoundary"] for role in cloud.all("aws:iam/role:Role")} == {boundary}
    assert cloud.all("aws:iam/policy:Policy") == []


def test_no_secret_is_exported_or_handed_to_a_resource_in_plain(cloud: Cloud) -> None:
    up(cloud, "dev")
    for resource in cloud.resources:
        open_inputs = {name: value for name, value in resource.items() if name not in resource.secrets}
        for secret in (TOKEN, WEBHOOK_SECRET):
            assert secret not in repr(open_inputs), f"{resource.name} holds a secret in plain"
            assert secret not in repr(cloud.exports)


def test_a_pending_connection_is_exported_with_what_to_do_about_it(cloud: Cloud) -> None:
    up(cloud, "prod")
    assert "connectionStatus" in cloud.exports
    assert "Update pending connection" in cloud.exports["connectionToDo"]


def test_bad_configuration_ends_the_program_before_the_first_resource(cloud: Cloud) -> None:
    with pytest.raises(SettingsError, match="priceClass"):
        up(cloud, "dev", priceClass="cheap")
    assert cloud.resources == []


def test_a_second_run_in_the_same_process_registers_the_same_again(cloud: Cloud) -> None:
    up(cloud, "dev")
    first = {resource.urn: dict(resource) for resource in cloud.resources}
    cloud.forget()
    up(cloud, "dev")
    assert {resource.urn: dict(resource) for resource in cloud.resources} == first


def _takes_tags(resource_type: str) -> bool:
    """Whether the SDK's class for a type token ("aws:s3/bucket:Bucket") has an argument `tags`."""
    package, module, name = resource_type.split(":")
    if package != "aws":
        return False
    found = cast("type[pulumi.Resource]", getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), name))
    parameters: Mapping[str, Any] = inspect.signature(found.__dict__["_internal_init"]).parameters
    return "tags" in parameters


def test_the_log_bucket_takes_the_logs_of_previews_only_where_there_are_any(cloud: Cloud) -> None:
    up(cloud, "dev")
    assert "previews" not in cloud.named("site-logs-policy")["policy"]
    cloud.forget()
    up(cloud, "dev", previews="true")
    policy = cloud.named("site-logs-policy")["policy"]
    assert "delivery-source:secure-site-dev-previews-access" in policy
    assert f"arn:aws:s3:::secure-site-dev-previews-{ACCOUNT_ID}" in policy
    assert cloud.named("previews-content-logging")["targetPrefix"] == "s3/previews/"


def test_previews_are_named_in_the_outputs_for_the_workflows_of_the_site(cloud: Cloud) -> None:
    up(cloud, "prod", previews="true", previewDomain="previews.example.net", previewZoneId="Z0123456789ABCDEFGHIK")
    assert cloud.value(cloud.exports["previewAddress"]) == "https://NAME.previews.example.net/"
    assert cloud.value(cloud.exports["previewBucket"]) == f"secure-site-prod-previews-{ACCOUNT_ID}"
