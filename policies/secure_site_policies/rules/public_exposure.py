"""Rule public-exposure: no resource opens itself by a property.

Policies and ACLs are not the only way to admit everyone: a function URL without authorization, a snapshot shared with
all accounts, a database with a public address. The rule reads each property that opens a resource of AWS, as the table
data/openings.json lists them. What a resource shares with accounts that it names passes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, walk
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import quoted
from secure_site_policies.subjects.values import holds

OPENINGS = DATA / "openings.json"
"""Resource type -> [path, values that open it, what they do, what to write instead]; the values as subjects.values has
them."""

_CLUSTER = "aws:eks/cluster:Cluster"
_METHOD = "aws:apigateway/method:Method"
_NETWORK_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"
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
    if args.resource_type == _NETWORK_POLICY:
        yield Place("policy", lambda: args.props.get("policy"))


def _judge(found: Any, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _CLUSTER:
        yield from _judge_cluster(found)
    elif args.resource_type == _NETWORK_POLICY:
        yield from _judge_network_policy(found)
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
    networks = config.get("publicAccessCidrs") or sorted(_EVERYWHERE)
    if open_ones := _EVERYWHERE & set(networks):
        yield Objection(
            "publicAccessCidrs",
            f"'publicAccessCidrs' has {', '.join(sorted(open_ones))}, EKS's default: the endpoint of the cluster "
            "answers the whole internet.\nWrite instead: endpoint_public_access=False, or the networks of the "
            "administrators in public_access_cidrs",
        )


def _judge_network_policy(policy: object) -> Iterator[Objection]:
    if isinstance(policy, str) and '"AllowFromPublic":true' in "".join(policy.split()):
        yield Objection(
            "AllowFromPublic",
            "'AllowFromPublic' puts the collections on the internet.\n"
            'Write instead: "AllowFromPublic": false, with "SourceVPCEs"',
        )


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
            fsbp("RDS.2", "RDS DB Instances should prohibit public access"),
            fsbp("Lambda.1", "Lambda function policies should prohibit public access"),
        ),
        fix="Close the resource, and name the accounts, identities or networks that need it.",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_analyze_cross_account.html",
    ),
    _places,
    _judge,
)
