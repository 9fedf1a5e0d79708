"""What the official provider takes for an ARN.

Its rule: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go (ValidARN)
The format: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import re
from collections.abc import Iterator
from typing import Any

_PARTS = {
    "partition": re.compile(r"aws(-[a-z]+)*"),
    "service": re.compile(r".+"),
    "region": re.compile(r"|[a-z]{2}(-[a-z]+)+-\d{1,2}"),
    "account id": re.compile(r"|aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10}"),
    "resource": re.compile(r".+", re.DOTALL),
}


def arn(value: Any) -> Iterator[str]:
    """Yields a reason unless the value is an ARN, or empty as the provider allows."""
    text = str(value)
    prefix, *parts = text.split(":", 5)
    if not text:
        return
    if prefix != "arn" or len(parts) != len(_PARTS):
        yield "must be an ARN: arn:partition:service:region:account-id:resource"
        return
    for (name, pattern), part in zip(_PARTS.items(), parts, strict=True):
        if not pattern.fullmatch(part):
            yield f"must be an ARN; its {name} {part!r} is not one"


def role_arn(value: Any) -> Iterator[str]:
    """Yields a reason unless the value is the ARN of an IAM role."""
    reasons = list(arn(value))
    yield from reasons
    _, *parts = str(value).split(":", 5)
    if not reasons and (parts[1:2] != ["iam"] or not parts[-1].startswith("role/")):
        yield "must be the ARN of a role: arn:aws:iam::account-id:role/name"


def arn_or_ec2_action(value: Any) -> Iterator[str]:
    """Yields a reason unless the value is an ARN or an action of EC2 on an instance."""
    if not re.fullmatch(r"arn:[\w-]+:automate:[\w-]+:ec2:(reboot|recover|stop|terminate)", str(value)):
        yield from arn(value)
