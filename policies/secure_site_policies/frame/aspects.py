"""Rules that ask several things of one resource: an unknown in one of them leaves the others judged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, ResourceValidationPolicy

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Finding, Remediate, resource_rule

Aspect = Callable[[ResourceValidationArgs], Iterable[Finding]]
"""One thing that a rule asks, and what it objects to."""


def aspects_rule(
    about: About,
    resource_types: Sequence[str],
    aspects: Mapping[str, Aspect],
    remediate: Remediate | None = None,
) -> ResourceValidationPolicy:
    """A rule about resources of these types.

    aspects: by what stands for them in messages, most often the path of a property.
    """

    def places(args: ResourceValidationArgs) -> Iterator[Place]:
        if args.resource_type in resource_types:
            for name, aspect in aspects.items():
                yield Place(name, lambda aspect=aspect: aspect)

    def judge(aspect: Aspect, args: ResourceValidationArgs) -> Iterable[Finding]:
        return aspect(args)

    return resource_rule(about, places, judge, remediate)
