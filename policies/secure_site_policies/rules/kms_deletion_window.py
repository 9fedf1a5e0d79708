"""Rule kms-deletion-window: a deleted key can be brought back for at least two weeks.

With a key, everything encrypted with it is gone for good. A week, the shortest window that AWS accepts, is over before
anyone is back from a holiday.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule

_WINDOW = "deletionWindowInDays"
_CONFIG, _SHORTEST_DAYS = "minimumDays", 14
_TYPES = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)


def _judge(days: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    shortest = int(args.get_config().get(_CONFIG, _SHORTEST_DAYS))
    if isinstance(days, int | float) and days < shortest:
        yield Objection(
            _WINDOW,
            f"{_WINDOW!r} is {days:.0f}, less than {shortest} days.\nWrite instead: nothing; the default is 30 days.",
        )


policy = resource_rule(
    About(
        name="kms-deletion-window",
        risk="Data is lost for good when a key was deleted by mistake and the window has passed.",
        severity=Severity.MEDIUM,
        controls=(fsbp("KMS.3", "AWS KMS keys should not be deleted unintentionally"),),
        fix="Leave the window at 30 days.",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
        config={
            _CONFIG: {
                "type": "integer",
                "minimum": 7,
                "maximum": 30,
                "default": _SHORTEST_DAYS,
                "description": "The shortest window, in days, in which a deleted key can be brought back.",
            }
        },
    ),
    places_of(dict.fromkeys(_TYPES, _WINDOW)),
    _judge,
)
"""Judges keys of every kind; the default of AWS passes."""
