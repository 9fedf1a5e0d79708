"""One violation or advisory note, read from the engine's policyEvent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secure_site_policies.report.text import clean

SEVERITIES = ("critical", "high", "medium", "low")
"""The severities, the worst first."""

_CANNOT_RUN = re.compile(r"can't run policy '[^']*' from policy pack '[^']*' during preview: ")
_PATH = re.compile(r"(\S+?): ")


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation or one advisory note."""

    rule: str
    pack: str
    is_mandatory: bool
    """Whether the finding blocks. Otherwise it is advisory."""
    severity: str
    """One of SEVERITIES, or "" where the event has none."""
    urn: str
    """URN of the resource; URN of the stack where the finding concerns no single resource."""
    path: str
    """Path of the property: "inlinePolicies[0].policy". "" for the resource as a whole."""
    message: str
    """The message without the rule's description, the name of the resource and the path."""
    is_late: bool = False
    """Whether this is a note that a value is unknown at preview and judged at update, as the config allows."""

    @property
    def name(self) -> str:
        """Name of the resource."""
        return name_of(self.urn)

    @property
    def text(self) -> str:
        """The message after the resource's name and the property's path."""
        return ": ".join(filter(None, (self.name, self.path, self.message)))

    @property
    def rank(self) -> tuple[int | str, ...]:
        """The sort key: violations before advisory notes, then by severity, rule, resource, path, message and pack.

        No two findings of a run share a rank, so that reports do not depend on the order of the events.
        """
        badness = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        blocking_first = badness if self.is_mandatory else len(SEVERITIES) + 1 + badness
        return blocking_first, self.rule, self.urn, self.path, self.message, self.pack


def name_of(urn: str) -> str:
    """The name of a resource, which may contain any character.

    https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn#URN
    """
    return urn.split("::", 3)[-1]


def types_of(urn: str) -> list[str]:
    """The types in a URN: of the components around the resource, the outermost first, then of the resource."""
    parts = urn.split("::", 3)
    return (parts[2] if len(parts) == 4 else "").split("$")


def finding_of(event: Mapping[str, Any]) -> Finding:
    """Parses a policyEvent. Raises KeyError or TypeError for an event of another form."""
    urn, text = clean(event.get("resourceUrn", "")), clean(event["message"]).strip()
    severity = event.get("severity", "")
    path, message = _located(urn, text)
    return Finding(
        rule=clean(event["policyName"]),
        pack=clean(event["policyPackName"]),
        # A level that a later engine adds blocks until this module knows it.
        is_mandatory=event["enforcementLevel"] != "advisory",
        severity=severity if severity in SEVERITIES else "",
        urn=urn,
        path=path,
        message=message,
        is_late=bool(_CANNOT_RUN.match(text)),
    )


def _located(urn: str, text: str) -> tuple[str, str]:
    """The path and the message in "description\\nname: path: message", the form of the pack's own violations."""
    cannot_run = _CANNOT_RUN.match(text)
    description, _, message = text.partition("\n") if not cannot_run else ("", "", text[cannot_run.end() :])
    own = f"{name_of(urn)}: "
    if not message.startswith(own):
        return "", message or description
    message = message.removeprefix(own)
    path = _PATH.match(message)
    if not path:
        return "", message
    # A rule about a resource as a whole writes the resource's type in place of a path.
    return "" if path[1] == types_of(urn)[-1] else path[1], message[path.end() :]
