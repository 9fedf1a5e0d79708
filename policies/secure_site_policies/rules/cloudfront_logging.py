"""Rule cloudfront-logging: every viewer request is logged.

Both kinds of CloudFront logs count: standard logging v2, a delivery of the distribution's ACCESS_LOGS, and legacy
logging, a property of the distribution.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, reading
from secure_site_policies.subjects.distributions import DISTRIBUTIONS

_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
_DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def _judge(distribution: PolicyResource, stack: Stack) -> Iterator[Objection]:
    sources = stack.beside(distribution, _SOURCE, "resourceArn")
    if not any(_delivers(source, stack) for source in sources) and not _logs_itself(distribution):
        yield Objection(
            "ACCESS_LOGS",
            "no log delivery has its 'ACCESS_LOGS'.\n"
            'Write instead: LogDeliverySource(.., log_type="ACCESS_LOGS", resource_arn=distribution.arn) with a '
            "LogDeliveryDestination and a LogDelivery",
        )


def _delivers(source: PolicyResource, stack: Stack) -> bool:
    with reading(source):
        return source.props.get("logType") == "ACCESS_LOGS" and bool(
            stack.beside(source, _DELIVERY, "deliverySourceName")
        )


def _logs_itself(distribution: PolicyResource) -> bool:
    return is_set(the_object(distribution.props.get("loggingConfig")), "bucket")


policy = stack_rule(
    About(
        name="cloudfront-logging",
        risk="Without logs, an attack on the site leaves no record of what was read.",
        severity=Severity.MEDIUM,
        controls=(fsbp("CloudFront.5", "CloudFront distributions should have logging enabled"),),
        fix="Deliver the distribution's access logs to a bucket or a log group.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html",
    ),
    DISTRIBUTIONS,
    _judge,
)
