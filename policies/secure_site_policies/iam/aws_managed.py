"""AWS-managed policies, reduced to the statements that a rule can object to.

AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.errors import MalformedPolicyError

AWS_MANAGED_FILE = DATA / "aws_managed.json"
"""Written by secure_site_policies.generate.aws_managed."""

_AWS_MANAGED = re.compile(r"arn:[^:]+:iam::aws:policy/(?:.+/)?(?P<name>[^/]+)")
_NOTHING: Mapping[str, Any] = {"Statement": []}


def attached_document(arn: object) -> Mapping[str, Any]:
    """The AWS-managed policy with this ARN; an empty document for a customer's policy, which is judged at its resource.

    Raises MalformedPolicyError for text that is no ARN, and for an AWS-managed policy that is not in the table.
    """
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        raise MalformedPolicyError("this is not the ARN of a policy")
    aws_managed = _AWS_MANAGED.fullmatch(arn)
    if not aws_managed:
        return _NOTHING
    name = aws_managed["name"]
    statements: Sequence[Mapping[str, Any]] | None = entry(AWS_MANAGED_FILE, name)
    if statements is None:
        raise MalformedPolicyError(
            f"AWS-managed policy {name!r} is not in the table; run python -m secure_site_policies.generate.aws_managed"
        )
    return {"Statement": [{"Sid": name, "Effect": "Allow", **statement} for statement in statements]}
