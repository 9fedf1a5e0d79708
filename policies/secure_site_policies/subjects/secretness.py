"""Which properties of a resource are Pulumi secrets, for the rules about plain text.

When a rule judges, every secret is already decrypted. Only the engine's remediation pass, which runs before in the same
process, shows which values are secrets. Such a rule is therefore declared at the level `remediate`: its remediation
changes nothing and records the paths of secrets, never a value. Its violations are mandatory.

The outputs of the stack and of its components are in no such pass. The engine marks their secrets in the request to
analyze the stack, and pulumi-policy drops the marks before a rule sees them: `note_outputs` reads them first.

https://www.pulumi.com/docs/iac/crossguard/core-concepts/#remediation-policies
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import EnforcementLevel, ResourceValidationArgs, policy
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, serialize_properties

from secure_site_policies.frame.requests import note_requests
from secure_site_policies.frame.rule import Objection, Remediate
from secure_site_policies.frame.translate import own_urn, presented

LEVEL = EnforcementLevel.REMEDIATE
"""The enforcement level of every rule that depends on secretness."""

STACK = "pulumi:pulumi:Stack"
"""The type of the resource that stands for the stack; its properties are the stack's outputs."""

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value: ("stages", 0, "name")."""

_MOST = 1024
"""The number of resources whose secrets are kept: far more than the engine has between its two passes."""

_UNSEEN = Objection(
    LEVEL.value,
    f"'{LEVEL.value}' is not the level of this rule: only the remediation pass shows whether a value is secret.\n"
    f"Write instead: enforcementLevel: {LEVEL.value} in the config of this rule; its violations are mandatory there.",
)

# Protobuf's own, by way of the library that the pack depends on.
_to_wire: Any = policy.json_format  # pyright: ignore[reportPrivateImportUsage]

_outputs: dict[str, frozenset[Path]] = {}
_noted: OrderedDict[str, frozenset[Path]] = OrderedDict()
_lock = threading.Lock()


def noting(*resource_types: str) -> Remediate:
    """A `remediate` that changes nothing and records the secrets of these resource types; without types, of all."""

    def remediate(args: ResourceValidationArgs) -> None:
        if resource_types and not any(one.resource_type in resource_types for one in presented(args)):
            return
        _note(args.urn, serialize_properties(args.props))

    return remediate


def note_outputs() -> None:
    """Makes pulumi-policy record the secrets among the outputs of a stack and its components, before it analyzes them.

    May be called again.
    """
    note_requests("AnalyzeStack", _note_outputs)


def _note_outputs(request: Any) -> None:
    without_provider = [one for one in request.resources if not one.HasField("provider")]
    found = {one.urn: frozenset(_secrets(_to_wire.MessageToDict(one.properties), ())) for one in without_provider}
    with _lock:
        _outputs.clear()
        _outputs.update(found)


def is_secret_output(urn: str, path: Path) -> bool:
    """Whether an output of a stack or component is recorded as a secret, by itself or with what holds it."""
    with _lock:
        secrets = _outputs.get(urn, frozenset())
    return any(path[:length] in secrets for length in range(1, len(path) + 1))


def _note(urn: str, wire: Any) -> None:
    secrets = frozenset(_secrets(wire, ()))
    with _lock:
        _noted[urn] = secrets
        _noted.move_to_end(urn)
        if len(_noted) > _MOST:
            _noted.popitem(last=False)


def unless_secret(args: ResourceValidationArgs, found: Iterable[tuple[Path, Objection]]) -> Iterator[Objection]:
    """The objections whose value, by its path, is plain text.

    Without the remediation pass secretness is unknown: one objection then stands for all.
    """
    with _lock:
        secrets = _noted.get(own_urn(args.urn))
    for path, finding in found:
        if secrets is None:
            yield _UNSEEN
            return
        if not any(path[:length] in secrets for length in range(1, len(path) + 1)):
            yield finding


def shown(path: Path) -> str:
    """The form of a path in messages: "stages[0].name"."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def steps(path: str) -> Path:
    """The inverse of `shown`, for names without dots and brackets."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))


def _secrets(value: Any, path: Path) -> Iterator[Path]:
    """The paths of the outermost secrets beneath a value in its wire format."""
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
