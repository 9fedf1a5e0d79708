"""Rule unread-documents: every template and every policy document can be read.

The resources of a CloudFormation template, and the documents in them, are judged by all rules as if the program had
registered them. A template at a URL, one that a macro rewrites, or one that is malformed cannot be judged, and neither
can a policy document in a resource type that the pack does not know: each is a violation, never a silent pass.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.data.tables import DATA, entry
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.frame.translate import Presented
from secure_site_policies.iam.documents import holds_documents
from secure_site_policies.types.documents import unnamed_documents
from secure_site_policies.types.templates import Inner, UnreadableTemplateError
from secure_site_policies.types.translate import ANY_TYPE, TEMPLATES, inner_ones, is_foreign, known_type, knows

LIMITS = DATA / "limits.json"
"""Resource type -> why its documents grant nothing."""

_PACKAGES = ("aws:", "aws-native:", "awscc:")

ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "aws:cfg/conformancePack:ConformancePack": ("templateS3Uri",),
    "aws:cfg/organizationConformancePack:OrganizationConformancePack": ("templateS3Uri",),
    "aws:cloudformation/stack:Stack": ("templateUrl",),
    "aws:cloudformation/stackSet:StackSet": ("templateUrl",),
}
"""Resource type -> its properties that name a template outside the program."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    kind = args.resource_type
    for key in ELSEWHERE.get(kind, ()):
        if is_set(args.props, key):
            yield Place(key, lambda key=key: [Objection(key, _elsewhere(key))])
    if is_foreign(kind):
        yield Place(TEMPLATES.get(kind, kind), lambda: list(_inside(kind, args.props)))
    if (
        kind.startswith(_PACKAGES)
        and not isinstance(args, Presented)
        and known_type(kind) == kind
        and not _is_read(kind)
    ):
        yield Place(kind, lambda: [_unknown(path, kind) for path in unnamed_documents(args.props)])


def _is_read(kind: str) -> bool:
    return (
        kind in TEMPLATES or kind in ANY_TYPE or holds_documents(kind) or knows(kind) or entry(LIMITS, kind) is not None
    )


def _inside(kind: str, properties: Mapping[str, Any]) -> Iterator[Objection]:
    try:
        inner = list(inner_ones(kind, properties))
    except UnreadableTemplateError as error:
        yield Objection("template", f"the 'template' cannot be judged: {error}.\n{_INLINE}")
        return
    for one in inner:
        if not knows(one.type):
            yield from (_unknown(f"{_label(one)}{path}", one.type) for path in unnamed_documents(one.properties))


_INLINE = "Write instead resources of pulumi_aws, or a template in the program, in JSON or YAML and without macros."


def _elsewhere(key: str) -> str:
    return f"{key!r} names a template that is not in the program, and its resources cannot be judged.\n{_INLINE}"


def _unknown(path: str, kind: str) -> Objection:
    return Objection(
        path,
        f"{path!r} holds a policy document, and the pack does not know {kind}, so no other rule judges it.\n"
        "Write instead the resource of pulumi_aws that holds the same policy.",
    )


def _label(inner: Inner) -> str:
    return f"{inner.logical_id}." if inner.logical_id else ""


def _judge(found: list[Objection], _args: ResourceValidationArgs) -> list[Objection]:
    return found


policy = resource_rule(
    About(
        name="unread-documents",
        risk="A template or a policy that no rule can read may grant anything.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP02", "Grant least privilege access"),),
        fix="Write the resources in the program, or their template in a form that the pack reads.",
        url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html",
    ),
    _places,
    _judge,
)
