"""The faults of a setting. A component and the reader of the configuration word the same fault differently."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """A value that its rule does not allow."""

    field: str
    allowed: str
    """Completes "must be ..."."""
    item: object = None
    """The offending item, where the value has several. Default: none, the whole value is wrong."""


@dataclass(frozen=True)
class Missing:
    """A setting that has no value and needs one."""

    field: str
    allowed: str
    """Completes "must be ..."."""


@dataclass(frozen=True)
class Ineffective:
    """A setting whose value would not be used."""

    field: str
    reason: str
    """Why: "has no effect without alarm_email"."""


Fault = Wrong | Missing | Ineffective
