"""AWS Config in one region: the recorder, the delivery of its records, and the rules."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from foundation.account.expectations import ManagedRule


class AccountRecorderArgs(TypedDict):
    """Inputs of AccountRecorder."""

    context: Context
    """Names and tags of the stack."""
    region: str
    """The region to record. A region can have only one recorder."""
    rules: Sequence[ManagedRule]
    """The rules in this region. At least one of them applies to a resource type."""
    role_arn: pulumi.Input[str]
    """The role with which AWS Config reads the account."""
    bucket: pulumi.Input[str]
    """The bucket of the records: an output of the bucket's policy, because AWS Config writes to the bucket at once."""


class AccountRecorder(pulumi.ComponentResource):
    """A recorder of only the resource types that its rules need: AWS bills each record.

    Children: {name}-recorder, {name}-channel, {name}-recording, and {name}-{rule} for each rule.
    AWS: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
    """

    def __init__(self, name: str, args: AccountRecorderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:AccountRecorder", name, {}, opts)
        context, region, rules = args["context"], args["region"], args["rules"]
        recorder = aws.cfg.Recorder(
            f"{name}-recorder",
            name=context.prefix,
            role_arn=args["role_arn"],
            recording_group={
                "all_supported": False,
                "resource_types": sorted({rule.records for rule in rules if rule.records}),
            },
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        channel = aws.cfg.DeliveryChannel(
            f"{name}-channel",
            name=context.prefix,
            s3_bucket_name=args["bucket"],
            region=region,
            # AWS rejects a channel without a recorder, and the start of a recorder without a channel.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[recorder]),
        )
        aws.cfg.RecorderStatus(
            f"{name}-recording",
            name=recorder.name,
            is_enabled=True,
            region=region,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[channel]),
        )
        for rule in rules:
            create_rule(name, context, region, rule, pulumi.ResourceOptions(parent=self, depends_on=[recorder]))
        self.register_outputs({})


def create_rule(name: str, context: Context, region: str, rule: ManagedRule, child: pulumi.ResourceOptions) -> None:
    """Creates a managed rule with AWS's defaults."""
    key = rule.identifier.lower().replace("_", "-")
    aws.cfg.Rule(
        f"{name}-{key}",
        name=f"{context.prefix}-{key}",
        description=rule.description,
        source={"owner": "AWS", "source_identifier": rule.identifier},
        region=region,
        tags=context.tags,
        opts=child,
    )
