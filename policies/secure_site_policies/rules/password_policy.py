"""Rule password-policy: passwords of the account are long, and not used again.

Users of IAM are blocked elsewhere (rule standing-keys); the policy holds for those that are there already.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.rule import About, Objection, cis, fsbp

_POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
_LEAST = {
    "minimumPasswordLength": (14, "minimum_password_length"),
    "passwordReusePrevention": (24, "password_reuse_prevention"),
}


def _at_least(args: ResourceValidationArgs, key: str) -> Iterator[Objection]:
    least, name = _LEAST[key]
    found = args.props.get(key)
    if not isinstance(found, int | float) or found < least:
        yield Objection(key, f"{key!r} is less than {least}.\nWrite instead: {name}={least}.")


def _length(args: ResourceValidationArgs) -> Iterator[Objection]:
    return _at_least(args, "minimumPasswordLength")


def _reuse(args: ResourceValidationArgs) -> Iterator[Objection]:
    return _at_least(args, "passwordReusePrevention")


policy = aspects_rule(
    About(
        name="password-policy",
        risk="A short or an old password can be guessed, and opens the console.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("IAM.7", "Password policies for IAM users should have strong configurations"),
            cis("1.8", "Ensure IAM password policy requires minimum length of 14 or greater"),
            cis("1.9", "Ensure IAM password policy prevents password reuse"),
        ),
        fix="Require 14 characters and remember 24 passwords.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    ),
    [_POLICY],
    {"minimumPasswordLength": _length, "passwordReusePrevention": _reuse},
)
"""Judges the password policy of the account."""
