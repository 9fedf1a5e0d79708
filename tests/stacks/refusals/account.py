"""An account in which there is something to harm: the stack, and beside it what belongs to others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.emulator.cloud import Cloud, Credentials
from tests.stacks.refusals.calls import ACCOUNT, OTHER, STATE, STRANGER, Call
from tests.stacks.roles import Account, Role

_OUTPUTS = {
    "access": ("aws:cloudfront/originAccessControl:OriginAccessControl", "id"),
    "acl": ("aws:wafv2/webAcl:WebAcl", "id"),
    "certificate": ("aws:acm/certificate:Certificate", "arn"),
    "delivery": ("aws:cloudwatch/logDelivery:LogDelivery", "id"),
    "distribution": ("aws:cloudfront/distribution:Distribution", "id"),
    "headers": ("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "id"),
    "key": ("aws:kms/key:Key", "keyId"),
    "zone": ("aws:route53/record:Record", "zoneId"),
}
"""Name in a call's braces -> the type and output of which it is the last part."""

_THEIRS = {"Project": "secure-site", "Stack": "dev"}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OF_THE_ACCOUNT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}],
    }
)
"""Trust in whoever of the account may assume roles."""


@dataclass
class Caller:
    """Somebody with credentials; keeps the clients, which take longer to make than to use."""

    cloud: Cloud
    credentials: Credentials | None = None
    """Default: root's."""
    clients: dict[str, Any] = field(default_factory=dict[str, Any])

    def client(self, service: str) -> Any:
        """A boto3 client."""
        if service not in self.clients:
            self.clients[service] = self.cloud.client(service, self.credentials)
        return self.clients[service]

    def refused(self, call: Call) -> str | None:
        """The action for want of which IAM refuses a call; None where it does not."""
        return call.refused(self.client(call.service))


@dataclass
class Place:
    """The account, and who is in it."""

    account: Account
    ids: Mapping[str, str]
    """What calls name in braces."""
    root: Caller
    administrator: Caller
    """A role that may do everything."""
    roles: Mapping[Role, Caller]
    """Those of the stack's workflows."""

    def refused(self, role: Role, call: Call) -> str | None:
        """The action for want of which a role is refused a call; None where it is not."""
        return self.roles[role].refused(call.filled(self.ids))


def settle(account: Account) -> Place:
    """Updates the stack as its deploy role, and makes what belongs to others as root."""
    stack = account.stack("deploy")
    stack.up()
    root = Caller(account.cloud)
    theirs = _make_what_belongs_to_others(root)
    roles: Mapping[Role, Caller] = {
        role: Caller(account.cloud, account.session(role)) for role in ("preview", "drift", "deploy")
    }
    ids = {**_ids_of(stack.resources()), **_ids_above(account.prefix, root.client("iam")), **theirs}
    return Place(account, ids, root, make_role(root, "administrator", ADMINISTRATOR), roles)


def make_role(root: Caller, name: str, policy_arn: str | None = None) -> Caller:
    """Makes a role without a boundary, and assumes it."""
    iam = root.client("iam")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=OF_THE_ACCOUNT)["Role"]["Arn"]
    if policy_arn:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy_arn)
    answer = root.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")
    return Caller(root.cloud, answer["Credentials"])


def policy(needs: Mapping[str, str]) -> str:
    """A document that allows each action on its resource, and what nobody is refused."""
    granted = {**needs, "sts:GetCallerIdentity": "*"}
    statements = [{"Effect": "Allow", "Action": action, "Resource": arn} for action, arn in granted.items()]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def fill_bucket(s3: Any, bucket: str, key: str) -> None:
    """Makes a bucket with an object, which keeps it from being deleted."""
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=b"theirs")


def _ids_of(resources: list[dict[str, Any]]) -> Mapping[str, str]:
    """What AWS named of the stack."""
    return {
        name: str(next(one for one in resources if one["type"] == kind)["outputs"][output]).rpartition("/")[2]
        for name, (kind, output) in _OUTPUTS.items()
    }


def _ids_above(prefix: str, iam: Any) -> Mapping[str, str]:
    """The policies that the deploy role is under."""
    role = f"{prefix}-deploy"
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    boundary = iam.get_role(RoleName=role)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"]
    return {"deploy_boundary": boundary, "deploy_policy": attached[0]["PolicyArn"]}


def _make_what_belongs_to_others(root: Caller) -> Mapping[str, str]:
    """Makes the other stack's resources, a stranger's and people, and returns what AWS named of them."""
    make_role(root, f"{OTHER}-publish")
    root.client("iam").create_user(UserName="alice")
    root.client("iam").create_group(GroupName="people")
    fill_bucket(root.client("s3"), STRANGER, "page.html")
    fill_bucket(root.client("s3"), STATE, ".pulumi/stacks/secure-site/dev.json")
    fill_bucket(root.client("s3"), f"{OTHER}-content-{ACCOUNT}", "index.html")
    root.client("logs").create_log_group(logGroupName=f"/aws/codebuild/{OTHER}-publish")
    topic = root.client("sns").create_topic(Name=f"{OTHER}-alarms")["TopicArn"]
    subscribed = {"Protocol": "https", "Endpoint": "https://example.com", "ReturnSubscriptionArn": True}
    certificate = root.client("acm").request_certificate(DomainName="dev.example.com", Tags=_tags("Key", "Value"))
    untagged = root.client("acm").request_certificate(DomainName="nobody.example.com")
    kms = root.client("kms")
    zone = root.client("route53").create_hosted_zone(Name="example.org", CallerReference="others")["HostedZone"]
    return {
        "their_certificate": certificate["CertificateArn"].rpartition("/")[2],
        "their_distribution": _make_distribution(root.client("cloudfront"), "others", _tags("Key", "Value")),
        "their_key": kms.create_key(Tags=_tags("TagKey", "TagValue"))["KeyMetadata"]["KeyId"],
        "their_subscription": root.client("sns").subscribe(TopicArn=topic, **subscribed)["SubscriptionArn"],
        "their_zone": zone["Id"].rpartition("/")[2],
        "untagged_certificate": untagged["CertificateArn"].rpartition("/")[2],
        "untagged_distribution": _make_distribution(root.client("cloudfront"), "untagged", []),
        "untagged_key": kms.create_key()["KeyMetadata"]["KeyId"],
        "unclaimed_key": kms.create_key()["KeyMetadata"]["KeyId"],
    }


def _make_distribution(cloudfront: Any, reference: str, tags: list[dict[str, str]]) -> str:
    config = {
        "CallerReference": reference,
        "Comment": "",
        "Enabled": False,
        "Origins": {"Quantity": 1, "Items": [{"Id": "site", "DomainName": "example.org"}]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only"},
    }
    tagged = {"DistributionConfig": config, "Tags": {"Items": tags}}
    return cloudfront.create_distribution_with_tags(DistributionConfigWithTags=tagged)["Distribution"]["Id"]


def _tags(key: str, value: str) -> list[dict[str, str]]:
    return [{key: name, value: tag} for name, tag in _THEIRS.items()]
