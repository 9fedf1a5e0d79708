"""What the rules of the pack have in common: how one is declared, and what happens to what it finds.

A rule says where it looks and what it objects to there. Around that, each rule alike: lets pass what is exempt, fails
closed on what is not known yet, reports what AWS would not take, and goes on with the other places.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceRemediation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.exemptions import exemptions
from secure_site_policies.frame.places import Places
from secure_site_policies.frame.stack import Stack, UnknownElsewhereError
from secure_site_policies.frame.undecided import CONFIG, Unread, fail_closed
from secure_site_policies.iam.statements import MalformedPolicyError


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a published benchmark that a rule enforces."""

    framework: str
    version: str
    reference: str
    """Id of the control in the framework: "IAM.21"."""
    title: str
    """The control in the framework's own words."""

    @property
    def label(self) -> str:
        """Short, for tables: "FSBP IAM.21"."""
        return f"{_SHORT[self.framework]} {self.reference}"


_FSBP = "AWS Foundational Security Best Practices"
_CIS = "CIS AWS Foundations Benchmark"
_WELL_ARCHITECTED = "AWS Well-Architected Framework, Security Pillar"
_OPERATIONS = "AWS Well-Architected Framework, Operational Excellence Pillar"
_SHORT = {_FSBP: "FSBP", _CIS: "CIS", _WELL_ARCHITECTED: "WA", _OPERATIONS: "WA"}


def fsbp(reference: str, title: str) -> Control:
    """AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html"""
    return Control(_FSBP, "1.0.0", reference, title)


def cis(reference: str, title: str) -> Control:
    """AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html"""
    return Control(_CIS, "3.0.0", reference, title)


def well_architected(reference: str, title: str) -> Control:
    """AWS: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/welcome.html"""
    return Control(_WELL_ARCHITECTED, "2024-11-06", reference, title)


def operations(reference: str, title: str) -> Control:
    """AWS: https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/welcome.html"""
    return Control(_OPERATIONS, "2024-11-06", reference, title)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule objects to."""

    pattern: str
    """What it objects to, as short as it can be named: "s3:Get*". An exemption repeats it."""
    message: str
    """A sentence with the pattern in quotes, and "Write instead: .." on a line of its own where there is one answer."""


@dataclass(frozen=True, slots=True)
class About:
    """What a rule says of itself."""

    name: str
    """Its id, in lower case and hyphens."""
    risk: str
    """What happens without it, in a sentence; the first line of every violation."""
    severity: Severity
    controls: tuple[Control, ...]
    """The benchmarks' controls that it enforces, the closest first. At least one."""
    fix: str
    """What to do about a violation."""
    url: str
    """AWS's or the vendor's page."""
    config: Mapping[str, Mapping[str, Any]] | None = None
    """JSON schema of what can be configured, by key, each with a default. Beside it, every rule takes CONFIG."""
    level: EnforcementLevel = EnforcementLevel.MANDATORY


Judge = Callable[[Any, ResourceValidationArgs], Iterable[Finding]]
"""What a rule objects to: the value of a place, and the resource it is in for its name and the rule's config."""

StackJudge = Callable[[PolicyResource, Stack], Iterable[Finding]]
"""The same for a resource in the company of the whole stack."""

Remediate = Callable[[ResourceValidationArgs], Mapping[str, Any] | None]
"""The resource's properties put right, or None where there is nothing to do."""


def resource_rule(
    about: About, places: Places, judge: Judge, remediate: Remediate | None = None
) -> ResourceValidationPolicy:
    """A rule about one resource at a time, judged before the resource is touched."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        unread: list[Unread] = []
        for place in places(args):
            try:
                found = list(judge(place.read(), args))
            except UnknownValueError as error:
                unread.append(Unread(args.urn, args.name, place.path, error))
            except MalformedPolicyError as error:
                report(f"{args.name}: {place.path}: {error}", None)
            else:
                _tell(report, about.name, args, found, f"{place.path}: ")
        fail_closed(args.get_config(), report, unread)

    return ResourceValidationPolicy(
        **_declared(about),
        validate=validate,
        remediate=cast("ResourceRemediation | None", remediate),  # its type knows only coroutines
    )


def stack_rule(about: About, subjects: Iterable[str], judge: StackJudge) -> StackValidationPolicy:
    """A rule about each resource of some types, beside all the others; judged at preview as well as after an update."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(args.resources, args.get_config())
        unread: list[Unread] = []
        for subject in stack.all(*subjects):
            try:
                found = list(judge(subject, stack))
            except UnknownValueError as error:
                holder = error.resource if isinstance(error, UnknownElsewhereError) else subject
                unread.append(Unread(holder.urn, holder.name, ".".join(error.props), error))
            except MalformedPolicyError as error:
                report(f"{subject.name}: {error}", subject.urn)
            else:
                _tell(report, about.name, subject, found)
        fail_closed(args.get_config(), report, unread)

    return StackValidationPolicy(**_declared(about), validate=validate)


def _tell(
    report: ReportViolation,
    rule: str,
    subject: ResourceValidationArgs | PolicyResource,
    found: Iterable[Finding],
    where: str = "",
) -> None:
    for finding in found:
        if not exemptions().cover(rule, subject.urn, finding.pattern):
            report(f"{subject.name}: {where}{finding.message}", subject.urn)


def _declared(about: About) -> dict[str, Any]:
    closest = about.controls[0]
    return {
        "name": about.name,
        "description": about.risk,
        "enforcement_level": about.level,
        "severity": about.severity,
        "config_schema": PolicyConfigSchema({**(about.config or {}), **CONFIG}),  # pyright: ignore[reportArgumentType]
        "framework": PolicyComplianceFramework(closest.framework, closest.version, closest.reference, closest.title),
        "tags": [control.label for control in about.controls],
        "remediation_steps": about.fix,
        "url": about.url,
    }
