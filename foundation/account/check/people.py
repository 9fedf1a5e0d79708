"""Checks of identities with permanent credentials: the root user and IAM users."""

from collections.abc import Iterator, Sequence
from typing import Any

from doctor.model import Check
from doctor.reader import Account

_NO_SUCH = "NoSuchEntity"


def _root_without_mfa(account: Account) -> Sequence[str]:
    """Passes if the root user has MFA or no password: without a password, MFA would protect nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
    """
    summary = _summary(account)
    if summary["AccountMFAEnabled"] or summary.get("AccountPasswordPresent") == 0:
        return []
    return ["the root user signs in with a password alone"]


def _root_keys(account: Account) -> Sequence[str]:
    count = _summary(account)["AccountAccessKeysPresent"]
    return [f"the root user has access keys ({count})"] if count else []


def _summary(account: Account) -> dict[str, int]:
    return account.ask("iam:GetAccountSummary")["SummaryMap"]


def _active_keys(account: Account) -> Sequence[str]:
    return [
        f"{name} has the active key {masked(key['AccessKeyId'])}"
        for name in _users(account)
        for key in _list(account, "iam:ListAccessKeys", "AccessKeyMetadata", UserName=name)
        if key["Status"] == "Active"
    ]


def _passwords_alone(account: Account) -> Sequence[str]:
    return [
        f"{name} signs in with a password alone"
        for name in _users(account)
        if account.find("iam:GetLoginProfile", _NO_SUCH, UserName=name)
        and not _list(account, "iam:ListMFADevices", "MFADevices", UserName=name)
    ]


def _users(account: Account) -> Iterator[str]:
    return (user["UserName"] for user in _list(account, "iam:ListUsers", "Users"))


def _list(account: Account, action: str, member: str, **arguments: str) -> list[dict[str, Any]]:
    """The list in an answer; empty if the user was deleted in the meantime."""
    return (account.find(action, _NO_SUCH, **arguments) or {}).get(member, [])


def masked(key_id: str) -> str:
    """The ends of an access key's id, such as "AKIA...MPLE"."""
    return f"{key_id[:4]}...{key_id[-4:]}"


CHECKS = (
    Check(
        "root-mfa",
        "the root user cannot sign in with a password alone",
        "Sign in as root and add MFA: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
        _root_without_mfa,
    ),
    Check(
        "root-keys",
        "the root user has no access key",
        "Sign in as root and delete them: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html",
        _root_keys,
    ),
    Check(
        "user-keys",
        "no IAM user has an active access key",
        "Give the person or program a role, then: aws iam delete-access-key --user-name <user> --access-key-id <id>",
        _active_keys,
    ),
    Check(
        "user-mfa",
        "no IAM user signs in with a password alone",
        "Let people sign in by IAM Identity Center, then: aws iam delete-login-profile --user-name <user>; or add MFA",
        _passwords_alone,
    ),
)
"""The checks, in report order."""
