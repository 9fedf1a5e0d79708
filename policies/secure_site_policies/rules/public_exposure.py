"""Rule public-exposure: no resource opens itself by a property.

Policies and ACLs are not the only way to admit everyone: a function URL without authorization, a snapshot shared with
all accounts, a database with a public address. The rule reads each property that opens a resource of AWS, as the table
data/openings.json lists them. What a resource shares with accounts that it names passes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import quoted
from secure_site_policies.subjects.values import holds
from secure_site_policies.types.views import is_list

OPENINGS = DATA / "openings.json"
"""Resource type -> [path, values that open it, what they do, what to write instead]; the values as subjects.values has
them."""

_CLUSTER = "aws:eks/cluster:Cluster"
_METHOD = "aws:apigateway/method:Method"

LANGUAGES_READ: Mapping[str, Sequence[str]] = {
    "aws:bedrock/agentcorePolicy:AgentcorePolicy": ["definition.cedar.statement"],
    "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy": ["policy"],
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": ["policy"],
    "aws:verifiedaccess/endpoint:Endpoint": ["policyDocument"],
    "aws:verifiedaccess/group:Group": ["policyDocument"],
    "aws:verifiedpermissions/policy:Policy": ["definition.static.statement"],
    "aws:verifiedpermissions/policyTemplate:PolicyTemplate": ["statement"],
}
"""Resource type -> the paths of its policies in OpenSearch Serverless's language or in Cedar."""

_OPEN_TO_EVERYONE = {
    "AllowFromPublic": (
        re.compile(r'"AllowFromPublic"\s*:\s*true'),
        "puts the collections on the internet",
        '"AllowFromPublic": false, with "SourceVPCEs"',
    ),
    "aoss:*": (
        re.compile(r'"aoss:\*"'),
        "grants every action on the data, actions that AWS adds later included",
        "the actions that are used, such as aoss:ReadDocument",
    ),
    "Principal": (
        re.compile(r'"Principal"\s*:\s*(\[[^\]]*)?"[^"]*\*'),
        "has a wildcard, so it admits identities that no one named",
        "the ARNs of the roles",
    ),
    "permit": (
        re.compile(r"\bpermit\s*\(\s*principal\s*,\s*action\s*,\s*resource\s*,?\s*\)\s*(when\s*\{\s*true\s*\}\s*)?;"),
        "allows every action of everyone on everything",
        'permit(principal in Group::"..", action == .., resource == ..), or a `when` that limits it',
    ),
}
"""The words of a policy -> their pattern, what they do, and what to write instead."""

_EVERYWHERE = {"0.0.0.0/0", "::/0"}


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    openings: Sequence[Sequence[Any]] = entry(OPENINGS, args.resource_type) or ()
    for path, values, effect, instead in openings:
        for place in walk(args.props, path.split("."), absent="" in values):
            yield Place(
                place.path, lambda place=place, rest=(values, effect, instead): (place.path, place.read(), *rest)
            )
    if args.resource_type == _CLUSTER:
        yield Place("vpcConfig", lambda: the_object(args.props.get("vpcConfig")))
    for path in LANGUAGES_READ.get(args.resource_type, ()):
        yield from walk(args.props, path.split("."))


def _judge(found: Any, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _CLUSTER:
        yield from _judge_cluster(found)
    elif args.resource_type in LANGUAGES_READ:
        yield from _judge_language(found)
    elif holds(found[1], found[2]) and not _is_preflight(args):
        path, value, _, effect, instead = found
        shown = f"{path}={_shown(value)}"
        yield Objection(shown, f"'{shown}' {effect}.\nWrite instead: {instead}")


def _is_preflight(args: ResourceValidationArgs) -> bool:
    """Whether a method answers only the browser's question before a request, which carries no credentials.

    AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    """
    return args.resource_type == _METHOD and str(args.props.get("httpMethod")).upper() == "OPTIONS"


def _judge_cluster(config: Mapping[str, Any]) -> Iterator[Objection]:
    """EKS opens the endpoint of a cluster to the internet unless its networks are listed."""
    if config.get("endpointPublicAccess") is False:
        return
    networks = config.get("publicAccessCidrs")
    listed = [str(network) for network in networks] if networks and is_list(networks) else sorted(_EVERYWHERE)
    if open_ones := _EVERYWHERE & set(listed):
        yield Objection(
            "publicAccessCidrs",
            f"'publicAccessCidrs' has {', '.join(sorted(open_ones))}, EKS's default: the endpoint of the cluster "
            "answers the whole internet.\nWrite instead: endpoint_public_access=False, or the networks of the "
            "administrators in public_access_cidrs",
        )


def _judge_language(policy: object) -> Iterator[Objection]:
    """What is open to everyone in a policy of OpenSearch Serverless or in Cedar."""
    text = policy if isinstance(policy, str) else json.dumps(policy, default=_plain)
    for found, (pattern, effect, instead) in _OPEN_TO_EVERYONE.items():
        if pattern.search(text):
            yield Objection(found, f"{found!r} {effect}.\nWrite instead: {instead}")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, Any], value))
    return list(value) if is_list(value) else str(value)


def _shown(value: object) -> str:
    if value is None:
        return "(not set)"
    return quoted(value).strip("'\"") if isinstance(value, str) else str(value).lower()[:40]


policy = resource_rule(
    About(
        name="public-exposure",
        risk="A property that opens a resource admits every AWS account or the whole internet, past every policy.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP07", "Analyze public and cross-account access"),
            fsbp("Lambda.1", "Lambda function policies should prohibit public access"),
            fsbp("RDS.1", "RDS snapshot should be private"),
            fsbp("RDS.2", "RDS DB Instances should prohibit public access"),
            fsbp("EC2.1", "Amazon EBS snapshots should not be publicly restorable"),
            fsbp("EC2.23", "Amazon EC2 Transit Gateways should not automatically accept VPC attachment requests"),
            fsbp("EKS.1", "EKS cluster endpoints should not be publicly accessible"),
            fsbp("Redshift.1", "Amazon Redshift clusters should prohibit public access"),
            fsbp("DMS.1", "Database Migration Service replication instances should not be public"),
            fsbp("SSM.4", "SSM documents should not be public"),
            fsbp("Cognito.2", "Cognito identity pools should not allow unauthenticated identities"),
            fsbp("APIGateway.8", "API Gateway routes should specify an authorization type"),
            fsbp("AppSync.5", "AWS AppSync GraphQL APIs should not be authenticated with API keys"),
            fsbp("MSK.4", "MSK clusters should have public access disabled"),
            fsbp("MSK.6", "MSK clusters should disable unauthenticated access"),
        ),
        fix="Close the resource, and name the accounts, identities or networks that need it.",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_analyze_cross_account.html",
    ),
    _places,
    _judge,
)
