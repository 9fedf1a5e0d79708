"""Rule plain-secrets: no property of any resource holds a credential that is not a Pulumi secret.

A value that is not a secret is readable in the state, in every preview and in the log of the command. Anyone who reads
a credential once can use it.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pulumi
from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.frame.translate import Presented
from secure_site_policies.subjects.secret_shapes import (
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    SHAPES,
    could_be_secret_key,
    kinds_in,
)
from secure_site_policies.subjects.secretness import LEVEL, Path, noting, shown, unless_secret

_KEY = "(a key)"
"""The step in a path for a key that is itself a credential."""

_SECRET_KEY_NAMES = {"secretkey", "secretaccesskey"}


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if not isinstance(args, Presented):  # its values are those of the resource that it stands for
        yield Place(args.resource_type, lambda: args.props)


def _judge(properties: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    texts = list(_texts(properties, ()))
    found = {(path, kind) for path, text in texts for kind in kinds_in(text)}
    has_id = any(kind == AWS_ACCESS_KEY_ID for _, kind in found)
    found.update(
        (path, AWS_SECRET_ACCESS_KEY)
        for path, text in texts
        if (has_id or _is_named_secret_key(path)) and could_be_secret_key(text)
    )
    order = {path: index for index, (path, _) in enumerate(texts)}
    ordered = sorted(found, key=lambda item: (order[item[0]], item[1]))
    yield from unless_secret(args, ((path, _objection(path, kind)) for path, kind in ordered))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """All texts beneath a value. Values known only at update are judged then, before the resource is created."""
    if isinstance(value, str):
        yield path, value
        if decoded := _decoded(value, path):
            yield path, decoded
    elif isinstance(value, pulumi.StringAsset):
        yield path, value.text
    elif isinstance(value, pulumi.AssetArchive):
        yield from _texts(value.assets, path)
    elif isinstance(value, Mapping):
        held = cast(Mapping[str, Any], value)
        for key in held:
            below = (*path, key)
            if kinds_in(key):
                below = (*path, _KEY)
                yield below, key
            yield from _texts_at(held, key, below)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for index in range(len(cast(Sequence[Any], value))):
            yield from _texts_at(value, index, (*path, index))


def _texts_at(holder: Any, key: str | int, path: Path) -> Iterator[tuple[Path, str]]:
    try:
        value = holder[key]
    except UnknownValueError:
        return
    yield from _texts(value, path)


def _decoded(text: str, path: Path) -> str | None:
    """The decoded text of a property that holds base64: user data, and names that end in "base64"."""
    name = str(path[-1]).lower()
    if name != "userdata" and not name.endswith("base64"):
        return None
    try:
        return base64.b64decode(text, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return None


def _is_named_secret_key(path: Path) -> bool:
    return str(path[-1]).lower().replace("_", "") in _SECRET_KEY_NAMES


def _objection(path: Path, kind: str) -> Objection:
    pattern = f"{kind}@{shown(path)}"
    return Objection(
        pattern,
        f"'{pattern}' is {SHAPES[kind].title} in plain text, readable in the state and in every preview.\n"
        "Write instead: pulumi.Config().require_secret(key), its value set by `pulumi config set --secret key`, and "
        "replace the credential, which may have been read.",
    )


policy = resource_rule(
    About(
        name="plain-secrets",
        risk="A credential that is not a secret is readable in the state and in every preview.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Take it from the stack's encrypted config as a secret, and replace it where it was issued.",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
        level=LEVEL,
    ),
    _places,
    _judge,
    noting(),
)
"""Judges every resource of every provider, without the contents of files and archives, which never reach the state."""
