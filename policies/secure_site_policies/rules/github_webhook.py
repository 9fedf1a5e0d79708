"""Rule github-webhook: GitHub signs its calls and sends them over TLS, to a receiver whose certificate it verifies.

Without the secret the receiver cannot distinguish GitHub from another sender. Without TLS, or with its verification
off, an attacker on the network can read a signed call and send it again.
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
            "'secret' is not set, so the receiver cannot distinguish GitHub's calls from others.\n"
            'Write instead: "secret": a secret output with which the receiver verifies calls.',
        )


def _verification(args: ResourceValidationArgs) -> Iterator[Objection]:
    if _configuration(args).get("insecureSsl") in (True, "true", "1"):
        yield Objection("insecureSsl", "'insecureSsl' is true.\nWrite instead: \"insecure_ssl\": False.")


def _url(args: ResourceValidationArgs) -> Iterator[Objection]:
    configuration = _configuration(args)
    try:
        url = configuration.get("url")
    except UnknownValueError:
        return  # the receiver does not exist yet; the update judges its address before it creates the webhook
    scheme = str(url).partition("://")[0].lower()
    if scheme != "https":
        yield Objection("url", "'url' is not an https:// URL.\nWrite instead: the receiver's https:// URL.")


def _active(args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.props.get("active") in (False, "false"):
        yield Objection("active", "'active' is false, so GitHub reports no push.\nWrite instead: active=True.")


_IN_PLAIN = Objection(
    "secret",
    "'secret' is plain text in the state, and anyone who reads it can sign calls.\n"
    'Write instead: "secret": pulumi.Output.secret(..), of a value set by `pulumi config set --secret`.',
)

policy = aspects_rule(
    About(
        name="github-webhook",
        risk="A webhook without signature or TLS lets strangers send calls in GitHub's name.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC09-BP03", "Authenticate network communications"),
            well_architected("SEC09-BP02", "Enforce encryption in transit"),
            well_architected("SEC02-BP03", "Store and use secrets securely"),
        ),
        fix="Give the webhook a secret, and an https URL with verification.",
        url="https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
        level=LEVEL,
    ),
    _WEBHOOKS,
    {
        "configuration.secret": _secret,
        "configuration.insecureSsl": _verification,
        "configuration.url": _url,
        "active": _active,
    },
    noting(*_WEBHOOKS),
)
"""Judges webhooks of repositories and organizations. Messages never repeat the URL, which may itself be a secret."""
