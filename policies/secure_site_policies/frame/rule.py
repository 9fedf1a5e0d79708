"""The frame of a rule: its declaration, and the handling of its objections.

A rule defines the places that it reads and its objections to their values. The frame does the rest for all rules: it
lets exempt objections pass, fails closed on unknown values and on errors of the rule itself, reports malformed policy
documents, and continues with the remaining places.
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

from secure_site_policies.data.known_as import labels
from secure_site_policies.frame.levels import declare
from secure_site_policies.frame.places import Places
from secure_site_policies.frame.reporter import Objection, Reporter
from secure_site_policies.frame.stack import Stack
from secure_site_policies.frame.translate import own_path, presented
from secure_site_policies.frame.unknowns import CONFIG, OF_RESOURCES, OF_STACK

__all__ = [
    "About",
    "Control",
    "Objection",
    "Remediate",
    "cis",
    "declared",
    "fsbp",
    "operations",
    "resource_rule",
    "stack_rule",
    "well_architected",
]


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

Subjects = Iterable[str] | Callable[[Stack], Iterable[PolicyResource]]
"""The resources that a stack rule judges: those of some types, or those that a function finds."""

StackJudge = Callable[[PolicyResource, Stack], Iterable[Objection]]
"""Returns a rule's objections to a resource, given the whole stack."""

Remediate = Callable[[ResourceValidationArgs], Mapping[str, Any] | None]
"""Returns the corrected properties of a resource, or None to leave it unchanged."""


def resource_rule(
    about: About, places: Places, judge: Judge, remediate: Remediate | None = None
) -> ResourceValidationPolicy:
    """Declares a rule about one resource at a time, judged before the engine creates or changes the resource."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        config = args.get_config()
        with Reporter(about.name, args, config, OF_RESOURCES, report).judging(args.resource_type):
            for shown in presented(args):
                reporter = Reporter(about.name, shown, config, OF_RESOURCES, report)
                with reporter.judging(shown.resource_type):
                    for place in places(shown):
                        path = own_path(shown, place.path)
                        with reporter.judging(path):
                            reporter.objections(list(judge(place.read(), shown)), path)

    return ResourceValidationPolicy(
        **declared(about),
        validate=validate,
        # Its declared type allows only coroutines.
        remediate=cast("ResourceRemediation | None", remediate and _unless_it_fails(remediate)),
    )


def stack_rule(about: About, subjects: Subjects, judge: StackJudge) -> StackValidationPolicy:
    """Declares a rule about some resources, each judged with its whole stack, at preview and after update."""
    found = subjects if callable(subjects) else _of_types(subjects)

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(args.resources, args.get_config())
        for resource, error in sorted(stack.unread, key=lambda pair: pair[0].urn):
            with Reporter(about.name, resource, stack.config, OF_STACK, report).judging():
                raise error
        for subject in found(stack):
            reporter = Reporter(about.name, subject, stack.config, OF_STACK, report)
            with reporter.judging():
                reporter.objections(list(judge(subject, stack)))

    return StackValidationPolicy(**declared(about), validate=validate)


def _of_types(types: Iterable[str]) -> Callable[[Stack], Iterable[PolicyResource]]:
    kept = tuple(types)
    return lambda stack: stack.all(*kept)


def declared(about: About) -> dict[str, Any]:
    """The metadata of a rule as pulumi-policy takes it, with the config that every rule accepts."""
    closest = about.controls[0]
    declare(about.name, about.level)
    return {
        "name": about.name,
        "description": about.risk,
        "enforcement_level": about.level,
        "severity": about.severity,
        "config_schema": PolicyConfigSchema({**(about.config or {}), **CONFIG}),  # pyright: ignore[reportArgumentType]
        "framework": PolicyComplianceFramework(closest.framework, closest.version, closest.reference, closest.title),
        "tags": [*(control.label for control in about.controls), *labels(about.name)],
        "remediation_steps": about.fix,
        "url": about.url,
    }


def _unless_it_fails(remediate: Remediate) -> Remediate:
    """A remediation that leaves a resource unchanged where it fails: the rule then judges the resource as it is."""

    def attempt(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
        try:
            return remediate(args)
        except UnknownValueError:
            raise
        except Exception:
            return None

    return attempt
