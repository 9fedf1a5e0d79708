"""Rule cloudtrail-coverage: a trail records every region and service, and shows whether its files were changed.

An intruder works in the region that no trail covers, or changes the files that record the work.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import Aspect, aspects_rule
from secure_site_policies.frame.rule import About, Objection, cis, fsbp

_TRAIL = "aws:cloudtrail/trail:Trail"
_REQUIRED = {
    "isMultiRegionTrail": ("records only one region", False),
    "enableLogFileValidation": ("cannot show that its files were changed", False),
    "enableLogging": ("records nothing", True),
    "includeGlobalServiceEvents": ("does not record IAM, STS and CloudFront", True),
}
"""Property -> what a trail without it does, and whether it is on by default."""
_NAMES: Mapping[str, str] = {
    "isMultiRegionTrail": "is_multi_region_trail",
    "enableLogFileValidation": "enable_log_file_validation",
    "enableLogging": "enable_logging",
    "includeGlobalServiceEvents": "include_global_service_events",
}


def _on(key: str, lack: str, default: bool) -> Aspect:
    def judge(args: ResourceValidationArgs) -> Iterator[Objection]:
        value: Any = args.props.get(key)
        if (default if value is None else value) not in (True, "true"):
            yield Objection(key, f"{key!r} is not true: the trail {lack}.\nWrite instead: {_NAMES[key]}=True.")

    return judge


policy = aspects_rule(
    About(
        name="cloudtrail-coverage",
        risk="An intruder leaves no record, or one that can be changed afterwards.",
        severity=Severity.HIGH,
        controls=(
            fsbp("CloudTrail.1", "CloudTrail should be enabled and configured with at least one multi-Region trail"),
            fsbp("CloudTrail.4", "CloudTrail log file validation should be enabled"),
            cis("3.1", "Ensure CloudTrail is enabled in all regions"),
            cis("3.2", "Ensure CloudTrail log file validation is enabled"),
        ),
        fix="Record all regions and global services, and turn on the validation of log files.",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    ),
    [_TRAIL],
    {key: _on(key, lack, default) for key, (lack, default) in _REQUIRED.items()},
)
"""Judges trails. Rules on buckets judge where they write."""
