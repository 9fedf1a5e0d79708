"""AWS Config in one region: a recorder of what its rules judge, where the records go, and the rules."""

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
    """Where it records; a region has room for one recorder."""
    rules: Sequence[ManagedRule]
    """The rules that judge there; at least one of them on a resource type."""
    role_arn: pulumi.Input[str]
    """The role with which AWS Config reads the account."""
    bucket: pulumi.Input[str]
    """Where the records go. AWS Config tries it out at once: it has to be an output of the bucket's policy."""


class AccountRecorder(pulumi.ComponentResource):
    """A recorder that keeps only the resource types that its rules judge: AWS bills by the record.

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
            # AWS refuses a channel where there is no recorder, and to start a recorder that has no channel.
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
            judge(name, context, region, rule, pulumi.ResourceOptions(parent=self, depends_on=[recorder]))
        self.register_outputs({})


def judge(name: str, context: Context, region: str, rule: ManagedRule, child: pulumi.ResourceOptions) -> None:
    """One of AWS's own rules, with its defaults."""
    key = rule.identifier.lower().replace("_", "-")
    aws.cfg.Rule(
        f"{name}-{key}",
        name=f"{context.prefix}-{key}",
        description=rule.says,
        source={"owner": "AWS", "source_identifier": rule.identifier},
        region=region,
        tags=context.tags,
        opts=child,
    )
