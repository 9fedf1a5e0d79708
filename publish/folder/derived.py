"""The objects that publishing adds, so that every published file has an address, and what has none.

- D/index.html: /D redirects to /D/. The stub lies where /D is looked up: at D.html, or at D if D ends in a
  known suffix.
- A file whose own path is looked up elsewhere (LICENSE, docs/v1.0, data.xyz) is published there as well: an alias.
- X.html where X ends in a known suffix (node.js.html) is published at X as well, so that /node.js shows the page.

A published file always goes before an added one. A file that keeps no address is named.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from publish.folder.addresses import Addresses
from publish.folder.local_files import LONGEST_KEY_BYTES
from publish.folder.stubs import Target

_FOUND = 302
_NAMED = 5


@dataclass
class Derived:
    """What is added to the published files."""

    stubs: dict[str, Target] = field(default_factory=dict[str, Target])
    """Key -> where it redirects to."""
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    """Key -> key of the published file that it repeats."""
    notices: list[str] = field(default_factory=list[str])


def derive(keys: Collection[str], addresses: Addresses, not_found_page: str | None = None) -> Derived:
    """What is added for the published keys.

    keys: a mapping or a set.
    not_found_page: a page that needs no address of its own.
    """
    found = Derived()
    hidden: list[str] = []
    for key in keys:
        _add_alias(key, keys, addresses, found, hidden)
    for key in keys:
        _add_clean_alias(key, keys, addresses, found)
    for key in keys:
        _add_stub(key, keys, addresses, found)
    if addresses.single_page_app:
        hidden += [key for key in keys if _is_hidden_page(key, addresses) and key != not_found_page]
        found.notices += _hidden_notices(hidden, addresses)
    return found


def _add_alias(key: str, keys: Collection[str], addresses: Addresses, found: Derived, hidden: list[str]) -> None:
    """Adds the alias of a file whose own path is looked up under another key."""
    own = addresses.own_path(key)
    place = addresses.key_at(own)
    if place == key:
        return
    if addresses.single_page_app and place == addresses.index_document:
        hidden.append(key)
    elif place is None or place in keys:
        found.notices.append(f"{key} has no address: {unquote(own)} shows {place}. Rename one of the two")
    elif not _fits(place, addresses):
        found.notices.append(
            f"{key} has no address: {unquote(own)} is looked up at a key of more than {LONGEST_KEY_BYTES} bytes. "
            "Shorten the name"
        )
    else:
        found.aliases[place] = key


def _add_clean_alias(key: str, keys: Collection[str], addresses: Addresses, found: Derived) -> None:
    """Adds the alias of a page whose path without ".html" is taken for the name of a file."""
    clean = addresses.clean_path(key)
    if clean.endswith("/") or clean == addresses.own_path(key):
        return
    place = addresses.key_at(clean)
    if place is not None and addresses.own_path(place) == clean and place not in keys and place not in found.aliases:
        found.aliases[place] = key


def _add_stub(key: str, keys: Collection[str], addresses: Addresses, found: Derived) -> None:
    """Adds the redirect from a folder without its slash, for the folder's index document."""
    folder = key.removesuffix(f"/{addresses.index_document}")
    path = addresses.own_path(f"{folder}/")
    if folder == key or addresses.key_at(path) != key:
        return
    place = addresses.key_at(path.removesuffix("/"))
    if place is None or place in keys or place in found.aliases or place == addresses.index_document:
        return
    if _fits(place, addresses):
        found.stubs[place] = Target(_FOUND, path)


def _fits(key: str, addresses: Addresses) -> bool:
    return len(f"{addresses.prefix}{key}".encode()) <= LONGEST_KEY_BYTES


def _is_hidden_page(key: str, addresses: Addresses) -> bool:
    """Whether a page's clean address shows the application instead."""
    if not key.endswith(".html") or key == addresses.index_document:
        return False
    return addresses.key_at(addresses.clean_path(key)) == addresses.index_document


def _hidden_notices(hidden: Collection[str], addresses: Addresses) -> list[str]:
    """One notice for all files that the single-page application hides."""
    if not hidden:
        return []
    patterns: dict[str, None] = {}
    for key in hidden:
        top, slash, _ = key.partition("/")
        path = addresses.clean_path(key).removeprefix(f"/{addresses.prefix}" if addresses.prefix else "")
        path = f"/{path.lstrip('/')}"
        patterns[f"/{path.split('/')[1]}/*" if slash and top else path] = None
    named = ", ".join(sorted(hidden)[:_NAMED]) + (", ..." if len(hidden) > _NAMED else "")
    setting = ", ".join(f'"{pattern}"' for pattern in sorted(patterns))
    return [
        f"{len(hidden)} published files have an address that shows the single-page application instead: {named}. "
        f"To show them, set prerenderedPages of the stack: [{setting}]"
    ]


def aliased(aliases: Mapping[str, str]) -> dict[str, list[str]]:
    """Key of a published file -> the keys that repeat it."""
    found: dict[str, list[str]] = {}
    for place, key in aliases.items():
        found.setdefault(key, []).append(place)
    return found
