"""Makes the condition key aws:PrincipalArn of a session the ARN of its role, as on AWS.

ministack gives it the ARN of the session, which no condition on a role matches: a Deny for one role would deny nothing.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
"""

import re
from collections.abc import Callable
from typing import Any

from sandbox.emulator.authorization.emulator import part

_SESSION = re.compile(r"arn:aws:sts::([0-9]{12}):assumed-role/([^/]+)/.+")


def install() -> None:
    """Replaces the value of the key. The local cloud's roles have no path, which the ARN of a session lacks."""
    evaluator = part("core.iam_evaluator")
    resolve: Callable[[str, Any], Any] = evaluator._resolve_condition_key

    def resolve_role(key: str, context: Any) -> Any:
        value = resolve(key, context)
        return role_of(value) if key.lower() == "aws:principalarn" and isinstance(value, str) else value

    evaluator._resolve_condition_key = resolve_role


def role_of(arn: str) -> str:
    """The ARN of the role of a session, and any other ARN unchanged."""
    return _SESSION.sub(r"arn:aws:iam::\1:role/\2", arn)
