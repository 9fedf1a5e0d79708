"""Watch of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components.alerts import watch
from components.alerts.options import AlertOptions
from components.package.inputs import Alerts
from components.package.names import Names, context_of
from components.package.translation import options_of


class WatchArgs(TypedDict):
    """Inputs of Watch."""

    names: NotRequired[Names]
    """Names and tags of the site. Default: those of the Pulumi project and stack."""
    distribution_id: pulumi.Input[str]
    """The distribution to watch: distributionId of a StaticSite."""
    alerts: Alerts
    """The address for mail about errors and costs, and the levels above which there is mail."""


class Watch(pulumi.ComponentResource):
    """Mails an address when a site fails or costs more than its budget. Without alerts.alarmEmail it makes nothing.

    Each alarm goes off after three periods of five minutes in a row above its threshold.
    """

    topic_arn: pulumi.Output[str] | None
    """The topic of the alarms, to which further subscribers can be added. Only with alerts.alarmEmail."""

    def __init__(self, name: str, args: WatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        given: watch.WatchArgs = {
            "context": context_of(args.get("names"), opts),
            "distribution_id": args["distribution_id"],
            "alerts": options_of(AlertOptions, "alerts", args["alerts"]),
        }
        super().__init__("secure-site:index:Watch", name, {}, opts)
        self.topic_arn = watch.Watch(name, given, pulumi.ResourceOptions(parent=self)).topic_arn
        self.register_outputs({"topicArn": self.topic_arn})
