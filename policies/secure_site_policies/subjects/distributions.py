"""CloudFront distributions: their resource types, and the paths of their parts."""

from collections.abc import Mapping, Sequence

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
MULTITENANT = "aws:cloudfront/multitenantDistribution:MultitenantDistribution"
DISTRIBUTIONS = (DISTRIBUTION, MULTITENANT)
"""The types that serve viewers. A tenant of a multi-tenant distribution takes its behaviors from that distribution."""

BEHAVIORS: Mapping[str, Sequence[str]] = {
    DISTRIBUTION: ("defaultCacheBehavior", "orderedCacheBehaviors.*"),
    MULTITENANT: ("defaultCacheBehavior", "cacheBehaviors.*"),
}
"""Type -> the paths of its cache behaviors."""

ORIGINS: Mapping[str, str] = dict.fromkeys(DISTRIBUTIONS, "origins.*")
"""Type -> the path of its origins."""
