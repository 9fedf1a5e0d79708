"""Rule public-exposure: every property that opens a resource, and what is close to it and open to no one."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from secure_site_policies.data.tables import entry, keys
from secure_site_policies.rules.public_exposure import OPENINGS, policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE, put

METHOD, CLUSTER = "aws:apigateway/method:Method", "aws:eks/cluster:Cluster"
NETWORK = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"


def rows() -> list[tuple[str, str, str]]:
    """Each type with each of its paths and each value that opens it."""
    return [
        (kind, path, value)
        for kind in keys(OPENINGS)
        for path, values, *_ in entry(OPENINGS, kind)
        for value in values
        if value
    ]


def test_the_table_is_as_long_as_what_was_found():
    assert len(keys(OPENINGS)) > 70


@pytest.mark.parametrize(("kind", "path", "value"), rows())
def test_every_value_of_the_table_opens_its_resource(kind: str, path: str, value: str):
    written: Any = {"?": "x", "*": "*", "true": True, "false": False}.get(value, value.strip("~").upper())
    (message,) = judge(policy, kind, put(path, written)).violations
    shown = path.replace(".*", "[0]")
    assert message.startswith(f"it: {shown}: '{shown}=")
    assert ".\nWrite instead: " in message


SAFE: list[tuple[str, Mapping[str, Any]]] = [
    ("aws:lambda/functionUrl:FunctionUrl", {"authorizationType": "AWS_IAM"}),
    ("aws:rds/snapshot:Snapshot", {"sharedAccounts": ["123456789012"]}),
    ("aws:rds/snapshot:Snapshot", {}),
    ("aws:rds/instance:Instance", {"publiclyAccessible": False}),
    ("aws:rds/instance:Instance", {}),
    ("aws:dms/instanceProfile:InstanceProfile", {"publiclyAccessible": False}),
    ("aws:ec2/vpcEndpointService:VpcEndpointService", {"allowedPrincipals": ["arn:aws:iam::123456789012:root"]}),
    ("aws:ec2/amiLaunchPermission:AmiLaunchPermission", {"accountId": "123456789012"}),
    ("aws:ssm/document:Document", {"permissions": {"type": "Share", "accountIds": "123456789012,210987654321"}}),
    ("aws:codebuild/project:Project", {"projectVisibility": "PRIVATE"}),
    ("aws:cognito/identityPool:IdentityPool", {"allowUnauthenticatedIdentities": False}),
    (METHOD, {"authorization": "AWS_IAM", "httpMethod": "GET"}),
    (METHOD, {"authorization": "NONE", "httpMethod": "OPTIONS"}),
    ("aws:apigatewayv2/route:Route", {"authorizationType": "JWT"}),
    ("aws:appsync/graphQLApi:GraphQLApi", {"authenticationType": "AWS_IAM"}),
    ("aws:msk/cluster:Cluster", {"clientAuthentication": {"unauthenticated": False, "sasl": {"iam": True}}}),
    ("aws:lakeformation/permissions:Permissions", {"principal": "arn:aws:iam::1:role/r", "permissions": ["SELECT"]}),
    ("aws:storagegateway/nfsFileShare:NfsFileShare", {"clientLists": ["10.0.0.0/16"]}),
    ("aws:memorydb/cluster:Cluster", {"aclName": "readers"}),
    (CLUSTER, {"vpcConfig": {"endpointPublicAccess": False}}),
    (CLUSTER, {"vpcConfig": {"publicAccessCidrs": ["198.51.100.0/24"]}}),
    (NETWORK, {"policy": '[{"AllowFromPublic": false, "SourceVPCEs": ["vpce-1"]}]'}),
    ("aws:s3/bucket:Bucket", {"publiclyAccessible": True}),
]


@pytest.mark.parametrize(("kind", "properties"), SAFE)
def test_a_resource_that_names_who_may_use_it_passes(kind: str, properties: Mapping[str, Any]):
    assert judge(policy, kind, properties) == FINE


def test_ssm_documents_are_shared_with_everyone_by_one_word_among_others():
    shared = {"permissions": {"type": "Share", "account_ids": "All"}}
    (message,) = judge(policy, "aws:ssm/document:Document", shared).violations
    assert message.startswith("it: permissions[account_ids]: 'permissions[account_ids]=All' lets every AWS account")


def test_a_default_that_opens_a_resource_counts():
    (message,) = judge(policy, "aws:dms/instanceProfile:InstanceProfile", {}).violations
    assert message.startswith("it: publiclyAccessible: 'publiclyAccessible=(not set)' gives it a public address")


@pytest.mark.parametrize(
    "config", [{}, {"publicAccessCidrs": ["0.0.0.0/0"]}, {"publicAccessCidrs": ["10.0.0.0/8", "::/0"]}]
)
def test_the_endpoint_of_a_cluster_answers_only_the_networks_that_are_listed(config: Mapping[str, Any]):
    for shape in (config, [config]):
        (message,) = judge(policy, CLUSTER, {"vpcConfig": shape}).violations
        assert message.startswith("it: vpcConfig: 'publicAccessCidrs' has ")


def test_a_network_policy_of_opensearch_serverless_is_read():
    (message,) = judge(policy, NETWORK, {"policy": '[{"Rules": [], "AllowFromPublic" : true}]'}).violations
    assert message.startswith("it: policy: 'AllowFromPublic' puts the collections on the internet")


ACCESS = "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy"
CEDAR = "aws:verifiedpermissions/policy:Policy"
ROLE = "arn:aws:iam::123456789012:role/reader"


@pytest.mark.parametrize(
    ("permissions", "principals", "found"),
    [
        (["aoss:*"], [ROLE], ["aoss:*"]),
        (["aoss:ReadDocument"], ["*"], ["Principal"]),
        (["aoss:ReadDocument"], [ROLE, "arn:aws:iam::123456789012:role/*"], ["Principal"]),
        (["aoss:*"], ["*"], ["aoss:*", "Principal"]),
        (["aoss:ReadDocument"], [ROLE], []),
    ],
)
def test_a_data_access_policy_of_opensearch_serverless_is_read(
    permissions: list[str], principals: list[str], found: list[str]
):
    rules = [{"ResourceType": "index", "Resource": ["index/logs/*"], "Permission": permissions}]
    document = [{"Rules": rules, "Principal": principals}]
    for written in (json.dumps(document), document):
        messages = judge(policy, ACCESS, {"type": "data", "policy": written}).violations
        assert [message.split("'")[1] for message in messages] == found


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("permit(principal, action, resource);", 1),
        ("permit (\n  principal,\n  action,\n  resource\n)\nwhen { true };", 1),
        ('permit(principal in Group::"readers", action, resource);', 0),
        ("permit(principal, action, resource) when { context.mfa };", 0),
        ("forbid(principal, action, resource);", 0),
    ],
)
def test_a_policy_in_cedar_does_not_permit_everything(statement: str, count: int):
    assert len(judge(policy, CEDAR, {"definition": {"static": {"statement": statement}}}).violations) == count
    assert len(judge(policy, "aws:verifiedaccess/group:Group", {"policyDocument": statement}).violations) == count


def test_one_object_and_a_list_of_one_are_the_same():
    kind, value = "aws:appsync/graphQLApi:GraphQLApi", {"authenticationType": "API_KEY"}
    for shape in (value, [value]):
        assert len(judge(policy, kind, {"additionalAuthenticationProviders": shape}).violations) == 1


def test_an_unknown_value_fails_closed():
    (message,) = judge(policy, "aws:lambda/functionUrl:FunctionUrl", {"authorizationType": UNKNOWN}).violations
    assert message.startswith("it: authorizationType: this cannot be decided at preview")
    (message,) = judge(policy, METHOD, {"authorization": "NONE", "httpMethod": UNKNOWN}).violations
    assert message.startswith("it: httpMethod: this cannot be decided at preview")
