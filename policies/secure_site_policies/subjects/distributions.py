"""CloudFront's distributions: their types, and where their parts are."""

from collections.abc import Mapping, Sequence

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
MULTITENANT = "aws:cloudfront/multitenantDistribution:MultitenantDistribution"
DISTRIBUTIONS = (DISTRIBUTION, MULTITENANT)
"""The types that serve viewers. A tenant of the second takes its behaviors from there."""

BEHAVIORS: Mapping[str, Sequence[str]] = {
    DISTRIBUTION: ("defaultCacheBehavior", "orderedCacheBehaviors.*"),
    MULTITENANT: ("defaultCacheBehavior", "cacheBehaviors.*"),
}
"""Type -> the paths of its cache behaviors."""

ORIGINS: Mapping[str, str] = dict.fromkeys(DISTRIBUTIONS, "origins.*")
"""Type -> the path of its origins."""
