"""Rule codebuild-privileged: a build has no privileges on the machine that runs it.

Privileged mode gives the container every device and a Docker daemon. Only a build that makes images needs it. Security
Hub required this as CodeBuild.5.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_MODE = "privilegedMode"


def _judge(mode: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if mode in (True, "true"):
        yield Objection(_MODE, f"{_MODE!r} is on.\nWrite instead: nothing; it is off by default.")


policy = resource_rule(
    About(
        name="codebuild-privileged",
        risk="A privileged build can leave its container.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP02", "Grant least privilege access"),),
        fix="Turn privileged mode off. For a build that must make images, write an exemption with the reason.",
        url="https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-environment-privileged-check.html",
    ),
    places_of({"aws:codebuild/project:Project": f"environment.{_MODE}"}),
    _judge,
)
