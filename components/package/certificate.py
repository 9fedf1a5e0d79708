"""Certificate of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components.package.inputs import Domain
from components.package.names import Names, context_of
from components.package.translation import options_of
from components.site import certificate
from components.site.options import DomainOptions


class CertificateArgs(TypedDict):
    """Inputs of Certificate."""

    names: NotRequired[Names]
    """Names and tags of the site. Default: those of the Pulumi project and stack."""
    domain: Domain
    """The names of the certificate, and the zone that all of them are in."""


class Certificate(pulumi.ComponentResource):
    """A certificate for CloudFront, proven by records in the domain's own zone, which renews itself.

    The records stay when the certificate goes: ACM wants the same ones for every certificate of the account and host.
    """

    arn: pulumi.Output[str]
    """ARN of the certificate, once it is issued."""

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        given: certificate.CertificateArgs = {
            "context": context_of(args.get("names"), opts),
            "domain": options_of(DomainOptions, "domain", args["domain"]),
        }
        super().__init__("secure-site:index:Certificate", name, {}, opts)
        self.arn = certificate.Certificate(name, given, pulumi.ResourceOptions(parent=self)).arn
        self.register_outputs({"arn": self.arn})
