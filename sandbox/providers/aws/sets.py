"""Lists that AWS keeps as sets, in no order of their own."""

from typing import Any, TypeVar, cast

from sandbox.providers.conversion.compare import same

T = TypeVar("T")


def in_order_of(given: Any, live: list[T]) -> list[T]:
    """The live items: first those that the program gives, in its order and its words, then the others."""
    known = cast(list[T], given) if isinstance(given, list) else []
    kept = [item for item in known if any(same(item, other) for other in live)]
    return kept + [item for item in live if not any(same(item, other) for other in kept)]
