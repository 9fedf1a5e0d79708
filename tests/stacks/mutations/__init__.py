"""Unsafe changes to the real program, one at a time, and the rules that have to block each."""

from tests.stacks.mutations import delivery, edge, people, permissions, storage, trust, watch
from tests.stacks.mutations.mutation import Mutation, mutated

__all__ = ["MUTATIONS", "Mutation", "mutated"]

MUTATIONS: tuple[Mutation, ...] = (
    *permissions.MUTATIONS,
    *trust.MUTATIONS,
    *people.MUTATIONS,
    *storage.MUTATIONS,
    *edge.MUTATIONS,
    *delivery.MUTATIONS,
    *watch.MUTATIONS,
)
"""The first is the one that all of this is for: a build role that may get and put in any bucket."""
