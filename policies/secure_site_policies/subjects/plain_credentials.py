"""All credentials in the properties or outputs of a resource, in the order of the properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from secure_site_policies.subjects.cloud_forms import AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
from secure_site_policies.subjects.command_lines import assigned_credentials, commands_with_a_credential
from secure_site_policies.subjects.leaves import Leaf, leaves
from secure_site_policies.subjects.placeholders import says_no_secret
from secure_site_policies.subjects.secret_forms import SHAPES
from secure_site_policies.subjects.secret_shapes import could_be_secret_key, kinds_in
from secure_site_policies.subjects.secretness import Path, shown

_KEY = "(a key)"
"""The step in a path for a key that is itself a credential."""
_SECRET_KEY_NAMES = {"secretkey", "secretaccesskey"}
_NAMED, _COMMAND = "named-credential", "command-line-credential"
_TITLES = {_NAMED: "a credential by its name", _COMMAND: "a credential on a command line"}


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential. Its value is not kept."""

    kind: str
    """A name in SHAPES, or the name of another sign."""
    path: Path
    """The property, as secretness knows it. A key that is itself a credential is replaced."""
    variable: str = ""
    """The variable in a script that gets it. Default: none, the property holds it."""

    @property
    def title(self) -> str:
        """What it is, with the article."""
        return SHAPES[self.kind].title if self.kind in SHAPES else _TITLES[self.kind]

    @property
    def pattern(self) -> str:
        """The name of the finding: "github-token@environment.variables.TOKEN"."""
        return f"{self.kind}@{shown(self.path)}" + (f"({self.variable})" if self.variable else "")


def credentials_in(properties: Mapping[str, Any], *, by_name: bool = True, named: bool = False) -> Iterator[Credential]:
    """The credentials beneath the properties.

    by_name: whether names and commands count, and not forms alone. Default: True.
    named: whether the properties themselves are variables, such as outputs. Default: False.
    """
    found = [
        (leaf, kinds_in(leaf.text) if not leaf.is_part else set[str]()) for leaf in leaves(properties, named=named)
    ]
    has_id = any(AWS_ACCESS_KEY_ID in kinds for _, kinds in found)
    seen: set[Credential] = set()
    for leaf, kinds in found:
        if (has_id or _is_named_secret_key(leaf.path)) and could_be_secret_key(leaf.text):
            kinds.add(AWS_SECRET_ACCESS_KEY)
        by_form = [Credential(kind, _without_credentials(leaf.path)) for kind in sorted(kinds)]
        for credential in by_form or (_by_name(leaf) if by_name else ()):
            if credential not in seen:
                seen.add(credential)
                yield credential


def _by_name(leaf: Leaf) -> Iterator[Credential]:
    """The credentials of a leaf without a known form."""
    if leaf.name:
        if not says_no_secret(leaf.text) and not (leaf.is_part and kinds_in(leaf.text)):
            yield Credential(_NAMED, leaf.path)
    elif leaf.is_script:
        yield from (Credential(_NAMED, leaf.path, variable) for variable in assigned_credentials(leaf.text))
        if commands_with_a_credential(leaf.text):
            yield Credential(_COMMAND, leaf.path)


def _without_credentials(path: Path) -> Path:
    return tuple(_KEY if isinstance(step, str) and kinds_in(step) else step for step in path)


def _is_named_secret_key(path: Path) -> bool:
    return bool(path) and str(path[-1]).lower().replace("_", "") in _SECRET_KEY_NAMES
