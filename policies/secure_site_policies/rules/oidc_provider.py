"""Rule oidc-provider: an identity provider is asked over TLS, and only tokens made for AWS count.

A token is made out to an audience. A provider that accepts further audiences accepts tokens that workflows made for
other services, which those services then can use here. Rule oidc-trust judges the roles that trust the provider.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.rule import About, Objection, well_architected

_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
_AUDIENCE = "sts.amazonaws.com"
_WORKFLOWS = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "api.bitbucket.org",
    "oidc.circleci.com",
    "app.terraform.io",
)
"""Issuers of tokens for workflows, each for the audience that the workflow names."""
_OTHERS = {"app.terraform.io": "aws.workload.identity", "gitlab.com": "https://gitlab.com"}
"""Issuer -> the audience of its own documents, beside that of AWS."""


def _address(args: ResourceValidationArgs) -> Iterator[Objection]:
    url = str(args.props.get("url"))
    if url.startswith("http://"):
        yield Objection("url", "'url' is plain HTTP, where anyone can answer.\nWrite instead: url=\"https://..\".")


def _audiences(args: ResourceValidationArgs) -> Iterator[Objection]:
    issuer = str(args.props.get("url")).removeprefix("https://").partition("/")[0]
    found: Any = args.props.get("clientIdLists")
    audiences = [str(one) for one in cast(Sequence[Any], found)] if isinstance(found, Sequence) else []
    wanted = (_AUDIENCE, _OTHERS.get(issuer, _AUDIENCE))
    for audience in audiences:
        if audience == "*" or (issuer in _WORKFLOWS and audience not in wanted):
            yield Objection(
                audience,
                f"{audience!r} is an audience of tokens for another service.\n"
                f'Write instead: client_id_lists=["{_AUDIENCE}"].',
            )


policy = aspects_rule(
    About(
        name="oidc-provider",
        risk="Another service that gets a workflow's token can use it to act in this account.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC02-BP04", "Rely on a centralized identity provider"),),
        fix="Accept the audience sts.amazonaws.com alone, from an https:// issuer.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    ),
    [_PROVIDER],
    {"url": _address, "clientIdLists": _audiences},
)
"""Judges OpenID Connect providers of IAM."""
