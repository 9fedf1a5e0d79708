"""Rule bucket-public-acl: no ACL opens a bucket or an object, and no bucket enables ACLs.

A bucket without ownership controls has ACLs disabled: S3's default for every bucket since April 2023.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
"""

import re
from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.places import Place, places_of, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.buckets import BUCKETS, types_of

_ANYBODY = "opens it to the whole internet"
_ANY_ACCOUNT = "opens it to every AWS account"
_ACLS_ON = "enables ACLs, and an object belongs to the account that writes it"
_OPEN = {
    "public-read": _ANYBODY,
    "public-read-write": _ANYBODY,
    "authenticated-read": _ANY_ACCOUNT,
    "AllUsers": _ANYBODY,
    "AuthenticatedUsers": _ANY_ACCOUNT,
    "ObjectWriter": _ACLS_ON,
    "BucketOwnerPreferred": _ACLS_ON,
}
"""Canned ACLs, the names of groups (the end of their URI) and object ownerships, as S3 spells them.

AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
"""

ACLS = {
    **dict.fromkeys(BUCKETS, ("acl", "grants.*.uri")),
    **dict.fromkeys(types_of("BucketAcl"), ("acl", "accessControlPolicy.grants.*.grantee.uri")),
    **dict.fromkeys(types_of("BucketLogging"), ("targetGrants.*.grantee.uri",)),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ("rule.objectOwnership",),
    "aws:s3/bucketObject:BucketObject": ("acl",),
    "aws:s3/bucketObjectv2:BucketObjectv2": ("acl",),
    "aws:s3/objectCopy:ObjectCopy": ("acl", "grants.*.uri"),
}
"""Resource type -> paths of the ACLs of S3's own resources."""

OBJECT_ACLS = DATA / "object_acls.json"
"""Resource type -> paths of the ACL of the objects that a service writes: a file gateway, an IoT rule, a CA's list."""


def _plain(name: str) -> str:
    """The name without case and punctuation: services write public-read, PUBLIC_READ and PublicRead."""
    return re.sub("[^a-z]", "", name.lower())


_BY_PLAIN_NAME = {_plain(name): name for name in _OPEN}
_own = places_of(ACLS)


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from _own(args)
    for path in entry(OBJECT_ACLS, args.resource_type) or ():
        yield from walk(args.props, path.split("."))


def _judge(value: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    name = _BY_PLAIN_NAME.get(_plain(value.rpartition("/")[2])) if isinstance(value, str) else None
    if name:
        instead = (
            '"BucketOwnerEnforced"'
            if _OPEN[name] == _ACLS_ON
            else "no ACL, but a statement of the bucket's policy that names the readers"
        )
        yield Objection(name, f"{name!r} {_OPEN[name]}.\nWrite instead: {instead}")


policy = resource_rule(
    About(
        name="bucket-public-acl",
        risk="An ACL for everyone exposes the content, object by object, and no policy shows it.",
        severity=Severity.CRITICAL,
        controls=(
            fsbp("S3.12", "ACLs should not be used to manage user access to S3 general purpose buckets"),
            fsbp("S3.2", "S3 general purpose buckets should block public read access"),
            fsbp("S3.3", "S3 general purpose buckets should block public write access"),
        ),
        fix="Remove the ACL, keep object ownership at BucketOwnerEnforced, and grant access by policy.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
    ),
    _places,
    _judge,
)
