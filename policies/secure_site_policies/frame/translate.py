"""The resources that a rule judges for one resource of the program.

A rule knows the types of pulumi_aws. A resource of aws-native or of a package made of hashicorp/aws, and a resource
inside a CloudFormation template, is presented to every rule as the pulumi_aws resource that it amounts to. It keeps the
name and the URN that it has in the program.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, ResourceValidationArgs

from secure_site_policies.types.translate import Known, is_foreign, translated
from secure_site_policies.types.views import camel, path_in_source, path_of

_INSIDE = "\0"
"""Sets the place inside a resource apart from the URN of the resource."""


class Presented(ResourceValidationArgs):
    """A resource under another type and other names than the program has for it."""

    known: Known
    """The resource as the rules know it."""


def presented(args: ResourceValidationArgs) -> Iterator[ResourceValidationArgs]:
    """The resource, and those that it stands for."""
    yield args
    if is_foreign(args.resource_type):
        for known in translated(args.resource_type, args.props):
            urn, name = _inside(args.urn, args.name, known)
            config, tags = dict(args.get_config()), args.stack_tags
            one = Presented(known.type, known.properties, urn, name, args.opts, args.provider, config, tags)
            one.known = known
            yield one


def presented_in_stack(resource: PolicyResource) -> Iterator[PolicyResource]:
    """A resource of a stack, and those that it stands for."""
    yield resource
    if is_foreign(resource.resource_type):
        for known in translated(resource.resource_type, resource.props):
            urn, name = _inside(resource.urn, resource.name, known)
            refers = {} if known.inside else _references(resource, known)
            yield PolicyResource(
                *(known.type, known.properties, urn, name),
                *(resource.opts, resource.provider, resource.parent, resource.dependencies, refers),
            )


def own_urn(urn: str) -> str:
    """The URN of the resource of the program that holds the resource with this URN."""
    return urn.partition(_INSIDE)[0]


def own_path(resource: ResourceValidationArgs, path: str) -> str:
    """The path of a property as the program has it: CloudFormation's name in a template, camelCase in aws-native."""
    if not isinstance(resource, Presented):
        return path
    found = path_in_source(path, resource.known.names)
    return found if resource.known.inside else ".".join(map(camel, found.split(".")))


def _inside(urn: str, name: str, known: Known) -> tuple[str, str]:
    return (f"{urn}{_INSIDE}{known.inside}", f"{name}: {known.inside}") if known.inside else (urn, name)


def _references(resource: PolicyResource, known: Known) -> dict[str, list[PolicyResource]]:
    """The references of a resource by the names of its presented properties."""
    found = {key.lower(): others for key, others in resource.property_dependencies.items()}
    refers = dict(resource.property_dependencies)
    for name, where in known.names.items():
        first = "" if isinstance(where, dict) else path_of(where).partition(".")[0].lower()
        if first in found:
            refers[name] = found[first]
    if known.link:
        refers[known.link] = [resource]
    return refers
