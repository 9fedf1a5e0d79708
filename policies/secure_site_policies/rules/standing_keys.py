"""Rule standing-keys: no user and no program has a long-lived credential.

An access key works for anyone who finds it, until it is deleted. People and CI sign in through an identity provider,
services use roles, and their credentials expire.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import the_resource
from secure_site_policies.frame.rule import About, Objection, cis, resource_rule, well_architected

_FOR_CODE = "an aws.iam.Role, trusted by the service or the identity provider that uses it"
_FOR_PEOPLE = "an aws.ssoadmin.AccountAssignment, or a role that trusts an identity provider"

STANDING = {
    "aws:iam/accessKey:AccessKey": _FOR_CODE,
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": _FOR_CODE,
    "aws:iam/signingCertificate:SigningCertificate": _FOR_CODE,
    "aws:iam/sshKey:SshKey": "git-remote-codecommit with a role, which needs no key of its own",
    "aws:iam/user:User": _FOR_PEOPLE,
    "aws:iam/userLoginProfile:UserLoginProfile": _FOR_PEOPLE,
    "aws:lightsail/bucketAccessKey:BucketAccessKey": "an aws.lightsail.BucketResourceAccess for the instance",
}
"""Resource type -> the text of "Write instead". Each type opens the AWS account, or a part of it, and never expires.

An SMTP password of SES derives from an access key. Left out on purpose: keys that open a machine or an application and
not the account, such as aws:ec2/keyPair:KeyPair and aws:transfer/sshKey:SshKey.
"""


def _judge(props: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    kind = args.resource_type
    yield Objection(
        kind, f"{kind!r} is a credential, or the holder of one, that never expires.\nWrite instead: {STANDING[kind]}."
    )


policy = resource_rule(
    About(
        name="standing-keys",
        risk="A long-lived credential opens the account to anyone who finds it, until it is revoked.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC02-BP02", "Use temporary credentials"),
            cis("1.14", "Ensure access keys are rotated every 90 days or less"),
        ),
        fix="Let people and CI assume a role through an identity provider; give services a role of their own.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
    ),
    the_resource(*STANDING),
    _judge,
)
