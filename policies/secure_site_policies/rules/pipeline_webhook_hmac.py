"""Rule pipeline-webhook-hmac: only signed calls start a pipeline, and only for the branch in its filter.

The address of a webhook is public. Without a signature anyone who knows it can start the pipeline; without a filter,
every push to any branch starts it.
"""

import ipaddress
from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.objects import objects, the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, well_architected
from secure_site_policies.subjects.secretness import LEVEL, noting, unless_secret

_WEBHOOK = "aws:codepipeline/webhook:Webhook"
_CONFIGURATION, _TOKEN = "authenticationConfiguration", "secretToken"


def _authentication(args: ResourceValidationArgs) -> Iterator[Objection]:
    kind = args.props.get("authentication")
    if kind == "GITHUB_HMAC":
        if is_set(the_object(args.props.get(_CONFIGURATION)), _TOKEN):
            yield from unless_secret(args, [((_CONFIGURATION, _TOKEN), _IN_PLAIN)])
        else:
            yield Objection(_TOKEN, f"'{_TOKEN}' is not set, so no call is verified.\n{_WRITE}")
    elif kind != "IP":
        yield Objection(str(kind), f"{str(kind)!r} lets anyone who knows the address start the pipeline.\n{_WRITE}")
    elif not _is_one_address(allowed := the_object(args.props.get(_CONFIGURATION)).get("allowedIpRange")):
        yield Objection(
            str(allowed),
            f"{str(allowed)!r} is not a single address: everyone in the range can start the pipeline.\n{_WRITE}",
        )


def _filters(args: ResourceValidationArgs) -> Iterator[Objection]:
    filters = objects(args.props.get("filters"))
    if not any(one.get("jsonPath") == "$.ref" and is_set(one, "matchEquals") for one in filters):
        yield Objection(
            "$.ref",
            "'$.ref' is not filtered, so a push to any branch starts the pipeline.\n"
            'Write instead: filters=[{"json_path": "$.ref", "match_equals": "refs/heads/{Branch}"}].',
        )


def _is_one_address(cidr: object) -> bool:
    try:
        return isinstance(cidr, str) and ipaddress.ip_network(cidr, strict=False).num_addresses == 1
    except ValueError:
        return False


_WRITE = 'Write instead: authentication="GITHUB_HMAC", authentication_configuration={"secret_token": a secret output}.'
_IN_PLAIN = Objection(
    _TOKEN,
    f"'{_TOKEN}' is plain text in the state, and anyone who reads it can sign calls.\n"
    f'Write instead: authentication_configuration={{"secret_token": pulumi.Output.secret(..)}}, of a value set by '
    "`pulumi config set --secret`.",
)

policy = aspects_rule(
    About(
        name="pipeline-webhook-hmac",
        risk="A stranger who can start the pipeline decides when the site is published, and raises its costs.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC09-BP03", "Authenticate network communications"),
            well_architected("SEC02-BP03", "Store and use secrets securely"),
        ),
        fix="Let GitHub sign its calls with a secret that the pipeline's webhook verifies, and filter the branch.",
        url="https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookDefinition.html",
        level=LEVEL,
    ),
    [_WEBHOOK],
    {"authentication": _authentication, "filters": _filters},
    noting(_WEBHOOK),
)
"""A webhook for a single IP address passes as well."""
