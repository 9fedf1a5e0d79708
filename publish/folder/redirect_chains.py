"""Redirects that lead to other redirects: loops are not served, and chains are named."""

from publish.folder.addresses import Addresses
from publish.folder.derived import Derived
from publish.folder.redirect_targets import is_elsewhere, split
from publish.folder.served_redirects import Redirects


def without_loops(found: Redirects, derived: Derived, addresses: Addresses) -> None:
    """Removes the stubs of rules that lead back to themselves, and adds a notice for each rule and for each chain."""
    looping: set[str] = set()
    chained: dict[int, str] = {}
    for place in found.stubs:
        steps = _steps(place, found, derived, addresses)
        if steps is None:
            looping.add(place)
        elif len(steps) > 1:
            chained[found.rules[place].line] = f"{steps[0]} redirects again; name the end instead: {steps[-1]}"
    lines = {found.rules[place].line: found.rules[place] for place in looping}
    for place in looping:
        del found.stubs[place]
    for line in sorted(lines):
        found.notices.append(f"{lines[line].where}: not served, because it leads back to itself; mend its target")
    by_line = {rule.line: rule for rule in found.rules.values()}
    for line in sorted(chained.keys() - lines.keys()):
        found.notices.append(f"{by_line[line].where}: served, but {chained[line]}")


def _steps(place: str, found: Redirects, derived: Derived, addresses: Addresses) -> list[str] | None:
    """The locations that a viewer passes from a stub on. None if they never end."""
    steps: list[str] = []
    seen: set[str] = set()
    at: str | None = place
    while at is not None:
        if at in seen:
            return None
        seen.add(at)
        target = found.stubs.get(at) or derived.stubs.get(at)
        if target is None:
            return steps
        steps.append(target.location)
        at = None if is_elsewhere(target.location) else addresses.key_at(split(target.location)[0])
    return steps
