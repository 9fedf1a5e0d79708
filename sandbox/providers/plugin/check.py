"""The report to the engine on a resource's inputs before it is made: every fault in one line, without a secret."""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.plugin.kept import kept_inputs
from sandbox.providers.table import Entry
from sandbox.providers.values import MASK, plain_map, redact, secret_texts

Values = Mapping[str, PropertyValue]


def with_documents(package: str, token: str, inputs: Values) -> dict[str, PropertyValue]:
    """Returns the inputs with documents that are given as objects, such as policies, as JSON text."""
    objects = {key for key, value in inputs.items() if key.lower().endswith("policy") and _is_object(value)}
    if not objects:
        return {**inputs}
    from sandbox.providers.conversion.arguments import documents_of
    from sandbox.providers.validation.documents import as_text

    objects &= set(documents_of(package, token))
    return {key: as_text(value) if key in objects else value for key, value in inputs.items()}


def check_inputs(package: str, token: str, entry: Entry, inputs: Values, old: Values | None = None) -> list[str]:
    """Returns every fault: unknown, missing and misshapen properties, or else wrong, unsupported and kept values.

    `old` are the inputs accepted last. Default: none, for a new resource.
    """
    from sandbox.providers.conversion.arguments import faults

    given = plain_map(inputs)
    found = faults(package, token, given)
    if found:
        return [f"{path}: {reason}" if path else reason for path, reason in found]
    from sandbox.providers.validation.shapes import unsupported
    from sandbox.providers.validation.validate import broken_values

    broken = broken_values(package, token, entry, given)
    lines = [*(_line(path, value, reason, inputs) for path, value, reason in broken)]
    if left := unsupported(entry, given):
        lines.append(
            f"the sandbox does not support {', '.join(sorted(left))} of {token} yet: name its member (rename) or its "
            "hook (handled) in the entry in sandbox/providers/aws"
        )
    return [*lines, *kept_inputs(package, token, entry, plain_map(old or {}), given)]


def _line(path: str, value: Any, reason: str, inputs: Values) -> str:
    """Returns "path: value rule". A container's value is left out, and a secret one is masked."""
    if not path:
        return redact(reason, inputs)
    if isinstance(value, Mapping | list):
        return redact(f"{path}: {reason}", inputs)
    shown = repr(value) if len(str(value)) <= _SHOWN else f"{str(value)[:_SHOWN]!r}..."
    if any(secret in str(value) for secret in _secrets(inputs)):
        shown = MASK
    return redact(f"{path}: {shown} {reason}", inputs)


def _secrets(inputs: Values) -> Iterator[str]:
    return (text for value in inputs.values() for text in secret_texts(value))


def _is_object(value: PropertyValue) -> bool:
    return isinstance(value.value, Mapping) or (
        value.value is not None and not isinstance(value.value, str | bool | float | int)
    )


_SHOWN = 80
"""How many characters of a value a fault shows."""
