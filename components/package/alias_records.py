"""AliasRecords of the package."""

from typing import TypedDict

import pulumi

from components.package.inputs import Domain
from components.package.translation import options_of
from components.site import alias_records
from components.site.options import DomainOptions


class AliasRecordsArgs(TypedDict):
    """Inputs of AliasRecords."""

    domain: Domain
    """The names, and the zone that all of them are in."""
    target_domain: pulumi.Input[str]
    """Domain name of the distribution: domainName of a StaticSite."""
    target_zone_id: pulumi.Input[str]
    """Hosted zone of the distribution: hostedZoneId of a StaticSite."""


class AliasRecords(pulumi.ComponentResource):
    """An A and an AAAA alias for every name of a site.

    A record that is there already stops the update: it leads visitors somewhere, and that is not overwritten.
    """

    names: pulumi.Output[list[str]]
    """The names that lead to the distribution, each once."""
    host: pulumi.Output[str]
    """The name of the site's address, once DNS knows it."""

    def __init__(self, name: str, args: AliasRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        given: alias_records.AliasRecordsArgs = {
            "domain": options_of(DomainOptions, "domain", args["domain"]),
            "target_domain": args["target_domain"],
            "target_zone_id": args["target_zone_id"],
        }
        super().__init__("secure-site:index:AliasRecords", name, {}, opts)
        made = alias_records.AliasRecords(name, given, pulumi.ResourceOptions(parent=self))
        self.names, self.host = pulumi.Output.from_input(made.names), made.host
        self.register_outputs({"names": self.names, "host": self.host})
