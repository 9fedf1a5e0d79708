"""Rule cloudfront-logging: every request of a viewer is written down.

Either way of CloudFront counts: standard logging v2, which is a delivery of the distribution's ACCESS_LOGS, or the
legacy one, which is a property of the distribution.
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
            "nothing delivers its 'ACCESS_LOGS'.\n"
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
        risk="An attack on the site leaves no trace, and nobody can tell afterwards what was read.",
        severity=Severity.MEDIUM,
        controls=(fsbp("CloudFront.5", "CloudFront distributions should have logging enabled"),),
        fix="Deliver the distribution's access logs to a bucket or a log group.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html",
    ),
    DISTRIBUTIONS,
    _judge,
)
