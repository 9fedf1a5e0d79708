"""An example of AWS's guides, and its unsafe twins."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ACCOUNT, OTHER = "111122223333", "444455556666"
REGION = "eu-west-1"
ORGANIZATION = "o-a1b2c3d4e5"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
OTHER_ROOT = f"arn:aws:iam::{OTHER}:root"
DOCS = "https://docs.aws.amazon.com/"

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Twin:
    """A change of an example's first statement that makes it unsafe."""

    rule: str
    """The rule that finds it."""
    changes: Mapping[str, Any]
    """Element -> its new value; None removes the element."""


@dataclass(frozen=True)
class Example:
    """A document that AWS's guides show as good."""

    name: str
    page: str
    resource_type: str
    key: str
    """The property that holds the document; "" where the statement is the properties."""
    statements: Sequence[Statement]
    stricter: Mapping[str, str]
    """Rule that objects nevertheless -> why the pack is stricter than the page."""
    twins: Sequence[Twin]

    def properties(self, twin: Twin | None = None) -> dict[str, Any]:
        """The properties of the resource, of the example itself or of a twin."""
        statements = copy.deepcopy([dict(one) for one in self.statements])
        if twin:
            first = {**statements[0], **twin.changes}
            statements[0] = {key: value for key, value in first.items() if value is not None}
        if not self.key:
            return statements[0]
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **one} for one in statements]}
        return {self.key: json.dumps(document), **({"role": "worker"} if self.resource_type == ROLE_POLICY else {})}


ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
_DOCUMENTS = {
    "bucket": ("aws:s3/bucketPolicy:BucketPolicy", "policy"),
    "bus": ("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "policy"),
    "domain": ("aws:opensearch/domainPolicy:DomainPolicy", "accessPolicies"),
    "file system": ("aws:efs/fileSystemPolicy:FileSystemPolicy", "policy"),
    "key": ("aws:kms/key:Key", "policy"),
    "logs": ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"),
    "queue": ("aws:sqs/queuePolicy:QueuePolicy", "policy"),
    "repository": ("aws:ecr/repositoryPolicy:RepositoryPolicy", "policy"),
    "rest api": ("aws:apigateway/restApiPolicy:RestApiPolicy", "policy"),
    "role": (ROLE_POLICY, "policy"),
    "secret": ("aws:secretsmanager/secretPolicy:SecretPolicy", "policy"),
    "access point": ("aws:s3control/accessPointPolicy:AccessPointPolicy", "policy"),
    "topic": ("aws:sns/topicPolicy:TopicPolicy", "policy"),
    "trust": ("aws:iam/role:Role", "assumeRolePolicy"),
    "vault": ("aws:backup/vaultPolicy:VaultPolicy", "policy"),
    "lambda": ("aws:lambda/permission:Permission", ""),
    "endpoint": ("aws:ec2/vpcEndpoint:VpcEndpoint", "policy"),
    "stream": ("aws:kinesis/resourcePolicy:ResourcePolicy", "policy"),
    "table": ("aws:dynamodb/resourcePolicy:ResourcePolicy", "policy"),
    "artifacts": ("aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy", "policyDocument"),
    "catalog": ("aws:glue/resourcePolicy:ResourcePolicy", "policy"),
    "identity": ("aws:ses/identityPolicy:IdentityPolicy", "policy"),
    "sink": ("aws:oam/sinkPolicy:SinkPolicy", "policy"),
    "registry": ("aws:ecr/registryPolicy:RegistryPolicy", "policy"),
    "schemas": ("aws:schemas/registryPolicy:RegistryPolicy", "policy"),
    "service network": ("aws:vpclattice/authPolicy:AuthPolicy", "policy"),
}


def example(
    kind: str,
    name: str,
    page: str,
    *statements: Statement,
    twins: Sequence[Twin] = (),
    stricter: Mapping[str, str] | None = None,
) -> Example:
    """An example of a kind of _DOCUMENTS. page: below DOCS."""
    resource_type, key = _DOCUMENTS[kind]
    return Example(f"{kind}: {name}", DOCS + page, resource_type, key, statements, stricter or {}, twins)


def twin(rule: str, **changes: Any) -> Twin:
    """A twin. Elements by their names: twin("open-principals", Principal="*")."""
    return Twin(rule, changes)


def source(arn: str, account: str = ACCOUNT) -> dict[str, Any]:
    """The condition that AWS's guides add against confused deputies."""
    return {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": arn}}


def service(name: str) -> dict[str, Any]:
    """The principal of an AWS service: "sns" is sns.amazonaws.com."""
    return {"Service": f"{name}.amazonaws.com"}


def arn(of: str, resource: str, account: str = ACCOUNT, region: str = REGION) -> str:
    """An ARN in the account of the examples."""
    return f"arn:aws:{of}:{region}:{account}:{resource}"


BUCKET, OBJECTS = "arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/*"
GET, PUT = {"Action": "s3:GetObject", "Resource": OBJECTS}, {"Action": "s3:PutObject", "Resource": OBJECTS}
ORG = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
TAGGED = {"StringEquals": {"aws:ResourceTag/team": "site"}}
ANY = twin("iam-resource-wildcards", Resource="*")
"""For any resource."""
ANYONE = twin("open-principals", Principal="*", Condition=None)
"""For every AWS account."""
UNNAMED = twin("confused-deputy", Condition=None)
"""For a service that may act for every AWS customer."""
