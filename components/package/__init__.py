"""The components for programs in any language: a class here takes what a schema can say, and makes the component.

What the components of this repository take is made for one program in Python: options that know their rules, and a
context that all share. Here the same settings are plain inputs, and the context follows from the engine's project and
stack and from the AWS provider.
"""

from collections.abc import Mapping, Sequence

import pulumi

from components.package.alias_records import AliasRecords
from components.package.certificate import Certificate
from components.package.delivery_pipeline import DeliveryPipeline
from components.package.permissions_boundary import PermissionsBoundary
from components.package.secure_bucket import SecureBucket
from components.package.static_site import StaticSite
from components.package.watch import Watch

NAME = "secure-site"

COMPONENTS: Sequence[type[pulumi.ComponentResource]] = (
    AliasRecords,
    Certificate,
    DeliveryPipeline,
    PermissionsBoundary,
    SecureBucket,
    StaticSite,
    Watch,
)

SECRETS: Mapping[str, Sequence[str]] = {"Source": ("githubToken", "webhookSecret")}
"""The secret inputs, for the schema: type -> keys."""
