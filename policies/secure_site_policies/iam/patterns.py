"""The patterns of findings that cover several actions.

An exemption repeats the pattern literally. The pattern therefore contains every action: an action that a later change
adds to the statement is a finding that no exemption covers.
"""

import hashlib
from collections.abc import Iterable

from secure_site_policies.frame.wording import quoted

_FEW = 6
_LONGEST = 200


def covering(actions: Iterable[str]) -> str:
    """The actions in an order of their own, each once: "s3:GetObject, s3:PutObject".

    Beyond six, a digest stands for the rest: "s3:A, .., s3:F and 40 more (sha256 1f3a9c2e5b7d)".
    """
    ordered = sorted(set(actions), key=lambda action: (action.lower(), action))
    if len(ordered) <= _FEW:
        return ", ".join(ordered)
    digest = hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:12]
    return f"{', '.join(ordered[:_FEW])} and {len(ordered) - _FEW} more (sha256 {digest})"


def in_quotes(pattern: str, name: str) -> str:
    """The pattern as messages show it: whole, unless the name in it is longer than any ARN."""
    return repr(pattern) if len(name) <= _LONGEST else quoted(pattern)
