"""The policy of one page: the stack's, and the hashes of the page's own code. See docs/adr/0010."""

from collections.abc import Iterable, Sequence

from publish.page_policy.asked import Asked, Inline
from publish.page_policy.matching import allows_inline
from publish.page_policy.policy import NONE, Policy, parse, write

_UNSAFE_HASHES = "'unsafe-hashes'"
_UNSAFE_INLINE = "'unsafe-inline'"


def page_policy(stack_policy: str, page: Asked) -> str | None:
    """The strictest policy that runs exactly the inline code of a page. None if the stack's policy already does.

    - Scripts and styles are allowed by their hashes, event handlers by theirs with 'unsafe-hashes'.
    - Style attributes are allowed as such.
    - javascript: addresses and other hosts are never added.
    """
    policies = parse(stack_policy)
    amended = [_amended(policy, page.inline) for policy in policies]
    return None if amended == list(policies) else write(amended)


def _amended(policy: Policy, inline: Sequence[Inline]) -> Policy:
    blocked = {code.directive for code in inline if not allows_inline(policy, code)}
    for kind in ("script-src", "style-src"):
        element = f"{kind}-elem"
        if element in blocked:
            missing = [code for code in inline if code.directive == element and not allows_inline(policy, code)]
            policy = _with_sources(policy, element, kind, _hashes(missing))
    if "script-src-attr" in blocked:
        handlers = _hashes(code for code in inline if code.directive == "script-src-attr")
        own = policy.directives.get("script-src-attr", ())
        policy = policy.replacing("script-src-attr", _joined(own, [_UNSAFE_HASHES, *handlers]))
    if "style-src-attr" in blocked:
        policy = policy.replacing("style-src-attr", [_UNSAFE_INLINE])
    return policy


def _with_sources(policy: Policy, directive: str, kind: str, sources: Sequence[str]) -> Policy:
    """The sources of what decides today, and these, written where they decide about no more than needed."""
    name = directive if directive in policy.directives else kind
    return policy.replacing(name, _joined(policy.sources(directive) or (), sources))


def _joined(present: Sequence[str], added: Sequence[str]) -> list[str]:
    kept = [source for source in present if source.lower() != NONE]
    return [*kept, *(source for source in added if source not in kept)]


def _hashes(inline: Iterable[Inline]) -> list[str]:
    return sorted({code.source for code in inline})
