"""What an exemption let pass, and which rules do not block, read from the notes of rule `exempted`."""

from dataclasses import dataclass

from secure_site_policies.frame.exemption_notes import FORM, RULE, WEAKENED
from secure_site_policies.report.findings import Finding


@dataclass(frozen=True, slots=True, order=True)
class Exempted:
    """One objection of a rule that did not become a violation."""

    rule: str
    """The rule that objected."""
    urn: str
    """URN of the resource."""
    path: str
    """Path of the property; "" for the resource as a whole."""
    message: str
    """The objection."""
    pattern: str
    """The pattern of the exemption, in quotes."""
    reason: str
    owner: str
    expires: str
    """The last day on which the exemption is valid: "2027-03-31"."""

    @property
    def terms(self) -> str:
        """Why the objection passes, who answers for it, and how long."""
        return f"Exempt until {self.expires}: {self.reason} Owner: {self.owner}."


def exempted_of(finding: Finding) -> Exempted | None:
    """The objection in a note of rule `exempted`; None for any other finding, and for one that blocks."""
    found = FORM.fullmatch(finding.message) if finding.rule == RULE and not finding.is_mandatory else None
    if not found:
        return None
    message, pattern, rule, expires, owner, reason = (
        found[name] for name in ("finding", "pattern", "rule", "expires", "owner", "reason")
    )
    return Exempted(rule, finding.urn, finding.path, message, pattern, reason, owner, expires)


def weakened_of(finding: Finding) -> list[str]:
    """The rules that the config weakens, by the note on them; none for any other finding."""
    found = WEAKENED.search(finding.message) if finding.rule == RULE else None
    return found["rules"].split(", ") if found else []
