"""Buckets that somebody else can read, or whose content can be lost."""

import pulumi_aws as aws

from tests.stacks.mutations.mutation import ACCOUNT, PREFIX, added, changed, inside, put, statement

_CONTENT = f"{PREFIX}-content-{ACCOUNT}"
_ARTIFACTS = f"arn:aws:s3:::{PREFIX}-artifacts-{ACCOUNT}"
# A resource cannot be left out of the program from outside; for the bucket, its belonging to another is the same.
_elsewhere = put(bucket="somebody-elses-bucket")

MUTATIONS = (
    changed(
        "public policies are not blocked",
        "bucket-public-access",
        "site-content-public-access",
        put(block_public_policy=False),
    ),
    changed(
        "the site's bucket has no public access block", "bucket-public-access", "site-content-public-access", _elsewhere
    ),
    changed("the logs have no public access block", "bucket-public-access", "site-logs-public-access", _elsewhere),
    changed(
        "objects belong to whoever writes them",
        "bucket-public-acl",
        "site-content-ownership",
        put(rule={"object_ownership": "ObjectWriter"}),
    ),
    added(
        "the bucket is public by ACL",
        "bucket-public-acl",
        lambda: aws.s3.BucketAcl("more", bucket=_CONTENT, acl="public-read"),
    ),
    added(
        "an object is public by ACL",
        "bucket-public-acl required-tags",
        lambda: aws.s3.BucketObjectv2("more", bucket=_CONTENT, key="open.html", content="open", acl="public-read"),
    ),
    added(
        "the bucket is a website of its own",
        "bucket-website",
        lambda: aws.s3.BucketWebsiteConfiguration("more", bucket=_CONTENT, index_document={"suffix": "index.html"}),
    ),
    changed(
        "artifacts may be read over plain HTTP",
        "bucket-tls-only",
        "delivery-artifacts-policy",
        statement({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
    ),
    changed(
        "the list of artifacts may be read over plain HTTP",
        "bucket-tls-only",
        "delivery-artifacts-policy",
        statement({"Resource": f"{_ARTIFACTS}/*"}),
    ),
    changed("the artifacts have no policy", "bucket-tls-only", "delivery-artifacts-policy", _elsewhere),
    changed("the site's bucket is not encrypted", "bucket-encryption", "site-content-encryption", _elsewhere),
    changed(
        "overwritten pages are lost",
        "bucket-versioning",
        "site-content-versioning",
        inside("versioning_configuration", put(status="Suspended")),
    ),
    changed("nobody knows who asked for what", "bucket-logging", "site-content-logging", _elsewhere),
)
