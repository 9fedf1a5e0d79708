"""Bucket policies."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.policies.corpus.example import (
    ACCOUNT,
    ANYONE,
    BUCKET,
    GET,
    OBJECTS,
    ORG,
    ORGANIZATION,
    OTHER,
    OTHER_ROOT,
    PUT,
    ROLE,
    UNNAMED,
    Example,
    arn,
    example,
    service,
    source,
    twin,
)


def buckets() -> Iterator[Example]:
    """The examples."""
    yield from _buckets_of_services()
    yield from _buckets_of_callers()


def _buckets_of_services() -> Iterator[Example]:
    yield from _buckets_of_listed_services()
    yield from _buckets_of_logs()


def _buckets_of_listed_services() -> Iterator[Example]:
    for name, principal, of, resource, page in (
        ("server access logs", "logging.s3", "s3", None, "AmazonS3/latest/userguide/enable-server-access-logging.html"),
        ("inventory", "s3", "s3", None, "AmazonS3/latest/userguide/configure-inventory.html"),
        (
            "CloudFront",
            "cloudfront",
            "cloudfront",
            "distribution/E2EXAMPLE",
            "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
        ),
        ("Config", "config", "config", "*", "config/latest/developerguide/s3-bucket-policy.html"),
        ("VPC flow logs", "delivery.logs", "logs", "*", "vpc/latest/userguide/flow-logs-s3-permissions.html"),
        (
            "vended logs",
            "delivery.logs",
            "logs",
            "delivery-source:*",
            "AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html",
        ),
        ("Redshift audit logs", "redshift", "redshift", "cluster:site", "redshift/latest/mgmt/db-auditing.html"),
        (
            "SES receipt",
            "ses",
            "ses",
            "receipt-rule-set/site:receipt-rule/all",
            "ses/latest/dg/receiving-email-permissions.html",
        ),
        (
            "GuardDuty findings",
            "guardduty",
            "guardduty",
            "detector/0a1b",
            "guardduty/latest/ug/guardduty_exportfindings.html",
        ),
        (
            "data exports",
            "bcm-data-exports",
            "bcm-data-exports",
            "export/*",
            "cur/latest/userguide/dataexports-s3-bucket.html",
        ),
        ("WAF logs", "delivery.logs", "logs", "*", "waf/latest/developerguide/logging-s3.html"),
        (
            "Route 53 Resolver query logs",
            "delivery.logs",
            "logs",
            "*",
            "Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html",
        ),
        (
            "Systems Manager inventory",
            "ssm",
            "ssm",
            "*",
            "systems-manager/latest/userguide/inventory-create-resource-data-sync.html",
        ),
        ("Security Lake", "securitylake", "securitylake", "*", "security-lake/latest/userguide/internal-sources.html"),
    ):
        of_source = BUCKET if resource is None else arn(of, resource)
        yield example(
            "bucket",
            name,
            page,
            {**PUT, "Principal": service(principal), "Condition": source(of_source)},
            twins=[UNNAMED, ANYONE, twin("s3-wildcards", Action="s3:Put*")],
        )


def _buckets_of_logs() -> Iterator[Example]:
    elb = "logdelivery.elasticloadbalancing"
    logs = f"{BUCKET}/web/AWSLogs/{ACCOUNT}/*"
    page = "elasticloadbalancing/latest/application/enable-access-logging.html"
    yield example(
        "bucket",
        "logs of an Application Load Balancer",
        page,
        {"Action": "s3:PutObject", "Resource": logs, "Principal": service(elb)},
        twins=[twin("confused-deputy", Resource=OBJECTS), twin("confused-deputy", Resource=f"{BUCKET}/AWSLogs/*")],
    )
    yield example(
        "bucket",
        "logs of a load balancer by the account of its region",
        page,
        {"Action": "s3:PutObject", "Resource": logs, "Principal": {"AWS": "arn:aws:iam::156460612806:root"}},
        twins=[ANYONE],
    )
    full_control = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    yield example(
        "bucket",
        "logs of a Network Load Balancer, older form",
        "elasticloadbalancing/latest/network/load-balancer-access-logs.html",
        {"Action": "s3:PutObject", "Resource": logs, "Principal": service("delivery.logs"), "Condition": full_control},
        twins=[twin("confused-deputy", Resource=OBJECTS)],
    )
    trail = arn("cloudtrail", "trail/site")
    equals = {"StringEquals": {"aws:SourceArn": trail, **full_control["StringEquals"]}}
    yield example(
        "bucket",
        "CloudTrail",
        "awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
        {"Action": "s3:GetBucketAcl", "Resource": BUCKET, "Principal": service("cloudtrail"), "Condition": equals},
        {
            "Action": "s3:PutObject",
            "Resource": f"{BUCKET}/AWSLogs/{ACCOUNT}/*",
            "Principal": service("cloudtrail"),
            "Condition": equals,
        },
        twins=[UNNAMED, twin("confused-deputy", Condition=full_control)],
    )
    yield example(
        "bucket",
        "the trail of an organization",
        "awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
        {
            "Action": "s3:PutObject",
            "Resource": f"{BUCKET}/AWSLogs/{ORGANIZATION}/*",
            "Principal": service("cloudtrail"),
            "Condition": {"StringEquals": {"aws:SourceArn": trail}},
        },
        twins=[UNNAMED],
    )


def _buckets_of_callers() -> Iterator[Example]:
    yield from _buckets_of_other_callers()
    yield from _buckets_of_own_prefixes_and_sites()


def _buckets_of_other_callers() -> Iterator[Example]:
    page = "AmazonS3/latest/userguide/example-bucket-policies.html"
    tls: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [BUCKET, OBJECTS]}
    tls["Condition"] = {"Bool": {"aws:SecureTransport": "false"}}
    yield example("bucket", "TLS only", page, tls, twins=[twin("s3-wildcards", Effect="Allow")])
    for name, principal in (
        ("another account", {"AWS": OTHER_ROOT}),
        ("another account by its id", {"AWS": OTHER}),
        ("a role", {"AWS": ROLE}),
        (
            "an origin access identity",
            {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"},
        ),
        ("a canonical user", {"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"}),
    ):
        yield example("bucket", name, page, {**GET, "Principal": principal}, twins=[ANYONE])
    conditions: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
        "an organization": (ORG, {"StringLike": {"aws:PrincipalOrgID": "*"}}),
        "a network": (
            {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
            {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        ),
        "networks of both protocols": (
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8:1234:5678::/64"]}},
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::/0"]}},
        ),
        "a VPC endpoint": (
            {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
            {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
        ),
        "a VPC": ({"StringEquals": {"aws:SourceVpc": "vpc-111bbb22"}}, {"StringLike": {"aws:SourceVpc": "vpc-*"}}),
        "access points of one account": (
            {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
            {"StringLike": {"s3:DataAccessPointAccount": "*"}},
        ),
        "access points of one account by ARN": (
            {"ArnLike": {"s3:DataAccessPointArn": arn("s3", "accesspoint/*")}},
            {"ArnLike": {"s3:DataAccessPointArn": arn("s3", "accesspoint/*", account="*")}},
        ),
        "roles of one account": (
            {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/reader-*"}},
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader-*"}},
        ),
        "sessions of one role": (
            {"StringLike": {"aws:userid": ["AROAEXAMPLEID:*", ACCOUNT]}},
            {"StringLike": {"aws:userid": "*:worker"}},
        ),
        "one organizational unit": (
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": [f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/*"]}},
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-*/r-ab12/*"]}},
        ),
    }
    for name, (condition, open_condition) in conditions.items():
        yield example(
            "bucket",
            name,
            page,
            {**GET, "Principal": "*", "Condition": condition},
            twins=[twin("open-principals", Condition=open_condition), ANYONE],
        )


def _buckets_of_own_prefixes_and_sites() -> Iterator[Example]:
    own = arn("s3", "accesspoint/site")
    yield example(
        "access point",
        "a user's own prefix",
        "AmazonS3/latest/userguide/access-points-policies.html",
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{own}/object/jane/*", "Principal": {"AWS": ROLE}},
        twins=[
            ANYONE,
            twin("s3-wildcards", Action="s3:*"),
            twin("iam-resource-wildcards", Resource=arn("s3", "accesspoint/*")),
        ],
    )
    yield example(
        "bucket",
        "public reading of a website",
        "AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html",
        {**GET, "Principal": "*"},
        stricter={"open-principals": "a public bucket is for CloudFront to serve, with an origin access control"},
    )
    yield example(
        "bucket",
        "replication from another account",
        "AmazonS3/latest/userguide/replication-walkthrough-2.html",
        {"Action": ["s3:ReplicateObject", "s3:ReplicateDelete"], "Resource": OBJECTS, "Principal": {"AWS": ROLE}},
        twins=[ANYONE, twin("s3-wildcards", Action="s3:Replicate*")],
    )
