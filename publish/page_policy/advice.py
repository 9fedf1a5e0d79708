"""The setting that allows what a site asks for and its policy forbids."""

import re
import shlex
from collections.abc import Mapping, Sequence, Set

from publish.page_policy.address import Address
from publish.page_policy.matching import allows_all_inline
from publish.page_policy.policy import LONGEST_POLICY, NONE, SELF, Policy, write

_SCHEMES = frozenset({"data", "blob", "mailto"})
_CODE = frozenset({"script-src-elem", "worker-src"})
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?")
_STRICT_DYNAMIC = "'strict-dynamic'"
_SPECIAL_IN_BASH = re.compile(r"[!\"$`\\]")
_COLLAPSIBLE = ("img-src", "media-src")
"""Directives for which "https:" may stand for many hosts, because what it lets in cannot act."""

Additions = Mapping[str, Mapping[str, Set[int]]]
"""Directive -> source -> positions of the policies that the source has to be added to."""


_UNSAFE_INLINE = "'unsafe-inline'"


def source_for(directive: str, address: Address, site: Address) -> str | None:
    """The source that allows an address and its host's others. None if no policy should have one.

    Scripts as data: addresses are one: any link could hold one.
    """
    if address.host:
        if (address.host, address.port, address.scheme) == (site.host, site.port, site.scheme):
            return SELF
        return address.origin if _HOST.fullmatch(address.host) else None
    return f"{address.scheme}:" if address.scheme in _SCHEMES and directive not in _CODE else None


def setting(policies: Sequence[Policy], additions: Additions) -> str | None:
    """The stack's policy with the additions. None if it would be longer than a header may be."""
    text = _with(policies, additions)
    if len(text) > LONGEST_POLICY:
        text = _with(policies, {name: _collapsed(name, sources) for name, sources in additions.items()})
    return text if len(text) <= LONGEST_POLICY else None


def any_style(policies: Sequence[Policy]) -> Additions:
    """What allows styles whose text is not known."""
    sources = [policy.sources("style-src-elem") for policy in policies]
    lacking = {
        position
        for position, found in enumerate(sources)
        if found is not None and not allows_all_inline(found, is_script=False)
    }
    return {"style-src-elem": {_UNSAFE_INLINE: lacking}}


def merged(one: Additions, other: Additions) -> Additions:
    """Both additions as one."""
    found: dict[str, dict[str, set[int]]] = {}
    for additions in (one, other):
        for directive, sources in additions.items():
            for source, positions in sources.items():
                found.setdefault(directive, {}).setdefault(source, set()).update(positions)
    return found


def command(policy: str) -> str:
    """The line that sets the policy of a stack, as it can be pasted into bash."""
    quoted = shlex.quote(policy) if _SPECIAL_IN_BASH.search(policy) else f'"{policy}"'
    return f"pulumi config set contentSecurityPolicy {quoted}"


def _with(policies: Sequence[Policy], additions: Additions) -> str:
    return write([_allowing(policy, position, additions) for position, policy in enumerate(policies)])


def _allowing(policy: Policy, position: int, additions: Additions) -> Policy:
    for directive, added in additions.items():
        missing = sorted(source for source, positions in added.items() if position in positions)
        if missing:
            kept = [source for source in policy.sources(directive) or () if _is_kept(directive, source)]
            if _UNSAFE_INLINE in missing:
                kept = [source for source in kept if not source.startswith(("'sha", "'nonce-"))]
            wanted = [*kept, *(source for source in missing if source not in kept)]
            policy = policy.replacing(_written(policy, directive), wanted)
    return policy


def _is_kept(directive: str, source: str) -> bool:
    """Whether a source still has a meaning beside an added address, in a directive that is written out."""
    lowered = source.lower()
    if directive in ("script-src-elem", "style-src-elem"):
        # Browsers ignore every address of scripts beside 'strict-dynamic'.
        return lowered not in (NONE, _STRICT_DYNAMIC)
    return not source.startswith("'") or lowered == SELF


def _written(policy: Policy, directive: str) -> str:
    """The directive to write. One that decides about other things too is left as it is."""
    return directive if directive in policy.directives else directive.removesuffix("-elem")


def _collapsed(directive: str, sources: Mapping[str, Set[int]]) -> Mapping[str, Set[int]]:
    if directive not in _COLLAPSIBLE:
        return sources
    kept = {source: positions for source, positions in sources.items() if not source.startswith("https://")}
    return {**kept, "https:": set[int]().union(*(sources[source] for source in sources.keys() - kept.keys()))}
