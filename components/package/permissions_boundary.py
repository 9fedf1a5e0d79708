"""PermissionsBoundary of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components.iam import boundary
from components.package.names import Names, context_of


class PermissionsBoundaryArgs(TypedDict):
    """Inputs of PermissionsBoundary."""

    names: NotRequired[Names]
    """Names and tags of the site. Default: those of the Pulumi project and stack."""
    connection_arn: NotRequired[str]
    """The only connection that a role may use. Default: none, those with the tags of the site."""


class PermissionsBoundary(pulumi.ComponentResource):
    """A managed policy that caps the roles of a site's pipeline. It grants nothing.

    It follows from the names alone, so that a policy pack can check the whole of it at the first preview.
    """

    arn: pulumi.Output[str]
    """ARN of the policy: boundaryArn of a DeliveryPipeline."""

    def __init__(self, name: str, args: PermissionsBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        given: boundary.PermissionsBoundaryArgs = {
            "context": context_of(args.get("names"), opts),
            "connection_arn": args.get("connection_arn"),
        }
        super().__init__("secure-site:index:PermissionsBoundary", name, {}, opts)
        self.arn = boundary.PermissionsBoundary(name, given, pulumi.ResourceOptions(parent=self)).arn
        self.register_outputs({"arn": self.arn})
