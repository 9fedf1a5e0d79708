"""Rule oidc-trust: a role trusts one exact subject of an identity provider, in tokens that are issued for AWS.

GitHub issues a token to every workflow of every repository, and other providers do the same. A role must therefore
trust the whole name of the subject in the token: `repo:org/*` is every repository in the organization, every branch and
every pull request.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.documents import trusts
from secure_site_policies.iam.principals import is_fixed
from secure_site_policies.iam.statements import Condition, Statement, read_statements

_GITHUB = re.compile(r"token\.actions\.(githubusercontent|[a-z0-9-]+\.ghe)\.com(/.*)?")
_EXACTING = ("stringequals", "stringlike")
_AWS = "sts.amazonaws.com"
_ONE_REPOSITORY = re.compile(r"(?:.*:)?(?:(?:repo|repository):[^:/]+/[^:/]+|repository_id:[0-9]+)(?::.*)?")
"""A subject that names one repository, in GitHub's default form, with ids after the names, or customised.

GitHub: https://docs.github.com/en/actions/reference/security/oidc#customizing-the-token-claims
"""

_COGNITO = "cognito-identity.amazonaws.com"
"""Its tokens say in `amr` how the user signed in; a pool that admits guests gives them "unauthenticated".

AWS: https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
"""

_APPLICATIONS = {
    "accounts.google.com": "aud",
    "graph.facebook.com": "app_id",
    "www.amazon.com": "app_id",
}
"""Provider of people's identities -> the claim with the id of the application that they signed in to.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

_PER_RUN = (
    (
        re.compile(r"oidc\.circleci\.com/org/[\w-]+"),
        re.compile(r"org/[\w-]+/project/[\w-]+/user/\*"),
        "org/<id>/project/<id>/user/*",
    ),
    (
        re.compile(r"api\.bitbucket\.org/2\.0/workspaces/[\w-]+/pipelines-config/identity/oidc"),
        re.compile(r"\{[0-9a-f-]+\}:(\{[0-9a-f-]+\}:)?\*"),
        "{<id>}:*",
    ),
    (
        re.compile(r"app\.terraform\.io"),
        re.compile(r"organization:[\w-]+:project:[\w -]+:workspace:[\w-]+:run_phase:\*"),
        "organization:<organization>:project:<name>:workspace:<name>:run_phase:*",
    ),
)
"""Provider, the form of a subject that ends in what differs from run to run, and an example: no policy can name the
user who starts a job, or the step that runs it.

CircleCI: https://circleci.com/docs/openid-connect-tokens/
Bitbucket: https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
Terraform Cloud: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
"""


@dataclass(frozen=True, slots=True)
class _Demand:
    """The condition that a trust in a provider must have."""

    keys: tuple[str, ...]
    """Condition keys, of which one is enough. Messages propose the first."""
    example: str
    """A value for messages to propose."""
    fault: str
    """The fault of a value that is not accepted: the rest of a sentence that begins with "it"."""
    accepts: Callable[[str], bool] = is_fixed
    """The check of each value. Default: is_fixed."""
    operator: str = "StringEquals"
    """The operator for messages to propose; a set operator for a key with several values. Default: StringEquals."""


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    for statement in read_statements(document):
        for principal in statement.principals().get("Federated", ()) if statement.allows else ():
            yield from (found for demand in _demands(principal) if (found := _unmet(demand, statement, principal)))


def _demands(principal: str) -> Iterator[_Demand]:
    if ":saml-provider/" in principal:
        yield _Demand(("SAML:aud",), "https://signin.aws.amazon.com/saml", "is not one exact value")
        return
    issuer = principal.rpartition(":oidc-provider/")[2]
    if _GITHUB.fullmatch(issuer):
        yield _Demand((f"{issuer}:aud",), _AWS, "is not the audience of AWS", lambda value: value == _AWS)
        yield _Demand(
            (f"{issuer}:sub",), "repo:<owner>/<name>:environment:<name>", "names no single repository", _is_repository
        )
        return
    if issuer == _COGNITO:
        yield _Demand((f"{issuer}:aud", f"{issuer}:sub"), "<identity pool>", "is not one exact value")
        yield _Demand(
            (f"{issuer}:amr", f"{issuer}:sub"),
            "authenticated",
            "admits guests, who are anyone on the internet",
            lambda value: is_fixed(value) and value != "unauthenticated",
            "ForAnyValue:StringLike",
        )
        return
    if run := next((one for one in _PER_RUN if one[0].fullmatch(issuer)), None):
        _, form, example = run
        yield _Demand(
            (f"{issuer}:sub",),
            example,
            "names no single project",
            lambda value: is_fixed(value) or bool(form.fullmatch(value)),
            "StringLike",
        )
        return
    # With other providers, the requester of a token may choose the audience.
    keys = [f"{issuer}:{claim}" for claim in ("sub", _APPLICATIONS.get(issuer)) if claim]
    yield _Demand(tuple(keys), "<one subject>", "is not one exact value")


def _is_repository(subject: str) -> bool:
    return is_fixed(subject) and bool(_ONE_REPOSITORY.fullmatch(subject))


def _unmet(demand: _Demand, statement: Statement, principal: str) -> Objection | None:
    """A finding unless a condition that no token can skip requires exact values."""
    keys = {key.lower() for key in demand.keys}
    exacting = [one for one in statement.conditions if one.key in keys and _is_exacting(one, demand)]
    if any(one.known and all(map(demand.accepts, one.known)) for one in exacting):
        return None
    if unknown := next((one.unknown for one in exacting if one.unknown), None):
        raise unknown
    key = demand.keys[0]
    instead = f'Write instead: "Condition": {{"{demand.operator}": {{"{key}": "{demand.example}"}}}}.'
    if wrong := next((value for one in exacting for value in one.values if not demand.accepts(value)), None):
        return Objection(
            wrong, f"{wrong!r} as {key} in {statement.label}, which trusts {principal}: it {demand.fault}.\n{instead}"
        )
    return Objection(
        key,
        f"{key!r} has no condition that every token must meet in {statement.label}, which trusts {principal}.\n"
        f"{instead}",
    )


def _is_exacting(condition: Condition, demand: _Demand) -> bool:
    _, is_set, operator = condition.operator.rpartition("foranyvalue:")
    return operator in _EXACTING and (not is_set or demand.operator.startswith("ForAnyValue:"))


policy = resource_rule(
    About(
        name="oidc-trust",
        risk="A stranger's workflow gets a token from the same provider, and with it the role.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP07", "Analyze public and cross-account access"),
            well_architected("SEC02-BP02", "Use temporary credentials"),
        ),
        fix="Require the exact subject (sub) with StringEquals; for GitHub, also the exact audience (aud).",
        url="https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    ),
    trusts,
    _judge,
)
"""Providers other than GitHub need an exact sub; providers of people's identities may have the application's id."""
