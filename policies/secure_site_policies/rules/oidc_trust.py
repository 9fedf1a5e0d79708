"""Rule oidc-trust: an identity provider vouches for one subject, and only towards AWS.

GitHub gives a token to every workflow of every repository, and others do alike. What a role trusts is therefore not the
provider but the subject in its token, by its whole name: `repo:org/*` is every repository that anybody in the
organization makes, every branch of it and every pull request.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.documents import trusts
from secure_site_policies.iam.principals import is_fixed
from secure_site_policies.iam.statements import Statement, read_statements

_GITHUB = re.compile(r"token\.actions\.(githubusercontent|[a-z0-9-]+\.ghe)\.com(/.*)?")
_EXACTING = ("stringequals", "stringlike")
_AWS = "sts.amazonaws.com"
_ONE_REPOSITORY = re.compile(r"(?:.*:)?(?:(?:repo|repository):[^:/]+/[^:/]+|repository_id:[0-9]+)(?::.*)?")
"""A subject that names a repository: as GitHub writes it, with the ids behind the names, or customised.

GitHub: https://docs.github.com/en/actions/reference/security/oidc#customizing-the-token-claims
"""

_APPLICATIONS = {
    "accounts.google.com": "aud",
    "cognito-identity.amazonaws.com": "aud",
    "graph.facebook.com": "app_id",
    "www.amazon.com": "app_id",
}
"""Provider of people -> the claim with the application that they signed in to, for which it has an id.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a condition has to say for a provider to be trusted."""

    keys: tuple[str, ...]
    """One of them; the first is the one to write."""
    example: str
    """A value to write."""
    fault: str
    """What is wrong with another value, after "it"."""
    says: Callable[[str], bool] = is_fixed
    """What has to hold for each value. Default: is_fixed."""


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
    # Elsewhere the audience may be chosen by whoever asks for a token.
    keys = [f"{issuer}:{claim}" for claim in ("sub", _APPLICATIONS.get(issuer)) if claim]
    yield _Demand(tuple(keys), "<one subject>", "is not one exact value")


def _is_repository(subject: str) -> bool:
    return is_fixed(subject) and bool(_ONE_REPOSITORY.fullmatch(subject))


def _unmet(demand: _Demand, statement: Statement, principal: str) -> Objection | None:
    """A finding unless a condition that no token can skip demands one of a few exact values."""
    keys = {key.lower() for key in demand.keys}
    exacting = [one for one in statement.conditions if one.key in keys and one.operator in _EXACTING]
    if any(all(map(demand.says, one.values)) for one in exacting):
        return None
    key = demand.keys[0]
    instead = f'Write instead: "Condition": {{"StringEquals": {{"{key}": "{demand.example}"}}}}.'
    if wrong := next((value for one in exacting for value in one.values if not demand.says(value)), None):
        return Objection(
            wrong, f"{wrong!r} as {key} in {statement.label}, which trusts {principal}: it {demand.fault}.\n{instead}"
        )
    return Objection(
        key, f"{key!r} is not demanded by {statement.label}, which trusts {principal}, in a way that holds.\n{instead}"
    )


policy = resource_rule(
    About(
        name="oidc-trust",
        risk="A stranger's workflow gets the same provider's token, and with it the role.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP07", "Analyze public and cross-account access"),
            well_architected("SEC02-BP02", "Use temporary credentials"),
        ),
        fix="Demand the exact subject (sub), and of GitHub the exact audience (aud), with StringEquals.",
        url="https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    ),
    trusts,
    _judge,
)
"""Mandatory. Other providers than GitHub need an exact sub, those of people's applications the application's id."""
