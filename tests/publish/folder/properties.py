"""How the property tests of this folder draw their examples: the same ones in each run, without a limit of time."""

from hypothesis import HealthCheck, settings

stable = settings(
    deadline=None, derandomize=True, database=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)
"""Decorates a property test."""
