"""The frame of a rule: its declaration, and the handling of its objections.

A rule defines the places that it reads and its objections to their values. The frame does the rest for all rules: it
lets exempt objections pass, fails closed on unknown values, reports malformed policy documents, and continues with the
remaining places.
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

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.exemptions import exemptions
from secure_site_policies.frame.places import Places
from secure_site_policies.frame.stack import Stack, UnknownElsewhereError
from secure_site_policies.frame.translate import own_path, own_urn, presented
from secure_site_policies.frame.unknowns import CONFIG, UnknownProperty, fail_closed


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a published benchmark, enforced by a rule."""

    framework: str
    version: str
    reference: str
    """Id of the control in the framework: "IAM.21"."""
    title: str
    """The control in the framework's own words."""

    @property
    def label(self) -> str:
        """The short form for tables: "FSBP IAM.21"."""
        return f"{_SHORT[self.framework]} {self.reference}"


_FSBP = "AWS Foundational Security Best Practices"
_CIS = "CIS AWS Foundations Benchmark"
_WELL_ARCHITECTED = "AWS Well-Architected Framework, Security Pillar"
_OPERATIONS = "AWS Well-Architected Framework, Operational Excellence Pillar"
_SHORT = {_FSBP: "FSBP", _CIS: "CIS", _WELL_ARCHITECTED: "WA", _OPERATIONS: "WA"}


def fsbp(reference: str, title: str) -> Control:
    """A control of AWS Foundational Security Best Practices.

    AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html
    """
    return Control(_FSBP, "1.0.0", reference, title)


def cis(reference: str, title: str) -> Control:
    """A control of the CIS AWS Foundations Benchmark.

    AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html
    """
    return Control(_CIS, "3.0.0", reference, title)


def well_architected(reference: str, title: str) -> Control:
    """A best practice of the Well-Architected Framework's security pillar.

    AWS: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/welcome.html
    """
    return Control(_WELL_ARCHITECTED, "2024-11-06", reference, title)


def operations(reference: str, title: str) -> Control:
    """A best practice of the Well-Architected Framework's operational excellence pillar.

    AWS: https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/welcome.html
    """
    return Control(_OPERATIONS, "2024-11-06", reference, title)


@dataclass(frozen=True, slots=True)
class Objection:
    """One fault that a rule objects to in a place."""

    pattern: str
    """The shortest name of the fault: "s3:Get*". An exemption repeats it."""
    message: str
    """A sentence with the pattern in quotes; then, where there is one answer, a line "Write instead: .."."""


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of a rule."""

    name: str
    """Id of the rule, in lower case with hyphens."""
    risk: str
    """What can happen without the rule, in one sentence: the first line of every violation."""
    severity: Severity
    controls: tuple[Control, ...]
    """The benchmark controls that the rule enforces, the closest first. At least one."""
    fix: str
    """How to resolve a violation."""
    url: str
    """The page of AWS or of the vendor."""
    config: Mapping[str, Mapping[str, Any]] | None = None
    """JSON schema of the rule's own config, by key, each with a default. Every rule accepts CONFIG as well."""
    level: EnforcementLevel = EnforcementLevel.MANDATORY
    """The enforcement level without any config. Default: mandatory."""


Judge = Callable[[Any, ResourceValidationArgs], Iterable[Objection]]
"""Returns a rule's objections to the value of a place. Its second argument is the resource, with the rule's config."""

StackJudge = Callable[[PolicyResource, Stack], Iterable[Objection]]
"""Returns a rule's objections to a resource, given the whole stack."""

Remediate = Callable[[ResourceValidationArgs], Mapping[str, Any] | None]
"""Returns the corrected properties of a resource, or None to leave it unchanged."""


def resource_rule(
    about: About, places: Places, judge: Judge, remediate: Remediate | None = None
) -> ResourceValidationPolicy:
    """Declares a rule about one resource at a time, judged before the engine creates or changes the resource."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        unknown: list[UnknownProperty] = []
        for resource, place in ((shown, place) for shown in presented(args) for place in places(shown)):
            path = own_path(resource, place.path)
            try:
                objections = list(judge(place.read(), resource))
            except UnknownValueError as error:
                unknown.append(UnknownProperty(own_urn(resource.urn), resource.name, path, error))
            except MalformedPolicyError as error:
                report(f"{resource.name}: {path}: {error}", None)
            else:
                _report(report, about.name, resource, objections, f"{path}: ")
        fail_closed(args.get_config(), report, unknown)

    return ResourceValidationPolicy(
        **_declared(about),
        validate=validate,
        remediate=cast("ResourceRemediation | None", remediate),  # its declared type allows only coroutines
    )


def stack_rule(about: About, subjects: Iterable[str], judge: StackJudge) -> StackValidationPolicy:
    """Declares a rule about resources of these types, each judged with its whole stack, at preview and after update."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(args.resources, args.get_config())
        unknown: list[UnknownProperty] = []
        for subject in stack.all(*subjects):
            try:
                objections = list(judge(subject, stack))
            except UnknownValueError as error:
                holder = error.resource if isinstance(error, UnknownElsewhereError) else subject
                unknown.append(UnknownProperty(own_urn(holder.urn), holder.name, ".".join(error.props), error))
            except MalformedPolicyError as error:
                report(f"{subject.name}: {error}", own_urn(subject.urn))
            else:
                _report(report, about.name, subject, objections)
        fail_closed(args.get_config(), report, unknown)

    return StackValidationPolicy(**_declared(about), validate=validate)


def _report(
    report: ReportViolation,
    rule: str,
    subject: ResourceValidationArgs | PolicyResource,
    objections: Iterable[Objection],
    where: str = "",
) -> None:
    for objection in objections:
        if not exemptions().cover(rule, own_urn(subject.urn), objection.pattern):
            report(f"{subject.name}: {where}{objection.message}", own_urn(subject.urn))


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
