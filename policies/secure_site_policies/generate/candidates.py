"""Lists what nobody has sorted: properties and types of the SDK that may hold a grant, and that no table names.

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
_WORDS = frozenset(
    [
        "accepter",
        "access",
        "accessibility",
        "accessible",
        "account",
        "accounts",
        "acl",
        "acls",
        "admins",
        "administrators",
        "all",
        "allow",
        "allowed",
        "allows",
        "anonymous",
        "any",
        "auth",
        "authenticate",
        "authentication",
        "authorization",
        "authorize",
        "authorizer",
        "auths",
        "block",
        "body",
        "consumer",
        "consumers",
        "definition",
        "delegated",
        "desired",
        "document",
        "documents",
        "entitlement",
        "entitlements",
        "everybody",
        "everyone",
        "exclusion",
        "external",
        "federated",
        "grant",
        "grantee",
        "grantees",
        "grants",
        "guest",
        "guests",
        "identities",
        "internet",
        "open",
        "organization",
        "organizations",
        "permission",
        "permissions",
        "permitted",
        "policies",
        "policy",
        "principal",
        "principals",
        "principles",
        "public",
        "publicly",
        "readers",
        "recipients",
        "share",
        "shared",
        "shares",
        "sharing",
        "statement",
        "statements",
        "subscribers",
        "template",
        "templates",
        "trust",
        "trusted",
        "unauthenticated",
        "viewers",
        "visibility",
        "visible",
        "whitelist",
        "world",
    ]
)
_WORDS_OF_TYPES = frozenset(
    [
        "acl",
        "assignment",
        "authorization",
        "delegated",
        "entitlement",
        "grant",
        "grants",
        "membership",
        "permission",
        "permissions",
        "public",
        "share",
        "sharing",
    ]
)

Path_ = tuple[str, str]
"""A resource type and the path of a property; "" is the type as a whole."""


def unsorted() -> list[str]:
    """The candidates that no table names, as module/type.property."""
    left_out = [pattern for patterns in _left_out().values() for pattern in patterns]
    pattern = re.compile("|".join(re.escape(one).replace(r"\*", ".*") for one in left_out))
    return [text for found in candidates() if not _is_read(*found) and not pattern.fullmatch(text := _text(*found))]


def stale() -> list[str]:
    """The entries of the tables and of left_out.toml that fit nothing in the SDK."""
    sdk = {kind: set(paths) for kind, paths in _sdk().items()}
    entries = [(kind, path) for kind, paths in _read().items() for path in paths]
    gone = [f"{kind} {path}" for kind, path in entries if kind not in sdk or (path and path not in sdk[kind])]
    texts = "\n".join(_text(kind, path) for kind, paths in sdk.items() for path in ("", *sorted(paths)))
    for patterns in _left_out().values():
        gone += [one for one in patterns if not re.search("^" + re.escape(one).replace(r"\*", ".*") + "$", texts, re.M)]
    return gone


def candidates() -> Iterator[Path_]:
    """The properties and types of the SDK that may hold a grant, by their names."""
    for kind, paths in _sdk().items():
        if _words(kind.rpartition(":")[2]) & _WORDS_OF_TYPES:
            yield kind, ""
        yield from ((kind, path) for path in paths if _words(_steps(path)[-1]) & _WORDS)


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
def _sdk() -> Mapping[str, Sequence[str]]:
    return {kind: [found.path for found in properties] for kind, properties in resource_types()}


@cache
def _left_out() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(_LEFT_OUT.read_text())


def _text(kind: str, path: str) -> str:
    return ".".join([kind.split(":")[1], *_steps(path)]) if path else kind.split(":")[1]


def _steps(path: str) -> Sequence[str]:
    return [step for step in path.split(".") if step != "*"]


def _words(name: str) -> frozenset[str]:
    return frozenset(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower().split())


if __name__ == "__main__":
    open_ones = [*(f"sort {one}" for one in unsorted()), *(f"remove {one}" for one in stale())]
    print("\n".join(open_ones) or "every candidate is sorted")
    sys.exit(bool(open_ones))
