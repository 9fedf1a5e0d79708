"""A local account with the foundation of one stack, and the stack as the roles of its workflows run it."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pulumi import automation

from foundation.permissions.documents import Document
from sandbox.emulator.cloud import Cloud, Credentials, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import REPOSITORY, Home
from sandbox.project import ensure_zone, project_name, stack_region
from sandbox.stack import FOUNDATION, Stack
from tests.stacks.engine import engine
from tests.stacks.github_actions import identity_token, sign_in

Role = Literal["preview", "drift", "deploy"]
GITHUB_REPOSITORY = "example@9919/secure-site@74"
"""The one in foundation/Pulumi.account.yaml, as GitHub writes it into the subject of tokens."""


@dataclass
class Account:
    """The account of one stack."""

    home: Home
    cloud: Cloud
    lines: list[str] = field(default_factory=list[str])
    """Everything that the engine has printed."""

    @cached_property
    def _iam(self) -> Any:
        return self.cloud.client("iam")

    @property
    def prefix(self) -> str:
        return f"{project_name()}-{self.home.stack}"

    def role_arn(self, role: Role) -> str:
        return f"arn:aws:iam::{self.cloud.account_id}:role/{self.prefix}-{role}"

    def subject(self, role: Role) -> str:
        """The only subject that the role lets in."""
        ends = {"preview": "pull_request", "drift": "ref:refs/heads/main", "deploy": f"environment:{self.home.stack}"}
        return f"repo:{GITHUB_REPOSITORY}:{ends[role]}"

    def session(self, role: Role) -> Credentials:
        """A session as the role's workflow gets it."""
        return sign_in(self.cloud, self.role_arn(role), identity_token(self.subject(role)))

    def client(self, role: Role, service: str, region: str | None = None) -> Any:
        """A boto3 client with the role's permissions."""
        return self.cloud.client(service, self.session(role), region)

    def stack(self, role: Role) -> Stack:
        """The site's stack, run by the role. It starts from the configuration in the repository."""
        found = Stack.open(
            self.home,
            engine(),
            self.cloud,
            output=self.lines.append,
            policies=None,
            credentials=self.session(role),
        )
        found.set_config(f"{project_name()}:foundation", "true")
        return found

    def policies(self, role: Role) -> dict[str, Document]:
        """The managed policies of a role: ARN -> document."""
        iam, found = self._iam, dict[str, Document]()
        for one in iam.list_attached_role_policies(RoleName=f"{self.prefix}-{role}")["AttachedPolicies"]:
            version = iam.get_policy(PolicyArn=one["PolicyArn"])["Policy"]["DefaultVersionId"]
            answer = iam.get_policy_version(PolicyArn=one["PolicyArn"], VersionId=version)
            found[one["PolicyArn"]] = answer["PolicyVersion"]["Document"]
        return found

    def rewrite(self, policies: Mapping[str, Document]) -> None:
        """Makes managed policies say something else, as root: ARN -> document."""
        iam = self._iam
        for arn, document in policies.items():
            for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
                if not version["IsDefaultVersion"]:
                    iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
            iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)

    @contextmanager
    def without(self, policies: Mapping[str, Document], action: str) -> Generator[None]:
        """Takes an action out of policies for a while."""
        concerned = {arn: one for arn, one in policies.items() if action in json.dumps(one)}
        self.rewrite({arn: _without(one, action) for arn, one in concerned.items()})
        try:
            yield
        finally:
            self.rewrite(concerned)

    @contextmanager
    def stripped(self, role: Role) -> Generator[None]:
        """Takes all of a role's policies away for a while."""
        iam, name, attached = self._iam, f"{self.prefix}-{role}", self.policies(role)
        for arn in attached:
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        try:
            yield
        finally:
            for arn in attached:
                iam.attach_role_policy(RoleName=name, PolicyArn=arn)

    def localized(self, document: Document) -> Document:
        """A document with the local hosted zone in place of the one in the stack's file: nobody chooses a zone's id."""
        config = yaml.safe_load((REPOSITORY / f"Pulumi.{self.home.stack}.yaml").read_text())["config"]
        domain, zone = (config.get(f"{project_name()}:{key}") for key in ("domain", "zoneId"))
        if not domain:
            return document
        return json.loads(json.dumps(document).replace(zone, ensure_zone(self.cloud, domain)))


def _without(document: Document, action: str) -> Document:
    """A document that does not allow an action any more."""
    kept = [
        {**statement, "Action": actions}
        for statement in document["Statement"]
        if (actions := [one for one in statement["Action"] if one != action])
    ]
    return {**document, "Statement": kept}


@contextmanager
def account_of(stack: str, base: Path) -> Generator[Account]:
    """An account with the foundation of one stack and nothing else, stopped at the end."""
    forget_own_account()
    home = Home(stack, base)
    local = LocalCloud(home.folder)
    account = Account(home, local.start(stack_region(home)))
    try:
        _found(account)
        yield account
    finally:
        local.stop()


def _found(account: Account) -> None:
    """Does what an administrator does before the stack's first update."""
    administrator = Stack.open(
        Home("account", account.home.base),
        engine(),
        account.cloud,
        output=account.lines.append,
        policies=None,
        project=FOUNDATION,
    )
    stacks = f"{project_name(FOUNDATION)}:stacks"
    administrator.automation.remove_config(stacks)
    administrator.automation.set_config(f"{stacks}[0]", automation.ConfigValue(account.home.stack), path=True)
    administrator.set_config(f"{project_name(FOUNDATION)}:environmentsProtected", "true")
    administrator.up()
    for role in ("drift", "deploy"):  # a preview role has the policies of the drift role
        account.rewrite({arn: account.localized(one) for arn, one in account.policies(role).items()})
