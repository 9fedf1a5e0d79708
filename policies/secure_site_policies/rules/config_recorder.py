"""Rule config-recorder: a recorder of AWS Config records something, is on, and delivers.

A recorder that is off, or without a channel, records nothing, and every rule of AWS Config that depends on it says that
all is well.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, cis, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known

_RECORDER, _STATUS = "aws:cfg/recorder:Recorder", "aws:cfg/recorderStatus:RecorderStatus"
_CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
_GROUP, _ON = "recordingGroup", "isEnabled"


def _judge(recorder: PolicyResource, stack: Stack) -> Iterator[Objection]:
    group = the_object(recorder.props.get(_GROUP))
    # Without a group a recorder records all types that it can.
    if group and group.get("allSupported") in (False, "false") and not _records(group):
        yield Objection(
            _GROUP, f'{_GROUP!r} names no types.\nWrite instead: recording_group={{"all_supported": True}}.'
        )
    states = [one for one in stack.beside(recorder, _STATUS, "name") if one.props.get(_ON) in (True, "true")]
    if not states:
        yield Objection(
            _ON,
            f"no RecorderStatus of the stack has {_ON!r}, so it is off.\n"
            "Write instead: aws.cfg.RecorderStatus(.., name=recorder.name, is_enabled=True)",
        )
    if not any(_same_region(channel, recorder) for channel in stack.all(_CHANNEL)):
        yield Objection(
            "DeliveryChannel",
            "no 'DeliveryChannel' of the stack takes what it records.\n"
            "Write instead: aws.cfg.DeliveryChannel(.., s3_bucket_name=bucket.bucket)",
        )


def _records(group: object) -> bool:
    held = the_object(group)
    return any(is_set(held, key) for key in ("resourceTypes", "exclusionByResourceTypes", "recordingStrategies"))


def _same_region(channel: PolicyResource, recorder: PolicyResource) -> bool:
    """Whether both are in one region, which has one of each. Without a region both are in the provider's."""
    return known(channel, "region") == known(recorder, "region")


policy = stack_rule(
    About(
        name="config-recorder",
        risk="A recorder that records nothing makes every check of the account look passed.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("Config.1", "AWS Config should be enabled and use the service-linked role for resource recording"),
            cis("3.3", "Ensure AWS Config is enabled in all regions"),
        ),
        fix="Turn the recorder on, give it types to record and a channel to deliver to.",
        url="https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
    ),
    (_RECORDER,),
    _judge,
)
"""Judges recorders, with their status and delivery channel. One of chosen types passes: AWS bills each record."""
