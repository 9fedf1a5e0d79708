"""A certificate for CloudFront, proven by records in the domain's own zone."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.site.options import LONGEST_COMMON_NAME, DomainOptions

_RECORD_SECONDS = 300


class CertificateArgs(TypedDict):
    """Inputs of Certificate."""

    context: Context
    """Tags of the stack."""
    domain: DomainOptions
    """The names of the certificate, and the zone that all of them are in."""


class Certificate(pulumi.ComponentResource):
    """A certificate in us-east-1, where CloudFront looks for it, which renews itself as long as its records stand.

    The records stay when the certificate goes: ACM wants the same ones for every certificate of the account and host.

    Children: {name}-certificate, {name}-proof-{host} for each host (`x` and `*.x` share one), {name}-validation.
    AWS: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """

    arn: pulumi.Output[str]
    """ARN of the certificate, once it is issued: resources that use it wait for that."""

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        domain = args["domain"]
        super().__init__("secure-site:components:Certificate", name, {"domain": domain.domain}, opts)
        child = pulumi.ResourceOptions(parent=self)
        names = list(domain.names)
        certificate = request(name, names, args["context"].tags, child)
        records = [prove(name, host, certificate, domain.zone, child) for host in hosts_to_prove(names)]
        validation = aws.acm.CertificateValidation(
            f"{name}-validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            region=CLOUDFRONT_REGION,
            opts=child,
        )
        self.arn = validation.certificate_arn
        self.register_outputs({"arn": self.arn})


def hosts_to_prove(names: Sequence[str]) -> list[str]:
    """The hosts whose control ACM asks proof of: one for both `x` and `*.x`."""
    return list(dict.fromkeys(bare(name) for name in names))


def bare(name: str) -> str:
    """The name without the wildcard in front of it."""
    return name.removeprefix("*.")


def request(
    name: str, names: Sequence[str], tags: Mapping[str, str], child: pulumi.ResourceOptions
) -> aws.acm.Certificate:
    """Asks ACM for a certificate for all of the names, issued to the first that is short enough.

    The list has all names, the first one too, as ACM returns it: the provider takes a list that is left out for that of
    before, and a name that was taken away would stay.
    """
    return aws.acm.Certificate(
        f"{name}-certificate",
        domain_name=next(name for name in names if len(name) <= LONGEST_COMMON_NAME),
        subject_alternative_names=list(names),
        validation_method="DNS",
        region=CLOUDFRONT_REGION,
        tags=tags,
        opts=child,
    )


def prove(
    name: str, host: str, certificate: aws.acm.Certificate, zone_id: str, child: pulumi.ResourceOptions
) -> aws.route53.Record:
    """Puts into the zone the record with which ACM validates a host."""
    option = certificate.domain_validation_options.apply(
        lambda options: next(option for option in options if bare(option.domain_name or "") == host)
    )
    return aws.route53.Record(
        f"{name}-proof-{host}",
        zone_id=zone_id,
        name=option.apply(lambda found: found.resource_record_name or ""),
        type=option.apply(lambda found: found.resource_record_type or ""),
        records=[option.apply(lambda found: found.resource_record_value or "")],
        ttl=_RECORD_SECONDS,
        # ACM wants the same record for every certificate of one account and host: an earlier one may have left it.
        allow_overwrite=True,
        # And others may need it for as long as they stand, to renew themselves: it is left where it is.
        opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(retain_on_delete=True)),
    )
