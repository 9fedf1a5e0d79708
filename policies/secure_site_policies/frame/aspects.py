"""Rules that check several aspects of one resource: an unknown value in one aspect leaves the others judged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, ResourceValidationPolicy

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, Remediate, resource_rule

Aspect = Callable[[ResourceValidationArgs], Iterable[Objection]]
"""One check of a resource; returns the objections."""


def aspects_rule(
    about: About,
    resource_types: Sequence[str],
    aspects: Mapping[str, Aspect],
    remediate: Remediate | None = None,
) -> ResourceValidationPolicy:
    """Declares a rule about resources of these types.

    aspects: each check by its name in messages, most often the path of a property.
    """

    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        if args.resource_type in resource_types:
            for name, aspect in aspects.items():
                yield Place(name, lambda aspect=aspect: aspect)

    def judge(aspect: Aspect, args: ResourceValidationArgs) -> Iterable[Objection]:
        return aspect(args)

    return resource_rule(about, places, judge, remediate)
