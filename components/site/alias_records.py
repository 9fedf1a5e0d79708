"""The DNS records that lead a site's names to its distribution."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
import pulumi_aws as aws

_TYPES = ("A", "AAAA")


class AliasRecordsArgs(TypedDict):
    """Inputs of AliasRecords."""

    names: Sequence[str]
    """Host names to lead there, for example "www.example.com"."""
    zone_id: str
    """Id of the Route 53 hosted zone that all the names are in."""
    target_domain: pulumi.Input[str]
    """Domain name of the distribution, for example "d111111abcdef8.cloudfront.net"."""
    target_zone_id: pulumi.Input[str]
    """Hosted zone id of the distribution."""


class AliasRecords(pulumi.ComponentResource):
    """An A and an AAAA alias for every name: IPv4 and IPv6, at no charge per query, at the apex of a zone too.

    Children: {name}-{host}-A and {name}-{host}-AAAA for each host.
    AWS: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-cloudfront-distribution.html
    """

    names: list[str]
    """The names that lead to the distribution, each once."""

    def __init__(self, name: str, args: AliasRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:AliasRecords", name, {"zoneId": args["zone_id"]}, opts)
        self.names = list(dict.fromkeys(args["names"]))
        for host in self.names:
            for record_type in _TYPES:
                aws.route53.Record(
                    f"{name}-{host}-{record_type}",
                    zone_id=args["zone_id"],
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
        self.register_outputs({"names": self.names})
