"""The DNS records that point a site's names to its distribution."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.site.options import DomainOptions

_TYPES = ("A", "AAAA")


class AliasRecordsArgs(TypedDict):
    """Inputs of AliasRecords."""

    domain: DomainOptions
    """The names, and the zone that all of them are in."""
    target_domain: pulumi.Input[str]
    """Domain name of the distribution, for example "d111111abcdef8.cloudfront.net"."""
    target_zone_id: pulumi.Input[str]
    """Hosted zone id of the distribution."""


class AliasRecords(pulumi.ComponentResource):
    """An A and an AAAA alias for every name: IPv4 and IPv6, at no charge per query, at the apex of a zone too.

    A record that is there already stops the update: it leads visitors somewhere, and that is not overwritten.

    Children: {name}-{host}-A and {name}-{host}-AAAA for each host.
    AWS: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-cloudfront-distribution.html
    """

    names: list[str]
    """The names that lead to the distribution, each once."""
    host: pulumi.Output[str]
    """The name of the site's address, for resources that are made once DNS knows it."""

    def __init__(self, name: str, args: AliasRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        domain, zone_id = args["domain"], args["domain"].zone
        super().__init__("secure-site:components:AliasRecords", name, {"zoneId": zone_id}, opts)
        self.names = list(domain.names)
        records = [
            aws.route53.Record(
                f"{name}-{host}-{record_type}",
                zone_id=zone_id,
                name=host,
                type=record_type,
                aliases=[
                    {
                        "name": args["target_domain"],
                        "zone_id": args["target_zone_id"],
                        "evaluate_target_health": False,  # CloudFront has no health check to ask.
                    }
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
            for host in self.names
            for record_type in _TYPES
        ]
        self.host = pulumi.Output.all(*(record.name for record in records)).apply(lambda _: domain.host)
        self.register_outputs({"names": self.names, "host": self.host})
