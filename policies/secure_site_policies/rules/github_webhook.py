"""Rule github-webhook: GitHub signs what it sends, and sends it encrypted to an end whose certificate it verifies.

Without the secret the receiver cannot tell GitHub from anybody else; without TLS, or with its verification off, whoever
is on the way reads the signed call and can send it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, well_architected
from secure_site_policies.subjects.secretness import LEVEL, noting, unless_secret

_WEBHOOKS = ("github:index/repositoryWebhook:RepositoryWebhook", "github:index/organizationWebhook:OrganizationWebhook")
_CONFIGURATION = "configuration"


def _configuration(args: ResourceValidationArgs) -> Mapping[str, Any]:
    return the_object(args.props.get(_CONFIGURATION))


def _secret(args: ResourceValidationArgs) -> Iterator[Objection]:
    if is_set(_configuration(args), "secret"):
        yield from unless_secret(args, [((_CONFIGURATION, "secret"), _IN_PLAIN)])
    else:
        yield Objection(
            "secret",
            "'secret' is not set, so nobody can tell GitHub's calls from others.\n"
            'Write instead: "secret": a secret output that the receiver verifies with.',
        )


def _verification(args: ResourceValidationArgs) -> Iterator[Objection]:
    if _configuration(args).get("insecureSsl") in (True, "true", "1"):
        yield Objection("insecureSsl", "'insecureSsl' is true.\nWrite instead: \"insecure_ssl\": False.")


def _url(args: ResourceValidationArgs) -> Iterator[Objection]:
    configuration = _configuration(args)
    try:
        url = configuration.get("url")
    except UnknownValueError:
        return  # the address of a receiver that is yet to be made; the update judges it before it makes the webhook
    scheme = str(url).partition("://")[0].lower()
    if scheme != "https":
        yield Objection("url", "'url' is not an https:// URL.\nWrite instead: the receiver's https:// URL.")


def _content_type(args: ResourceValidationArgs) -> Iterator[Objection]:
    kind = _configuration(args).get("contentType")
    if kind != "json":
        yield Objection(
            "contentType",
            f"'contentType' is {kind!r}, and receivers such as CodePipeline read their filters in JSON.\n"
            'Write instead: "content_type": "json".',
        )


def _active(args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.props.get("active") in (False, "false"):
        yield Objection("active", "'active' is false, so GitHub tells nobody of a push.\nWrite instead: active=True.")


_IN_PLAIN = Objection(
    "secret",
    "'secret' is in plain text in the state, and whoever has it can sign calls.\n"
    'Write instead: "secret": pulumi.Output.secret(..), of a value set by `pulumi config set --secret`.',
)

policy = aspects_rule(
    About(
        name="github-webhook",
        risk="A webhook that is not signed, or sent in the clear, lets strangers speak for GitHub.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC09-BP03", "Authenticate network communications"),
            well_architected("SEC09-BP02", "Enforce encryption in transit"),
            well_architected("SEC02-BP03", "Store and use secrets securely"),
        ),
        fix="Give the webhook a secret, an https URL with verification on, and JSON as its content type.",
        url="https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
        level=LEVEL,
    ),
    _WEBHOOKS,
    {
        "configuration.secret": _secret,
        "configuration.insecureSsl": _verification,
        "configuration.url": _url,
        "configuration.contentType": _content_type,
        "active": _active,
    },
    noting(*_WEBHOOKS),
)
"""Webhooks of repositories and of organizations. Messages never repeat the URL, which can be a secret itself."""
