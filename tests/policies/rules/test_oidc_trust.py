"""Rule oidc-trust: one subject, and AWS for an audience."""

import json
from typing import Any

import pytest

from secure_site_policies.rules.oidc_trust import policy
from tests.policies.judge import UNKNOWN, judge

ROLE = "aws:iam/role:Role"
HOST = "token.actions.githubusercontent.com"
AUD = {f"{HOST}:aud": "sts.amazonaws.com"}
MAIN = "repo:octo-org/site:ref:refs/heads/main"


def provider(host: str) -> str:
    return f"arn:aws:iam::123456789012:oidc-provider/{host}"


def found(condition: dict[str, Any], principal: str = provider(HOST), *, effect: str = "Allow") -> list[str]:
    statement = {
        "Sid": "Deploy",
        "Effect": effect,
        "Principal": {"Federated": principal},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return judge(policy, ROLE, {"assumeRolePolicy": json.dumps({"Statement": statement})}).violations


def github(*subjects: str, operator: str = "StringEquals") -> list[str]:
    return found({"StringEquals": AUD, operator: {**AUD, f"{HOST}:sub": list(subjects)}})


@pytest.mark.parametrize(
    "subject",
    [
        MAIN,
        "repo:octo-org/site:environment:production",
        "repo:octo-org/site:pull_request",
        "repo:octo-org@123456/site@456789:ref:refs/heads/main",
        "repository_id:456789:environment:production",
        "repository_owner_id:123456:repository_id:456789",
        "repo:octo-org/site",
    ],
)
@pytest.mark.parametrize("operator", ["StringEquals", "StringLike"])
def test_one_repository_is_trusted(subject: str, operator: str):
    assert github(subject, operator=operator) == []


def test_several_exact_subjects_are_trusted_and_keys_are_read_without_case():
    assert github(MAIN, "repo:octo-org/site:environment:production") == []
    spelled = {f"{HOST.upper()}:AUD": "sts.amazonaws.com", f"{HOST}:Sub": MAIN}
    assert found({"stringequals": spelled}) == []


@pytest.mark.parametrize(
    "subject",
    [
        "*",
        "repo:octo-org/*",
        "repo:octo-org/site:*",
        "repo:octo-org/site:ref:refs/heads/releas?",
        "repo:octo-org/site-*:ref:refs/heads/main",
        "repo:octo-org/${aws:PrincipalTag/repo}:ref:refs/heads/main",
        "repository_owner:octo-org",
        "repository_owner_id:123456",
        "job_workflow_ref:octo-org/shared/.github/workflows/deploy.yml@refs/heads/main",
    ],
)
@pytest.mark.parametrize("operator", ["StringEquals", "StringLike"])
def test_more_than_one_repository_is_refused(subject: str, operator: str):
    (message,) = github(MAIN, subject, operator=operator)
    assert message.startswith(f"it: assumeRolePolicy: {subject!r} as {HOST}:sub in statement 'Deploy'")
    assert f'Write instead: "Condition": {{"StringEquals": {{"{HOST}:sub": "repo:<owner>/<name>' in message


@pytest.mark.parametrize(
    "operator",
    [
        "StringEqualsIfExists",
        "StringEqualsIgnoreCase",
        "StringNotEquals",
        "ForAnyValue:StringEquals",
        "ForAllValues:StringEquals",
    ],
)
def test_an_operator_that_is_not_exact_demands_nothing(operator: str):
    (message,) = github(MAIN, operator=operator)
    assert message.startswith(
        f"it: assumeRolePolicy: '{HOST}:sub' has no condition that every token must meet in statement 'Deploy'"
    )


def test_a_subject_of_another_provider_demands_nothing():
    (message,) = found({"StringEquals": {**AUD, "gitlab.com:sub": MAIN}})
    assert f"'{HOST}:sub' has no condition that every token must meet" in message


def test_a_missing_or_foreign_audience_is_refused():
    (missing,) = found({"StringEquals": {f"{HOST}:sub": MAIN}})
    (foreign,) = found({"StringEquals": {f"{HOST}:aud": "https://github.com/octo-org", f"{HOST}:sub": MAIN}})
    assert f"'{HOST}:aud' has no condition that every token must meet" in missing
    assert f"'https://github.com/octo-org' as {HOST}:aud" in foreign
    assert all(f'{{"{HOST}:aud": "sts.amazonaws.com"}}' in message for message in (missing, foreign))


def test_no_condition_at_all_is_refused_for_both():
    assert [message.split("'")[1] for message in found({})] == [f"{HOST}:aud", f"{HOST}:sub"]


@pytest.mark.parametrize("host", [f"{HOST}/octo-enterprise", "token.actions.octo.ghe.com"])
def test_an_enterprise_of_github_is_github(host: str):
    exact = {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": MAIN}
    assert found({"StringEquals": exact}, provider(host)) == []
    assert len(found({"StringEquals": {**AUD, f"{HOST}:sub": MAIN}}, provider(host))) == 2


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        (provider("gitlab.com"), {"gitlab.com:sub": "project_path:octo/site:ref_type:branch:ref:main"}),
        (
            provider("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"),
            {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:site:deploy"},
        ),
        ("cognito-identity.amazonaws.com", {"cognito-identity.amazonaws.com:sub": "eu-west-1:0a1b"}),
        ("accounts.google.com", {"accounts.google.com:sub": "1234567890"}),
        ("accounts.google.com", {"accounts.google.com:aud": "1234567890"}),
        ("www.amazon.com", {"www.amazon.com:app_id": "amzn1.application.0a1b"}),
        ("graph.facebook.com", {"graph.facebook.com:app_id": "1234567890"}),
        ("arn:aws:iam::123456789012:saml-provider/adfs", {"SAML:aud": "https://signin.aws.amazon.com/saml"}),
    ],
)
def test_other_providers_vouch_for_one_subject_or_application(principal: str, condition: dict[str, str]):
    assert found({"StringEquals": condition}, principal) == []
    assert found({}, principal)
    ((key, value),) = condition.items()
    message = found({"StringLike": {key: f"{value[:-1]}*"}}, principal)[0]
    assert f"{value[:-1]}*' as " in message


COGNITO = "cognito-identity.amazonaws.com"
POOL = {f"{COGNITO}:aud": "eu-west-1:0a1b"}


@pytest.mark.parametrize("value", ["authenticated", ["authenticated"], "graph.facebook.com"])
def test_signed_in_users_of_one_identity_pool_are_trusted(value: Any):
    assert found({"StringEquals": POOL, "ForAnyValue:StringLike": {f"{COGNITO}:amr": value}}, COGNITO) == []
    (open_pool,) = found({"ForAnyValue:StringLike": {f"{COGNITO}:amr": value}}, COGNITO)
    assert f"'{COGNITO}:aud' has no condition" in open_pool


@pytest.mark.parametrize("value", ["unauthenticated", "*", "un*", ["authenticated", "unauthenticated"]])
def test_guests_of_an_identity_pool_are_refused(value: Any):
    (message,) = found({"StringEquals": POOL, "ForAnyValue:StringLike": {f"{COGNITO}:amr": value}}, COGNITO)
    assert "which trusts cognito-identity.amazonaws.com: it admits guests, who are anyone on the internet" in message
    assert f'"Condition": {{"ForAnyValue:StringLike": {{"{COGNITO}:amr": "authenticated"}}}}' in message
    (guests_too,) = found({"StringEquals": POOL}, COGNITO)
    assert f"'{COGNITO}:amr' has no condition that every token must meet" in guests_too


def test_an_audience_that_anybody_may_ask_for_is_not_enough():
    (message,) = found({"StringEquals": {"gitlab.com:aud": "sts.amazonaws.com"}}, provider("gitlab.com"))
    assert "'gitlab.com:sub' has no condition that every token must meet" in message


def test_a_deny_and_other_principals_are_none_of_its_business():
    assert found({}, effect="Deny") == []
    service = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert judge(policy, ROLE, {"assumeRolePolicy": json.dumps({"Statement": service})}).violations == []


def test_a_subject_that_is_not_known_yet_is_undecided_beside_a_known_audience():
    web = {"Effect": "Allow", "Principal": {"Federated": provider(HOST)}, "Action": "sts:AssumeRoleWithWebIdentity"}
    tested = {"StringEquals": {**AUD, f"{HOST}:sub": UNKNOWN}}
    (message,) = judge(policy, ROLE, {"assumeRolePolicy": {"Statement": [{**web, "Condition": tested}]}}).violations
    assert "cannot be decided at preview" in message


def test_what_is_not_known_yet_is_a_violation():
    (message,) = judge(policy, ROLE, {"assumeRolePolicy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["{", 5, [], {"Statement": [{"Effect": "Allow", "Principal": {"Federated": 5}}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(policy, ROLE, {"assumeRolePolicy": bad}).violations) == 1


CIRCLE, BITBUCKET = "oidc.circleci.com/org/0a1b", "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
TERRAFORM = "app.terraform.io"


@pytest.mark.parametrize(
    ("issuer", "subject", "wide"),
    [
        (CIRCLE, "org/0a1b/project/9f8e/user/*", "org/0a1b/project/*"),
        (CIRCLE, "org/0a1b/project/9f8e/user/77aa", "org/0a1b/project/9f*/user/*"),
        (BITBUCKET, "{0a1b-2c3d}:*", "{0a1b*}:*"),
        (BITBUCKET, "{0a1b-2c3d}:{77aa-88bb}:*", "*:{77aa-88bb}:*"),
        (TERRAFORM, "organization:acme:project:web:workspace:site:run_phase:*", "organization:acme:project:web:*"),
        (TERRAFORM, "organization:acme:project:Default Project:workspace:site:run_phase:apply", "organization:acme:*"),
    ],
)
def test_a_subject_may_end_in_what_differs_from_run_to_run(issuer: str, subject: str, wide: str):
    assert found({"StringLike": {f"{issuer}:sub": subject}}, provider(issuer)) == []
    (message,) = found({"StringLike": {f"{issuer}:sub": wide}}, provider(issuer))
    assert "it names no single project" in message
    assert len(found({"StringLike": {"gitlab.com:sub": "project_path:acme/*"}}, provider("gitlab.com"))) == 1
