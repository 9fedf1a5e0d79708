"""Writes data/terraform.json, the names of the AWS types in a package that `pulumi package add` makes of hashicorp/aws.

    python -m secure_site_policies.generate.terraform

Such a package has one module: aws_iam_role_policy is aws:index/iamRolePolicy:IamRolePolicy there, and
aws:iam/rolePolicy:RolePolicy in pulumi_aws. The names follow the module and the type of pulumi_aws, except for those
in _OTHERS. Where Terraform may leave out the module, the type's name alone is listed as well, if no other type has it.

Terraform: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections import Counter

from secure_site_policies.data.tables import DATA, table
from secure_site_policies.generate.sdk import resource_types

_OTHERS = {
    "alb/loadBalancer": "alb",
    "amp/alertManagerDefinition": "prometheusAlertManagerDefinition",
    "amp/resourcePolicy": "prometheusResourcePolicy",
    "amp/workspace": "prometheusWorkspace",
    "cfg/conformancePack": "configConformancePack",
    "cfg/organizationConformancePack": "configOrganizationConformancePack",
    "cfg/recorder": "configConfigurationRecorder",
    "cloudcontrol/resource": "cloudcontrolapiResource",
    "cloudtrail/trail": "cloudtrail",
    "codepipeline/pipeline": "codepipeline",
    "ec2/instance": "instance",
    "ec2/vpcEndpointServiceAllowedPrinciple": "vpcEndpointServiceAllowedPrincipal",
    "ec2transitgateway/multicastDomain": "ec2TransitGatewayMulticastDomain",
    "ec2transitgateway/transitGateway": "ec2TransitGateway",
    "lb/loadBalancer": "lb",
    "rds/clusterSnapshot": "dbClusterSnapshot",
    "rds/instance": "dbInstance",
    "rds/snapshot": "dbSnapshot",
    "rds/snapshotCopy": "dbSnapshotCopy",
    "s3/bucketObjectv2": "s3Object",
    "s3/bucketReplicationConfig": "s3BucketReplicationConfiguration",
    "serverlessrepository/cloudFormationStack": "serverlessapplicationrepositoryCloudformationStack",
}
"""Module and type in pulumi_aws -> Terraform's name, where it is not module and type together."""

_NO_PREFIX = {"ec2", "rds", "lb", "alb", "elb", "ebs", "ec2transitgateway", "ec2clientvpn"}
"""Modules whose types Terraform may name without the module."""

_OLD = ("V2", "Legacy")


def terraform() -> str:
    """The text of the file: the name in lower case -> the type in pulumi_aws."""
    types = [token for token, _ in resource_types() if not token.endswith(_OLD)]
    bare = [token for token in types if _module(token) in _NO_PREFIX]
    count = Counter(map(_name, bare))
    found = {_name(token): token for token in bare if count[_name(token)] == 1}
    found |= {_module(token) + _name(token): token for token in types}
    found |= {name.lower(): token for token in types if (name := _OTHERS.get(token.split(":")[1]))}
    return table(found.items())


def _module(token: str) -> str:
    return token.split(":")[1].partition("/")[0]


def _name(token: str) -> str:
    return token.rpartition(":")[2].lower()


if __name__ == "__main__":
    (DATA / "terraform.json").write_text(terraform())
