"""The enforcement levels that the engine gave to the rules: by a file of config, or from Pulumi Cloud.

The engine's events show the level of a finding, and nothing of a rule without findings. A pack whose rules are all
advisory would therefore look like one that found nothing; so the pack itself says which of its rules do not block.
"""

import threading
from collections.abc import Sequence
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel

from secure_site_policies.frame.requests import note_requests

_WEAK = (analyzer_pb2.ADVISORY, analyzer_pb2.DISABLED)

_BLOCKING = (EnforcementLevel.MANDATORY, EnforcementLevel.REMEDIATE)

_declared: dict[str, EnforcementLevel] = {}
_weak: set[str] = set()
_lock = threading.Lock()


def note_levels() -> None:
    """Makes pulumi-policy record the levels that the engine configures. May be called again."""
    note_requests("Configure", _note)


def _note(request: Any) -> None:
    found = {name for name, one in request.policyConfig.items() if one.enforcementLevel in _WEAK}
    with _lock:
        _weak.clear()
        _weak.update(found)


def declare(rule: str, level: EnforcementLevel) -> None:
    """Records the level that a rule has without any config."""
    _declared[rule] = level


def weakened() -> Sequence[str]:
    """The rules that block by their own declaration and do not by the engine's configuration, in their order."""
    with _lock:
        return [rule for rule, level in _declared.items() if level in _BLOCKING and rule in _weak]
