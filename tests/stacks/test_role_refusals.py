"""What the roles of a stack's workflows are refused, on local AWS with IAM enforced.

Every refusal is one of IAM's own and names an action that the call needs. That a call is refused for want of that
permission and for no other reason is tried apart: who has just the permissions that AWS documents for it is not
refused, and who lacks one of them is, whatever the call would come to otherwise.

Two things AWS enforces and local AWS does not. CodePipeline and CodeConnections are judged by IAM's simulator instead
(https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html). A session that is asked for
longer than the role's max_session_duration is not refused, so the role's setting is looked at
(https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator.cloud import LocalCloud
from sandbox.rehearsal.errors import DeniedError
from sandbox.rehearsal.roles import AssumedRole, assume
from tests.stacks.github_actions import SESSION_SECONDS, identity_token, sign_in
from tests.stacks.refusals.account import ADMINISTRATOR, Caller, Place, fill_bucket, make_role, policy, settle
from tests.stacks.refusals.calls import (
    ARTIFACTS,
    CONTENT,
    LOGS,
    OTHER,
    PREFIX,
    REGION,
    STATE,
    STRANGER,
    Call,
    arn,
    call,
    edge,
    iam,
    together,
)
from tests.stacks.refusals.content import CONTENT_OF_THE_SITE, WITHOUT_AN_EMULATOR
from tests.stacks.refusals.elsewhere import ACCOUNT_WIDE, BUCKETS, THEIR_CONTENT
from tests.stacks.refusals.escalation import ESCALATION, PASSED
from tests.stacks.refusals.other_stack import OPEN, OTHER_STACK
from tests.stacks.refusals.own import BUILD, OWN, PAGES, PROJECT
from tests.stacks.refusals.tokens import CLAIMS, REFS, SUBJECTS, altered
from tests.stacks.roles import Role, account_of

OUTSIDE = together(CONTENT_OF_THE_SITE, BUCKETS, ACCOUNT_WIDE, OTHER_STACK, ESCALATION)
"""What is no work of the deploy role's."""
CALLS = together(OWN, PAGES, OPEN, OUTSIDE)
A_SAMPLE = [*list(OWN)[::6], *list(OUTSIDE)[::9]]
_LEFT_TO_THE_TRUST = "build as the pipeline"
PAST_THE_BOUNDARY = {
    name: one for name, one in together(BUCKETS, ACCOUNT_WIDE, ESCALATION).items() if name != _LEFT_TO_THE_TRUST
}
"""What the boundary alone refuses the deploy role. Of the other stacks in the account it knows nothing but buckets.

To save room it passes each of the stack's roles to each of its services: a role trusts none but its own.
"""
ROLES: tuple[Role, ...] = ("preview", "drift", "deploy")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with account_of("prod", tmp_path_factory.mktemp("refusals")) as account:
        yield settle(account)


@contextmanager
def administrator_access(place: Place, role: Role) -> Generator[None]:
    """Somebody has attached AdministratorAccess to a role."""
    attached = {"RoleName": f"{PREFIX}-{role}", "PolicyArn": ADMINISTRATOR}
    place.root.client("iam").attach_role_policy(**attached)
    try:
        yield
    finally:
        place.root.client("iam").detach_role_policy(**attached)


@pytest.mark.parametrize("name", CALLS)
def test_the_preview_role_is_refused_every_write_and_what_is_not_the_stacks(place: Place, name: str) -> None:
    assert place.refused("preview", CALLS[name]) in CALLS[name].needs


@pytest.mark.parametrize("name", A_SAMPLE)
def test_the_drift_role_is_refused_the_same(place: Place, name: str) -> None:
    assert place.refused("drift", CALLS[name]) in CALLS[name].needs


def test_the_drift_role_is_under_the_same_policies_as_the_preview_role(place: Place) -> None:
    preview, drift, deploy = (policies_of(place, role) for role in ROLES)
    assert preview == drift
    assert preview != deploy


def policies_of(place: Place, role: Role) -> Mapping[str, Any]:
    client, name = place.root.client("iam"), f"{PREFIX}-{role}"
    inline = client.list_role_policies(RoleName=name)["PolicyNames"]
    return {
        "attached": sorted(
            one["PolicyArn"] for one in client.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        ),
        "inline": [client.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in inline],
        "boundary": client.get_role(RoleName=name)["Role"]["PermissionsBoundary"],
    }


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_deploy_role_is_refused_what_is_not_its_work(place: Place, name: str) -> None:
    assert place.refused("deploy", OUTSIDE[name]) in OUTSIDE[name].needs


@pytest.mark.parametrize("name", ["build as oneself", "build as the pipeline", "build as the other stack"])
def test_of_a_build_that_it_may_change_the_deploy_role_may_not_choose_the_role(place: Place, name: str) -> None:
    assert place.refused("deploy", PASSED[name]) == "iam:PassRole"


@pytest.mark.parametrize("name", OPEN)
def test_the_deploy_role_is_not_refused_what_aws_cannot_tell_from_its_own(place: Place, name: str) -> None:
    assert place.refused("deploy", OPEN[name]) is None


@pytest.mark.parametrize("name", WITHOUT_AN_EMULATOR)
def test_what_local_aws_lacks_is_refused_by_the_roles_policies(place: Place, name: str) -> None:
    action, resource = WITHOUT_AN_EMULATOR[name]
    assert [role for role in ROLES if simulated(place, role, action, resource)] == []


def test_the_simulator_lets_each_role_do_what_is_its_own(place: Place) -> None:
    pipeline = arn("codepipeline", PREFIX)
    assert [role for role in ROLES if simulated(place, role, "codepipeline:UpdatePipeline", pipeline)] == ["deploy"]
    assert [role for role in ROLES if simulated(place, role, "codepipeline:GetPipeline", pipeline)] == [*ROLES]


def simulated(place: Place, role: Role, action: str, resource: str) -> bool:
    """Whether IAM's simulator lets a role do it."""
    credentials = place.roles[role].credentials
    assert credentials
    try:
        AssumedRole(place.account.cloud, f"{PREFIX}-{role}", credentials).require(action, resource)
    except DeniedError:
        return False
    return True


@pytest.mark.parametrize("name", PAST_THE_BOUNDARY)
def test_with_administrator_access_the_deploy_role_still_does_not_get_past_its_boundary(
    place: Place, name: str
) -> None:
    with administrator_access(place, "deploy"):
        assert place.refused("deploy", CALLS[name]) in CALLS[name].needs


@pytest.mark.parametrize("name", OWN)
def test_with_administrator_access_the_preview_role_still_writes_nothing(place: Place, name: str) -> None:
    with administrator_access(place, "preview"):
        assert place.refused("preview", OWN[name]) in OWN[name].needs


def test_administrator_access_opens_what_the_boundary_leaves_to_the_policies(place: Place) -> None:
    log = OTHER_STACK["keep the other stack's log for a day"]
    assert place.refused("deploy", log)
    with administrator_access(place, "deploy"):
        assert place.refused("deploy", log) is None


def test_a_role_that_the_deploy_role_gives_everything_gets_what_the_services_boundary_allows(place: Place) -> None:
    client, more = place.roles["deploy"].client("iam"), {"RoleName": BUILD, "PolicyName": f"{BUILD}-more"}
    project = arn("codebuild", f"project/{PROJECT}")
    client.put_role_policy(**more, PolicyDocument=policy({"*": "*"}))
    try:
        credentials = assume(place.account.cloud, iam(f"role/{BUILD}"), "codebuild.amazonaws.com", project).credentials
        build = Caller(place.account.cloud, credentials)
        for name in ("read a stranger's object", "read the other stack's page", "read the other stack's state"):
            assert build.refused(CALLS[name]) == "s3:GetObject"
        assert build.refused(CALLS["list the account's buckets"]) == "s3:ListAllMyBuckets"
        assert build.refused(CALLS["make an access key"]) == "iam:CreateAccessKey"
        assert build.refused(CALLS["slip a source to the pipeline"]) is None
        assert build.refused(invalidation(place.ids["their_distribution"])) == "cloudfront:CreateInvalidation"
        assert build.refused(invalidation(place.ids["distribution"])) is None
        role = AssumedRole(place.account.cloud, BUILD, credentials)
        for tags in ({"Project": "secure-site", "Stack": "dev"}, {}):
            with pytest.raises(DeniedError, match="codeconnections:UseConnection"):
                role.require("codeconnections:UseConnection", CONNECTION, tags)
        role.require("codeconnections:UseConnection", CONNECTION, {"Project": "secure-site", "Stack": "prod"})
    finally:
        client.delete_role_policy(**more)


CONNECTION = arn("codeconnections", "connection/11111111-2222-3333-4444-555555555555")


def invalidation(distribution: str) -> Call:
    paths = {"Quantity": 1, "Items": ["/*"]}
    needs = {"cloudfront:CreateInvalidation": edge(f"distribution/{distribution}")}
    batch = {"Paths": paths, "CallerReference": "test"}
    return call("cloudfront.create_invalidation", needs, DistributionId=distribution, InvalidationBatch=batch)


def lets_in(place: Place, role: Role, token: str) -> bool:
    """Whether a role's trust lets a token in. Any other error than a refusal is the test's."""
    try:
        sign_in(place.account.cloud, place.account.role_arn(role), token)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "AccessDenied":
            raise
        return False
    return True


@pytest.mark.parametrize("template", SUBJECTS)
def test_a_role_lets_its_own_subject_in_and_no_other(place: Place, template: str) -> None:
    repository = place.account.subject("deploy").split(":")[1]
    owner, _, name = repository.partition("/")
    subject = template.format(repository=repository, owner=owner, name=name)
    for role in ROLES:
        own = place.account.subject(role)
        assert lets_in(place, role, altered(identity_token(own), {"sub": subject})) == (subject == own)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("fault", CLAIMS)
def test_a_role_wants_a_whole_token_of_github_for_aws(place: Place, role: Role, fault: str) -> None:
    token = identity_token(place.account.subject(role))
    assert lets_in(place, role, token)
    assert not lets_in(place, role, altered(token, CLAIMS[fault]))


@pytest.mark.parametrize("ref", REFS)
def test_the_deploy_role_lets_in_no_branch_that_names_the_environment(place: Place, ref: str | None) -> None:
    token = identity_token(place.account.subject("deploy"))
    assert not lets_in(place, "deploy", altered(token, {"ref": ref}))


def test_the_preview_role_does_not_let_dependabot_in_whose_releases_nobody_has_read(place: Place) -> None:
    token = identity_token(place.account.subject("preview"))
    assert not lets_in(place, "preview", altered(token, {"actor": "dependabot[bot]"}))


def assuming(role: str) -> Call:
    needs = {"sts:AssumeRole": iam(f"role/{role}")}
    return call("sts.assume_role", needs, RoleArn=iam(f"role/{role}"), RoleSessionName="test")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_in_the_account_assumes_a_role_whoever_they_are(place: Place, role: Role) -> None:
    for who in (place.root, place.administrator, *place.roles.values()):
        assert who.refused(assuming(f"{PREFIX}-{role}")) == "sts:AssumeRole"


def test_a_role_that_trusts_the_account_is_assumed_by_an_administrator_and_by_no_workflow(place: Place) -> None:
    theirs = assuming(f"{OTHER}-publish")
    assert place.administrator.refused(theirs) is None
    assert [caller.refused(theirs) for caller in place.roles.values()] == ["sts:AssumeRole"] * 3


@pytest.mark.parametrize("role", ROLES)
def test_a_session_lasts_an_hour_at_most(place: Place, role: Role) -> None:
    found = place.root.client("iam").get_role(RoleName=f"{PREFIX}-{role}")["Role"]
    assert found["MaxSessionDuration"] == SESSION_SECONDS == 3600


@dataclass
class Somebody:
    """A role in an account of its own, where calls break nothing. What it may do, each case says."""

    root: Caller
    caller: Caller

    def refused_with(self, needs: Mapping[str, str], call: Call) -> str | None:
        """The action for want of which the call is refused to who has the permissions `needs`."""
        client = self.root.client("iam")
        client.put_role_policy(RoleName="somebody", PolicyName="needs", PolicyDocument=policy(needs))
        return self.caller.refused(call)


@pytest.fixture(scope="module")
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    local = LocalCloud(tmp_path_factory.mktemp("somebody"))
    try:
        root = Caller(local.start(REGION))
        for bucket in (CONTENT, ARTIFACTS, LOGS, THEIR_CONTENT, STATE, STRANGER):
            # S3 says of a bucket that there is none before it asks IAM.
            fill_bucket(root.client("s3"), bucket, "kept")
        yield Somebody(root, make_role(root, "somebody"))
    finally:
        local.stop()


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_refused_for_want_of_each_permission_it_needs_and_of_no_other(
    somebody: Somebody, place: Place, name: str
) -> None:
    call = CALLS[name].filled(place.ids)
    assert somebody.refused_with(call.needs, call) is None
    for action in call.needs:
        others = {other: resource for other, resource in call.needs.items() if other != action}
        assert somebody.refused_with(others, call) == action
