"""The whole life of a site stack as the roles of its workflows run it, with every call to AWS written down."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pulumi import automation

from foundation.permissions.documents import Document, documents
from foundation.permissions.grants import grants
from foundation.permissions.program import run
from sandbox.project import project_name
from sandbox.stack import StackError, Summary
from tests.stacks.recorded_calls import Recorder, recording
from tests.stacks.roles import Account, Role, account_of
from tests.stacks.site_drift import drift

_CHANGES = {
    "artifactDays": "31",
    "buildTimeoutMinutes": "20",
    "errorRatePercent": "6",
    "hstsDays": "400",
    "logRetentionDays": "400",
    "noncurrentDays": "45",
    "notFoundPage": "missing.html",
}
_TAG = "tags.Owner"
_MORE_CHANGES: Mapping[str, Mapping[str, str]] = {
    "dev": {"singlePageApp": "true"},
    "prod": {"canonicalHost": "www.example.com", "monthlyBudgetUsd": "60", "wafRateLimit": "3000"},
}
READING = ("first preview", "second preview", "refresh", "second refresh")
"""The phases that a role runs which reads: the drift role, which every stack has, under the policies of both."""
WITHOUT: Mapping[str, Mapping[str, tuple[Role, str]]] = {
    "dev": {
        "create": ("deploy", "s3:PutBucketVersioning"),
        "change": ("deploy", "iam:PassRole"),
        "repair": ("deploy", "iam:PutRolePermissionsBoundary"),
        "second refresh": ("drift", "cloudfront:GetDistribution"),
        "destroy": ("deploy", "iam:DeleteRole"),
    },
    "prod": {},
}
"""Stack -> phase -> an action without which it is tried first."""


@dataclass
class Life:
    """A life that is over, in an account that is still there."""

    account: Account
    recorder: Recorder
    policies: dict[Role, dict[str, Document]]
    """What the foundation allowed the roles."""
    phases: dict[str, Summary] = field(default_factory=dict[str, Summary])
    """What each phase did."""
    refusals: dict[str, str] = field(default_factory=dict[str, str])
    """What the engine said where a phase was tried without an action, or to destroy what had been protected."""
    left: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What was in the account after the end, by kind."""


@contextmanager
def life_of(stack: str, base: Path) -> Generator[Life]:
    """The life of a stack. Raises AssertionError where a phase is refused, with what the engine said."""
    with account_of(stack, base) as account:
        with recording() as recorder:
            life = Life(account, recorder, {role: account.policies(role) for role in ("deploy", "drift")})
            _Course(life).run()
            life.left = _left(account)
        yield life


class _Course:
    def __init__(self, life: Life) -> None:
        self._life, self._account = life, life.account
        self._deploy, self._drift = life.account.stack("deploy"), life.account.stack("drift")
        self._set("foundation", "true")  # each of them has written the configuration anew

    def run(self) -> None:
        self._phase("first preview", self._drift.preview)
        self._phase("create", self._deploy.up)
        self._phase("second preview", self._drift.preview)
        self._phase("no-op", self._deploy.up)
        for key, value in {**_CHANGES, **_MORE_CHANGES[self._account.home.stack], _TAG: "web"}.items():
            self._set(key, value)
        self._phase("change", self._deploy.up)
        drift(self._account)
        self._deploy.automation.remove_config(f"{project_name()}:{_TAG}", path=True)
        self._phase("refresh", self._drift.refresh)
        self._phase("repair", self._deploy.up)
        self._phase("second refresh", self._drift.refresh)
        if self._account.home.stack == "prod":
            self._set("protect", "false")
            self._phase("unprotect", self._deploy.up)
            self._refused("destroy", self._deploy.destroy)
            self._let_buckets_be_emptied()
        self._phase("destroy", self._deploy.destroy)

    def _set(self, key: str, value: str) -> None:
        self._deploy.automation.set_config(f"{project_name()}:{key}", automation.ConfigValue(value), path=True)

    def _phase(self, name: str, operation: Callable[[], Summary]) -> None:
        if missing := WITHOUT[self._account.home.stack].get(name):
            role, action = missing
            with self._account.without(self._account.policies(role), action):
                self._refused(name, operation)
        summary, errors = self._run(name, operation)
        assert summary, f"{name}: {errors}"
        self._life.phases[name] = summary

    def _refused(self, name: str, operation: Callable[[], Summary]) -> None:
        _, self._life.refusals[name] = self._run(f"{name}, refused", operation)

    def _run(self, name: str, operation: Callable[[], Summary]) -> tuple[Summary | None, str]:
        """What an operation did, or None and the errors in the engine's words."""
        self._life.recorder.phase = name
        printed = len(self._account.lines)
        try:
            return operation(), ""
        except StackError:
            return None, "\n".join(line for line in self._account.lines[printed:] if "error:" in line)

    def _let_buckets_be_emptied(self) -> None:
        """Does what the foundation's next update does when the stack's file has no `protect` any more."""
        program = run(self._account.home.stack, self._account.cloud.account_id)
        emptied = [replace(one, inputs={**one.inputs, "forceDestroy": True}) for one in program.resources]
        allowed = documents(grants(replace(program, resources=emptied)))
        arns = self._life.policies["deploy"]
        self._account.rewrite(dict(zip(arns, map(self._account.localized, allowed), strict=True)))


def _left(account: Account) -> dict[str, Any]:
    cloud = account.cloud
    return {
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "distributions": cloud.client("cloudfront").list_distributions()["DistributionList"].get("Items", []),
        "roles": {role["RoleName"] for role in cloud.client("iam").list_roles()["Roles"]},
    }
