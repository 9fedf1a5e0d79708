"""Rule public-access-block: nothing switches off a block of public access.

AWS blocks public access not only per bucket, but for the account, for access points, for snapshots and images, for
EMR's security groups and for VPCs. Such a block backs up every rule about a single resource. Rule bucket-public-access
is about the block of a bucket.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.places import Place, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.values import holds

BLOCKS = DATA / "blocks.json"
"""Resource type -> [path, values that switch the block off, what to write instead]."""

_SETTING = "aws:ssm/serviceSetting:ServiceSetting"
_SHARING = "/ssm/documents/console/public-sharing-permission"


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    blocks: Sequence[Sequence[Any]] = entry(BLOCKS, args.resource_type) or ()
    for path, values, instead in blocks:
        for place in walk(args.props, path.split("."), absent="" in values):
            yield Place(place.path, lambda place=place, row=(values, instead): (place.path, place.read(), *row))
    if args.resource_type == _SETTING:
        yield Place("settingId", lambda: str(args.props.get("settingId")))


def _judge(found: Any, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _SETTING:
        if found.endswith(_SHARING) and str(args.props.get("settingValue")).lower() != "disable":
            yield Objection(
                "settingValue", _message("settingValue", "documents may be shared with everyone", '"Disable"')
            )
        return
    path, value, values, instead = found
    if holds(value, values):
        state = "is not set, and its default is off" if value is None else f"is {str(value).lower()!r}"
        yield Objection(path, _message(path, state, instead))


def _message(path: str, state: str, instead: str) -> str:
    return f"{path!r} switches the block of public access off: it {state}.\nWrite instead: {instead}"


policy = resource_rule(
    About(
        name="public-access-block",
        risk="Without the block, one wrong policy or attribute publishes a bucket, an access point or a snapshot.",
        severity=Severity.HIGH,
        controls=(
            fsbp("S3.1", "S3 general purpose buckets should have block public access settings enabled"),
            fsbp("S3.19", "S3 access points should have block public access settings enabled"),
            fsbp("S3.24", "S3 Multi-Region Access Points should have block public access settings enabled"),
            fsbp("EMR.2", "Amazon EMR block public access setting should be enabled"),
            fsbp("EC2.172", "EC2 VPC Block Public Access settings should block internet gateway traffic"),
            fsbp("EC2.182", "Amazon EBS Snapshots should not be publicly accessible"),
            fsbp("SSM.7", "SSM documents should have the block public sharing setting enabled"),
        ),
        fix="Leave the block on, and grant access to the accounts and identities that need it.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    ),
    _places,
    _judge,
)
