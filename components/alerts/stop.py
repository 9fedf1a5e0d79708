"""The stop: turns a distribution off when its traffic has cost what it may cost."""

import json
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.spending import Prices
from components.alerts.stop_alarms import Watched, stop_alarms, stopping_alarm_arns
from components.alerts.stop_machine import ACTIONS, definition
from components.context import CLOUDFRONT_REGION, Context
from components.iam.service_role import ServiceRole
from components.iam.statements import allow


class SpendingStopArgs(TypedDict):
    """Inputs of SpendingStop."""

    context: Context
    """Names, account and tags of the stack."""
    distribution_id: pulumi.Input[str]
    """The distribution that is turned off."""
    distribution_arn: pulumi.Input[str]
    """Its ARN, the only resource of the role."""
    limit_usd: int
    """What CloudFront may charge in a month, or the distribution's traffic in a day, in US dollars."""
    prices: Prices
    """The prices of the distribution's traffic."""
    boundary_arn: pulumi.Input[str]
    """The permissions boundary of the role."""
    topic_arn: pulumi.Input[str]
    """The topic of the mail, to which the alarms may publish."""


class SpendingStop(pulumi.ComponentResource):
    """Two alarms on spending, the rule that starts a state machine on either, and the machine.

    The alarm of a day reckons from CloudFront's metrics and goes off within minutes. The alarm of a month reads what
    AWS will bill for CloudFront in this account, hours later. Both publish to the topic, and so do three more: when the
    machine has done its work, when it has failed, and when EventBridge could not start it. So nothing here needs the
    permission to publish, and the role can start this machine and turn off this distribution, and nothing else.

    Children: component {name}-access (ServiceRole); resources {name}-machine, {name}-rule, {name}-target and
    {name}-{key}, an alarm, for each key of `stop_alarms.alarm_names`.
    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
    """

    machine_arn: str
    """ARN of the state machine; known without asking the cloud."""

    def __init__(self, name: str, args: SpendingStopArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:SpendingStop", name, {"limitUsd": args["limit_usd"]}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, stop = args["context"], f"{args['context'].prefix}-stop"
        self.machine_arn = context.arn("states", f"stateMachine:{stop}", region=CLOUDFRONT_REGION)
        role = _role(name, args, stop, self.machine_arn, child)
        machine = _machine(name, args, stop, role, child)
        rule = _start_on_alarm(name, context, stop, role, machine, child)
        watched = Watched(args["distribution_id"], args["prices"], args["limit_usd"], machine.arn, rule.name)
        stop_alarms(name, context, watched, args["topic_arn"], child)
        self.register_outputs({"machineArn": self.machine_arn})


def _role(name: str, args: SpendingStopArgs, stop: str, machine_arn: str, child: pulumi.ResourceOptions) -> ServiceRole:
    """The machine acts as this role and the rule starts the machine as it: the deploy role has room for one more."""
    context = args["context"]
    return ServiceRole(
        f"{name}-access",
        {
            "context": context,
            "role_name": stop,
            "service": "states.amazonaws.com",
            "source_arn": machine_arn,
            "other_services": {
                "events.amazonaws.com": [context.arn("events", f"rule/{stop}", region=CLOUDFRONT_REGION)]
            },
            "policies": {
                "distribution": [allow(ACTIONS, args["distribution_arn"])],
                "start": [allow("states:StartExecution", machine_arn)],
            },
            "permissions_boundary": args["boundary_arn"],
        },
        child,
    )


def _machine(
    name: str, args: SpendingStopArgs, stop: str, role: ServiceRole, child: pulumi.ResourceOptions
) -> aws.sfn.StateMachine:
    return aws.sfn.StateMachine(
        f"{name}-machine",
        name=stop,
        role_arn=role.arn,
        definition=pulumi.Output.from_input(args["distribution_id"]).apply(lambda found: json.dumps(definition(found))),
        region=CLOUDFRONT_REGION,
        tags=args["context"].tags,
        # Without its policy the role can do nothing, and the machine would be there before it can work.
        opts=pulumi.ResourceOptions(parent=child.parent, depends_on=[role]),
    )


def _start_on_alarm(
    name: str,
    context: Context,
    stop: str,
    role: ServiceRole,
    machine: aws.sfn.StateMachine,
    child: pulumi.ResourceOptions,
) -> aws.cloudwatch.EventRule:
    """The rule on both alarms' way into ALARM."""
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "resources": stopping_alarm_arns(context),
        "detail": {"state": {"value": ["ALARM"]}},
    }
    rule = aws.cloudwatch.EventRule(
        f"{name}-rule",
        name=stop,
        description=f"The site of {context.prefix} has cost what it may cost",
        event_pattern=json.dumps(pattern),
        region=CLOUDFRONT_REGION,
        tags=context.tags,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        target_id="stop",
        arn=machine.arn,
        role_arn=role.arn,
        region=CLOUDFRONT_REGION,
        opts=pulumi.ResourceOptions(parent=child.parent, depends_on=[role]),
    )
    return rule
