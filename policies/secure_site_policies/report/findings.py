"""What one rule found in one resource, read from the engine's policyEvent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secure_site_policies.report.text import clean

SEVERITIES = ("critical", "high", "medium", "low")
"""The worst first."""

_CANNOT_RUN = re.compile(r"can't run policy '[^']*' from policy pack '[^']*' during preview: ")
_PATH = re.compile(r"(\S+?): ")


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation or one advisory note."""

    rule: str
    pack: str
    is_mandatory: bool
    """Whether it blocks. Otherwise it is advisory."""
    severity: str
    """One of SEVERITIES, or "" where the event has none."""
    urn: str
    """Of the resource; of the stack for what concerns none in particular."""
    path: str
    """Of the property: "inlinePolicies[0].policy". "" for the resource as a whole."""
    message: str
    """Without the name of the resource, the path, and what the rule says of itself."""

    @property
    def name(self) -> str:
        """Of the resource."""
        return name_of(self.urn)

    @property
    def text(self) -> str:
        """The message with the resource and the property in front."""
        return ": ".join(filter(None, (self.name, self.path, self.message)))

    @property
    def rank(self) -> tuple[int, str, str, str]:
        """What sorts findings: those that block first, then the worst, then by rule, resource and path."""
        badness = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return (badness if self.is_mandatory else len(SEVERITIES) + 1 + badness, self.rule, self.urn, self.path)


def name_of(urn: str) -> str:
    """The name of the resource, which may have any character in it.

    https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn#URN
    """
    return urn.split("::", 3)[-1]


def types_of(urn: str) -> list[str]:
    """The types in a URN: those of the components around the resource, outermost first, and its own."""
    parts = urn.split("::", 3)
    return (parts[2] if len(parts) == 4 else "").split("$")


def finding_of(event: Mapping[str, Any]) -> Finding:
    """The finding that a policyEvent tells of. Raises KeyError and TypeError for what is none."""
    urn, text = clean(event.get("resourceUrn", "")), clean(event["message"]).strip()
    severity = event.get("severity", "")
    path, message = _located(urn, text)
    return Finding(
        rule=clean(event["policyName"]),
        pack=clean(event["policyPackName"]),
        # Whatever level a later engine adds blocks, until this module has learned better.
        is_mandatory=event["enforcementLevel"] != "advisory",
        severity=severity if severity in SEVERITIES else "",
        urn=urn,
        path=path,
        message=message,
    )


def _located(urn: str, text: str) -> tuple[str, str]:
    """The path and the message in "description\\nname: path: message", the form that rules of the pack have."""
    unread = _CANNOT_RUN.match(text)
    description, _, said = text.partition("\n") if not unread else ("", "", text[unread.end() :])
    own = f"{name_of(urn)}: "
    if not said.startswith(own):
        return "", said or description
    said = said.removeprefix(own)
    path = _PATH.match(said)
    if not path:
        return "", said
    # A rule about a resource as a whole gives its type for a path.
    return "" if path[1] == types_of(urn)[-1] else path[1], said[path.end() :]
