"""Rule unread-grants: a grant in a language that the pack does not read is reported.

AWS has more grants than IAM's documents: KMS grants, Lake Formation's permissions, access entries of a Kubernetes
cluster, assignments of Identity Center. The other rules judge what is open to everyone in them; who is named there, and
for what, they do not read. The level is advisory, since most such grants are right and the pack cannot tell: each is
listed in the report, for a person to review. A team without such grants can make the rule mandatory.
"""

from collections.abc import Iterator

from pulumi_policy import EnforcementLevel, ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

LANGUAGES = DATA / "languages.json"
"""Resource type -> the grant that it holds."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if grant := entry(LANGUAGES, args.resource_type):
        yield Place(args.resource_type, lambda: grant)


def _judge(grant: str, args: ResourceValidationArgs) -> Iterator[Objection]:
    kind = args.resource_type.rpartition(":")[2]
    yield Objection(kind, f"{kind!r} is {grant}, which no rule reads: review who gets which access.")


policy = resource_rule(
    About(
        name="unread-grants",
        risk="A grant in a language that the pack does not read may admit anyone, and no other rule notices.",
        severity=Severity.LOW,
        controls=(well_architected("SEC03-BP07", "Analyze public and cross-account access"),),
        fix="Review the grant: the identities and accounts that it names, and what they may do.",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_analyze_cross_account.html",
        level=EnforcementLevel.ADVISORY,
    ),
    _places,
    _judge,
)
