"""Checks that what is logged arrives."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from doctor.deployed import Deployed
from doctor.model import Check

_QUIET = timedelta(days=2)


def _access_logs(stack: Deployed) -> Sequence[str]:
    destinations = stack.all("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    buckets = {
        one.outputs["deliveryDestinationConfiguration"]["destinationResourceArn"].rpartition(":")[2].partition("/")[0]
        for one in destinations
    }
    since = datetime.now(UTC) - _QUIET
    return [
        f"bucket {bucket} has no access log of the last {_QUIET.days} days"
        for bucket in sorted(buckets)
        if not any(modified >= since for modified in _times(stack, bucket))
    ]


def _times(stack: Deployed, bucket: str) -> Iterator[datetime]:
    answer = stack.account.ask("s3:ListBucket", Bucket=bucket, Prefix=f"AWSLogs/{stack.account.id}/CloudFront/")
    return (found["LastModified"] for found in answer.get("Contents", []))


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "access-logs",
        "access logs arrive",
        "Visit the site and look again in an hour; if there is still none, compare the log bucket's policy with "
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html",
        _access_logs,
    ),
)
