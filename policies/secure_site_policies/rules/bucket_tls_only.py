"""Rule bucket-tls-only: each bucket's policy denies plain HTTP to everyone, for the bucket and its objects.

The rule judges the combined effect of the Deny statements, not their form. A Deny with a further condition or with
NotPrincipal lets some callers through and does not count.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
"""

import json
from collections.abc import Iterator, Sequence

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, cis, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known, reading
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.statements import NOT_ACTION, Condition, Statement, read_statements
from secure_site_policies.subjects.buckets import BUCKETS, settings

_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_KEY = "aws:SecureTransport"


def _judge(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    policies = settings(bucket, stack, "BucketPolicy")
    if not policies:
        yield Objection(_KEY, f"it has no BucketPolicy that requires {_KEY!r}.\n{_instead(bucket)}")
    for policy in policies:
        with reading(policy):
            statements = read_statements(policy.props.get("policy"))
            refused = [pattern for one in statements if _refuses(one) for pattern in one.texts("Resource")]
        if not any(_covers(refused, arn) for arn in _arns(bucket)):
            yield Objection(
                _KEY,
                f"no Deny of {policy.name} covers everyone, the bucket and its objects where {_KEY!r} is false.\n"
                f"{_instead(bucket)}",
            )


def _refuses(statement: Statement) -> bool:
    """Whether a statement denies all S3 actions over plain HTTP to everyone, on the resources that it names."""
    if statement.allows or statement.has(NOT_ACTION):
        return False
    principals = statement.principals()
    return (
        "*" in [*principals.get("*", ()), *principals.get("AWS", ())]
        and any(_takes_all(pattern.lower(), "s3:") for pattern in statement.actions)
        and all(map(_is_plain_http, statement.conditions))
    )


def _takes_all(pattern: str, stem: str) -> bool:
    """Whether a pattern matches every text that begins with the stem: it matches the stem and ends in a star."""
    return pattern.endswith("*") and wildcard(pattern).fullmatch(stem) is not None


def _is_plain_http(condition: Condition) -> bool:
    return (
        condition.operator in ("bool", "boolifexists")
        and condition.key == _KEY.lower()
        and "false" in [value.lower() for value in condition.values]
    )


def _covers(patterns: Sequence[str], arn: str) -> bool:
    """Whether a bucket and every object in it are among the resources."""
    has_bucket = any(wildcard(pattern).fullmatch(arn) for pattern in patterns)
    return has_bucket and any(_takes_all(pattern, f"{arn}/") for pattern in patterns)


def _arns(bucket: PolicyResource) -> Sequence[str]:
    """The bucket's ARN; while its partition is unknown, the ARN in every partition."""
    names = known(bucket, "bucket")
    return [f"arn:{partition}:s3:::{name}" for name in names for partition in _PARTITIONS] or [bucket.props["arn"]]


def _instead(bucket: PolicyResource) -> str:
    arn = f"arn:aws:s3:::{next(iter(known(bucket, 'bucket')), 'BUCKET')}"
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {_KEY: "false"}},
    }
    return f"Write instead, as one more statement: {json.dumps(statement)}"


policy = stack_rule(
    About(
        name="bucket-tls-only",
        risk="Over plain HTTP, an attacker on the network reads and changes the bucket's traffic.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("S3.5", "S3 general purpose buckets should require requests to use SSL"),
            cis("2.1.1", "Ensure S3 Bucket Policy is set to deny HTTP requests"),
        ),
        fix=f"Add to the bucket's policy a Deny of s3:* for everyone, on bucket and objects, where {_KEY} is false.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    ),
    BUCKETS,
    _judge,
)
