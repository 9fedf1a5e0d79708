"""Event streams as the engine writes them, and rules that appear in them."""

import datetime
import json
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel, Policy, ResourceValidationPolicy, Severity

from secure_site_policies.frame.exemption_entries import Exemption
from secure_site_policies.frame.exemption_notes import note
from secure_site_policies.frame.exemptions import Use
from secure_site_policies.report.events import Run, read
from secure_site_policies.report.findings import name_of

DATA = Path(__file__).with_name("data")
URN = "urn:pulumi:dev::secure-site::secure-site:components:StaticSite$aws:s3/bucket:Bucket::site-bucket"
HOSTILE = (
    "` </code></pre></summary></details><script>alert(1)</script>\n\n# Taken over\n\n```\n~~~\n| a | b |\n\n"
    "![x](https://evil.example/x.png) `code` ``` $x$ <!-- @everyone \\| **bold** &lt; [link](https://evil.example)"
)
"""Text that tries to break out of Markdown and HTML in many ways."""


def rule(name: str, severity: Severity, *tags: str, level: EnforcementLevel = EnforcementLevel.MANDATORY) -> Policy:
    return ResourceValidationPolicy(
        name=name,
        description=f"Without {name} things go wrong.",
        enforcement_level=level,
        severity=severity,
        validate=lambda args, report: None,
        remediation_steps=f"Write what {name} says.",
        url=f"https://docs.aws.amazon.com/{name}",
        tags=list(tags),
    )


RULES = [rule("s3-wildcards", Severity.CRITICAL, "FSBP IAM.21", "CIS 1.16"), rule("exemptions", Severity.MEDIUM)]


def violation(**changes: Any) -> dict[str, Any]:
    """A policyEvent. message: without the rule's description and the resource's name in front."""
    urn = changes.get("resourceUrn", URN)
    message = changes.pop("message", "acl: 'public-read' lets anybody read")
    return {
        "policyEvent": {
            "resourceUrn": urn,
            "message": f"<{{%reset%}}>Why there is a rule.\n{name_of(urn)}: {message}<{{%reset%}}>\n",
            "color": "raw",
            "policyName": "s3-wildcards",
            "policyPackName": "secure-site",
            "enforcementLevel": "mandatory",
            "severity": "critical",
            **changes,
        }
    }


def judged(*names: str, stack: str = "dev") -> dict[str, Any]:
    urn = f"urn:pulumi:{stack}::secure-site::pulumi:pulumi:Stack::secure-site-{stack}"
    return {"policyAnalyzeSummaryEvent": {"resourceUrn": urn, "policyPackName": "secure-site", "passed": list(names)}}


ALL_JUDGED: dict[str, Any] = judged("s3-wildcards", "exemptions")


def late(**changes: Any) -> dict[str, Any]:
    """The note that pulumi-policy makes of an unknown value that the config allows."""
    event = violation(policyName="unknown-values", enforcementLevel="advisory", **changes)
    name = name_of(event["policyEvent"]["resourceUrn"])
    event["policyEvent"]["message"] = (
        "can't run policy 'unknown-values' from policy pack 'secure-site@v0.0.1' during preview: "
        f"{name}: policy is not known yet; every rule judges it at update\n"
    )
    return event


def exempted(
    rule: str = "s3-wildcards", reason: str = "The role is only used by hand.", **changes: Any
) -> dict[str, Any]:
    """The note of rule `exempted` on an objection that an exemption let pass."""
    entry = Exemption(rule, "urn", "s3:*", reason, "ops@example.com", datetime.date(2027, 3, 31))
    urn = changes.get("resourceUrn", URN)
    text = note(Use(entry, urn, name_of(urn), "policy", "'s3:*' grants every S3 action"))
    return violation(
        **{"policyName": "exempted", "enforcementLevel": "advisory", "severity": "low", **changes},
        message=text.removeprefix(f"{name_of(urn)}: "),
    )


def summary(result: str = "succeeded", **changes: Any) -> dict[str, Any]:
    return {
        "summaryEvent": {
            "durationSeconds": 3,
            "resourceChanges": {"create": 2},
            "PolicyPacks": {"secure-site|local|policies": "0.1.0"},
            "result": result,
            **changes,
        }
    }


def error(message: str) -> dict[str, Any]:
    return {"diagnosticEvent": {"message": message, "severity": "error"}}


END: dict[str, Any] = {"cancelEvent": {}}


def lines(*events: dict[str, Any]) -> list[str]:
    return [json.dumps({"sequence": number, "timestamp": 1, **event}) + "\n" for number, event in enumerate(events)]


def whole(*events: dict[str, Any], stack: str = "dev") -> list[Run]:
    """The run of a preview that was judged to its end, with `events` in it."""
    blocks = any(event.get("policyEvent", {}).get("enforcementLevel") == "mandatory" for event in events)
    result = "failed" if blocks else "succeeded"
    return read("events.jsonl", lines(judged("s3-wildcards", "exemptions", stack=stack), *events, summary(result), END))
