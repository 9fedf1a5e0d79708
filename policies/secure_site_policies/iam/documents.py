"""The properties in which a resource holds policy documents or attaches AWS-managed policies.

Left out on purpose: documents that only take permissions away, such as session policies and service control policies,
and documents in other languages, such as Cedar.
"""

from collections.abc import Iterator, Mapping

from pulumi_policy import ResourceValidationArgs

from secure_site_policies.frame.places import Place, Places, places_of
from secure_site_policies.iam.aws_managed import attached_document
from secure_site_policies.iam.openapi import API_BODIES, openapi_policies
from secure_site_policies.iam.permission_properties import PERMISSIONS, as_document, first_unknown, statement_document

IDENTITIES: Mapping[str, str] = {
    "aws:iam/groupPolicy:GroupPolicy": "policy",
    "aws:iam/policy:Policy": "policy",
    "aws:iam/role:Role": "inlinePolicies.*.policy",
    "aws:iam/rolePolicy:RolePolicy": "policy",
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws:iot/policy:Policy": "policy",
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
}
"""Resource type -> path of the property with an identity's permissions; `*` stands for every item of a list."""

ENDPOINTS: Mapping[str, str | tuple[str, ...]] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "policy",
    "aws:odb/network:Network": ("s3PolicyDocument", "kmsPolicyDocument", "stsPolicyDocument"),
}
"""Resource type -> path of a VPC endpoint's policy. The caller still needs a permission of its own.

AWS: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

S3_POLICIES: Mapping[str, str] = {
    "aws:fsx/s3AccessPointAttachment:S3AccessPointAttachment": "s3AccessPoint.policy",
    "aws:s3/accessPoint:AccessPoint": "policy",
    "aws:s3/bucket:Bucket": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:s3/bucketV2:BucketV2": "policy",
    "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
    "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": "details.policy",
}
"""Resource type -> path of the policy of an S3 resource: the only resource policies that can grant S3 actions."""

RESOURCE_POLICIES: Mapping[str, str] = {
    **S3_POLICIES,
    "aws:acmpca/policy:Policy": "policy",
    "aws:amp/resourcePolicy:ResourcePolicy": "policyDocument",
    "aws:apigateway/domainName:DomainName": "policy",
    "aws:apigateway/restApi:RestApi": "policy",
    "aws:apigateway/restApiPolicy:RestApiPolicy": "policy",
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy": "policy",
    "aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy": "accessPolicy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy": "deliveryDestinationPolicy",
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
    "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
    "aws:codebuild/resourcePolicy:ResourcePolicy": "policy",
    "aws:dsql/clusterPolicy:ClusterPolicy": "policy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    "aws:ecr/registryPolicy:RegistryPolicy": "policy",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:ecrpublic/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
    "aws:elasticsearch/domain:Domain": "accessPolicies",
    "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:glacier/vault:Vault": "accessPolicy",
    "aws:glacier/vaultLock:VaultLock": "policy",
    "aws:glue/resourcePolicy:ResourcePolicy": "policy",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
    "aws:kms/externalKey:ExternalKey": "policy",
    "aws:kms/key:Key": "policy",
    "aws:kms/keyPolicy:KeyPolicy": "policy",
    "aws:kms/replicaExternalKey:ReplicaExternalKey": "policy",
    "aws:kms/replicaKey:ReplicaKey": "policy",
    "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
    "aws:mediastore/containerPolicy:ContainerPolicy": "policy",
    "aws:msk/clusterPolicy:ClusterPolicy": "policy",
    "aws:networkfirewall/resourcePolicy:ResourcePolicy": "policy",
    "aws:oam/sinkPolicy:SinkPolicy": "policy",
    "aws:opensearch/domain:Domain": "accessPolicies",
    "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:opensearchingest/resourcePolicy:ResourcePolicy": "policy",
    "aws:organizations/resourcePolicy:ResourcePolicy": "content",
    "aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy": "policy",
    "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy": "policy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
    "aws:s3control/bucketPolicy:BucketPolicy": "policy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
    "aws:schemas/registryPolicy:RegistryPolicy": "policy",
    "aws:secretsmanager/secret:Secret": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:ses/identityPolicy:IdentityPolicy": "policy",
    "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
    "aws:sns/topic:Topic": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:sqs/queue:Queue": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    "aws:vpclattice/authPolicy:AuthPolicy": "policy",
    "aws:vpclattice/resourcePolicy:ResourcePolicy": "policy",
    "aws:xray/resourcePolicy:ResourcePolicy": "policyDocument",
}
"""Resource type -> path of the policy by which a resource grants access to itself."""

TRUSTS: Mapping[str, str] = {"aws:iam/role:Role": "assumeRolePolicy"}
"""Resource type -> path of the trust policy: who may assume the identity."""

WRITTEN: Mapping[str, str | tuple[str, ...]] = {**IDENTITIES, **ENDPOINTS, **S3_POLICIES}
"""Resource type -> path of each document, written in the program, that can grant S3 actions."""

ATTACHED: Mapping[str, str] = {
    "aws:budgets/budgetAction:BudgetAction": "definition.iamActionDefinition.policyArn",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns.*",
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:iam/role:Role": "managedPolicyArns.*",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns.*",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns.*",
    "aws:quicksight/iamPolicyAssignment:IamPolicyAssignment": "policyArn",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": "managedPolicyArns.*",
}
"""Resource type -> path of the property with the ARN of a managed policy."""

OTHER = "other:resource-policy"
"""The type that a resource of CloudFormation is given whose policy no type of pulumi_aws has."""

SHARED = "aws:ram/permission:Permission"

identities = places_of(IDENTITIES)
"""The permissions of identities that are written in the program."""

trusts = places_of(TRUSTS)
"""The trust policies of identities."""

_endpoints = places_of(ENDPOINTS)
_resource_documents = places_of({**RESOURCE_POLICIES, OTHER: "policy"})
_attached = places_of(ATTACHED)


def _shared(args: ResourceValidationArgs) -> Iterator[Place]:
    """The statement of a permission that AWS RAM adds to the policies of what is shared.

    AWS: https://docs.aws.amazon.com/ram/latest/userguide/working-with-customer-managed-permissions.html
    """
    if args.resource_type == SHARED:
        yield Place("policyTemplate", lambda: statement_document(args.props.get("policyTemplate")))


def resource_policies(args: ResourceValidationArgs) -> Iterator[Place]:
    """The policies by which a resource grants access to itself, as documents or as properties."""
    yield from _resource_documents(args)
    yield from _shared(args)
    yield from openapi_policies(args)
    if args.resource_type in PERMISSIONS:
        path = first_unknown(args.resource_type, args.props)
        yield Place(path, lambda: as_document(args.resource_type, args.props))


def attached(args: ResourceValidationArgs) -> Iterator[Place]:
    """The AWS-managed policies that a resource attaches, each reduced to what a rule can object to.

    Reading raises MalformedPolicyError for text that is no ARN, and for a policy that is not in the table.
    """
    for place in _attached(args):
        yield Place(place.path, lambda place=place: attached_document(place.read()))


def together(*several: Places) -> Places:
    """The places of several functions, one after the other."""

    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        for one in several:
            yield from one(args)

    return places


written = together(places_of(WRITTEN), _shared)
"""The documents, written in the program, that can grant S3 actions."""

granting = together(written, attached)
"""The documents, written or attached, that can grant S3 actions."""

every_document = together(identities, _endpoints, resource_policies, trusts, attached)
"""All policy documents that a resource holds or attaches."""


_HOLDERS = {*IDENTITIES, *ENDPOINTS, *RESOURCE_POLICIES, *TRUSTS, *ATTACHED, *PERMISSIONS, *API_BODIES, SHARED}


def holds_documents(resource_type: str) -> bool:
    """Whether the rules know where resources of this type hold their policy documents."""
    return resource_type in _HOLDERS
