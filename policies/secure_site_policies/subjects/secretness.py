"""Which properties of a resource are Pulumi secrets, for the rules that judge plain text.

A rule that judges sees every secret opened. Only the engine's remediation pass, which runs right before and in the same
process, is told which values are secrets. So a rule that asks is declared at the level `remediate`, mends nothing
there, and has the paths noted: paths only, never a value. Its violations are mandatory all the same.

https://www.pulumi.com/docs/iac/crossguard/core-concepts/#remediation-policies
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import EnforcementLevel, ResourceValidationArgs
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, serialize_properties

from secure_site_policies.frame.rule import Objection, Remediate

LEVEL = EnforcementLevel.REMEDIATE
"""Of every rule that asks for secretness."""

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value: ("stages", 0, "name")."""

_MOST = 1024
"""Resources that are remembered: many more than the engine ever has between its two passes."""

_UNSEEN = Objection(
    LEVEL.value,
    f"'{LEVEL.value}' is not the level of this rule: whether a value is secret is told in the remediation pass only.\n"
    f"Write instead: enforcementLevel: {LEVEL.value} in the config of this rule; its violations are mandatory there.",
)

_noted: OrderedDict[str, frozenset[Path]] = OrderedDict()
_lock = threading.Lock()


def noting(*resource_types: str) -> Remediate:
    """A rule's `remediate` that mends nothing and has secrets noted, of these types or, with none given, of all."""

    def remediate(args: ResourceValidationArgs) -> None:
        if resource_types and args.resource_type not in resource_types:
            return
        secrets = frozenset(_secrets(serialize_properties(args.props), ()))
        with _lock:
            _noted[args.urn] = secrets
            _noted.move_to_end(args.urn)
            if len(_noted) > _MOST:
                _noted.popitem(last=False)

    return remediate


def unless_secret(args: ResourceValidationArgs, found: Iterable[tuple[Path, Objection]]) -> Iterator[Objection]:
    """The findings whose value, by its path, is in plain.

    Where the remediation pass did not run, nobody can tell: then one finding stands for all of them.
    """
    with _lock:
        secrets = _noted.get(args.urn)
    for path, finding in found:
        if secrets is None:
            yield _UNSEEN
            return
        if not any(path[:length] in secrets for length in range(1, len(path) + 1)):
            yield finding


def shown(path: Path) -> str:
    """A path as messages have it: "stages[0].name"."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def steps(path: str) -> Path:
    """The inverse of `shown`, for names without dots and brackets."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))


def _secrets(value: Any, path: Path) -> Iterator[Path]:
    """The outermost secrets beneath a value as it is on the wire."""
    if isinstance(value, Mapping):
        held = cast(Mapping[str, Any], value)
        if held.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG:
            yield path
            return
        for key, item in held.items():
            yield from _secrets(item, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(cast(Sequence[Any], value)):
            yield from _secrets(item, (*path, index))
