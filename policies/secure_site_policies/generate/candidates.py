"""Lists the properties and types of the SDK that may hold a grant and that are not sorted yet.

    python -m secure_site_policies.generate.candidates

A candidate has a word in its name that a grant, an opening, an ACL, a block or a document could have. Every candidate
is read by a rule, through one of the tables in iam/documents.py, rules/ and data/, or stands in left_out.toml with the
reason why no rule reads it. A new version of the SDK brings new candidates: sort each by hand. The command also lists
the entries of the tables that the SDK no longer has, and fails if it lists anything.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from secure_site_policies.data.tables import entry, keys
from secure_site_policies.generate.sdk import resource_types
from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.iam.permission_properties import PERMISSIONS
from secure_site_policies.rules.bucket_public_acl import ACLS, OBJECT_ACLS
from secure_site_policies.rules.public_access_block import BLOCKS
from secure_site_policies.rules.public_exposure import OPENINGS
from secure_site_policies.rules.unread_documents import ELSEWHERE, LIMITS
from secure_site_policies.rules.unread_grants import LANGUAGES
from secure_site_policies.types.translate import TEMPLATES

_LEFT_OUT = Path(__file__).parent / "left_out.toml"
_WORDS = re.compile(
    "accepter|access(ibility|ible)?|accounts?|acls?|admin(s|istrators)|all(ow|ows|owed)?|anonymous|any"
    "|auth(s|enticate|entication|orization|orize|orizer)?|block|body|consumers?|definition|delegated|desired|documents?"
    "|entitlements?|every(body|one)|exclusion|external|federated|grant(s|ee|ees)?|guests?|identities|internet|open"
    "|organizations?|permi(ssion|ssions|tted)|polic(y|ies)|princip(al|als|les)|public(ly)?|readers|recipients"
    "|shar(e|es|ed|ing)|statements?|subscribers|templates?|trust(ed)?|unauthenticated|viewers|visib(le|ility)"
    "|whitelist|world"
)
_WORDS_OF_TYPES = re.compile(
    "acl|assignment|authorization|delegated|entitlement|grants?|membership|permissions?|public|shar(e|ing)"
)

Found = tuple[str, str]
"""A resource type and the path of a property; "" is the type as a whole."""


def unsorted() -> list[str]:
    """The candidates that no table names, as module/type.property."""
    left_out = [pattern for patterns in _left_out().values() for pattern in patterns]
    pattern = re.compile("|".join(re.escape(one).replace(r"\*", ".*") for one in left_out))
    return [text for found in candidates() if not _is_read(*found) and not pattern.fullmatch(text := _text(*found))]


def stale() -> list[str]:
    """The entries of the tables and of left_out.toml that fit nothing in the SDK."""
    known = {kind: set(paths) for kind, paths in sdk().items()}
    entries = [(kind, path) for kind, paths in _read().items() for path in paths]
    gone = [f"{kind} {path}" for kind, path in entries if kind not in known or (path and path not in known[kind])]
    texts = [_text(kind, path) for kind, paths in known.items() for path in ("", *sorted(paths))]
    return gone + [one for patterns in _left_out().values() for one in patterns if not _fits_any(one, texts)]


def _fits_any(pattern: str, texts: Sequence[str]) -> bool:
    longest = max(pattern.split("*"), key=len)  # most texts do not contain it, which is quick to tell
    whole = re.compile(re.escape(pattern).replace(r"\*", ".*"))
    return any(longest in text and whole.fullmatch(text) for text in texts)


def candidates() -> Iterator[Found]:
    """The properties and types of the SDK that may hold a grant, by their names."""
    for kind, paths in sdk().items():
        if _has(_WORDS_OF_TYPES, kind.rpartition(":")[2]):
            yield kind, ""
        yield from ((kind, path) for path in paths if _has(_WORDS, _steps(path)[-1]))


def _is_read(kind: str, path: str) -> bool:
    """Whether a rule reads the property, a part of it, or the whole type."""
    read = _read().get(kind, set[str]())
    beneath = path.removesuffix(".*")
    return "" in read or (not path and bool(read)) or any(f"{one}.".startswith(f"{beneath}.") for one in read)


@cache
def _read() -> Mapping[str, set[str]]:
    """Resource type -> the paths that a rule reads; "" where the type is sorted as a whole."""
    read: dict[str, set[str]] = {}

    def add(kind: str, paths: Iterable[str]) -> None:
        read.setdefault(kind, set()).update(paths)

    for table in (IDENTITIES, ENDPOINTS, RESOURCE_POLICIES, TRUSTS, ATTACHED, ACLS, TEMPLATES, ELSEWHERE):
        for kind, paths in table.items():
            add(kind, [paths] if isinstance(paths, str) else paths)
    for kind, conditions in PERMISSIONS.items():
        add(kind, ["principal", *conditions])
    for file in (OPENINGS, BLOCKS):
        for kind in keys(file):
            add(kind, (row[0] for row in _rows(file, kind)))
    for kind in keys(OBJECT_ACLS):
        add(kind, entry(OBJECT_ACLS, kind))
    for file in (LANGUAGES, LIMITS):
        for kind in keys(file):
            if not kind.startswith("aws-native:"):
                add(kind, [""])
    return read


def _rows(file: Path, kind: str) -> Sequence[Sequence[Any]]:
    return entry(file, kind)


@cache
def sdk() -> Mapping[str, Sequence[str]]:
    """Each resource type of the SDK with the paths of its properties."""
    return {kind: [found.path for found in properties] for kind, properties in resource_types()}


@cache
def _left_out() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(_LEFT_OUT.read_text())


def _text(kind: str, path: str) -> str:
    return ".".join([kind.split(":")[1], *_steps(path)]) if path else kind.split(":")[1]


def _steps(path: str) -> Sequence[str]:
    return [step for step in path.split(".") if step != "*"]


def _has(words: re.Pattern[str], name: str) -> bool:
    """Whether a name in camelCase contains one of the words."""
    return any(words.fullmatch(word) for word in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower().split())


if __name__ == "__main__":
    open_ones = [*(f"sort {one}" for one in unsorted()), *(f"remove {one}" for one in stale())]
    print("\n".join(open_ones) or "every candidate is sorted")
    sys.exit(bool(open_ones))
