"""Whether a folder is the built site: each thing that can be wrong with it, in words, with the way to mend it."""

from collections.abc import Collection
from pathlib import Path

from publish.errors import InputError

_OUTPUTS = (
    "public",
    "dist",
    "build",
    "out",
    "_site",
    "site",
    "www",
    "output",
    "book",
    "target",
    "public_html",
    "storybook-static",
    "_build/html",
    "docs/_build/html",
    "docs/.vitepress/dist",
    ".vitepress/dist",
    ".output/public",
    "build/client",
    "dist/client",
)
"""Where generators put their output, below a repository."""

_NOT_STATIC = {".next": "Next writes a static site to out/ with output: 'export' in next.config.js"}
_NAMED = 5


def check_folder(directory: Path) -> None:
    """Raises InputError if a folder is missing, is no folder, or is empty."""
    if not directory.exists():
        raise InputError(f"{directory} does not exist: {_advice(directory)}")
    if not directory.is_dir():
        raise InputError(f"{directory} is a file, not a folder: name the folder that holds the built site")
    try:
        is_empty = not any(directory.iterdir())
    except OSError as error:
        raise InputError(f"{directory} cannot be read: {error.strerror}") from error
    if is_empty:
        raise InputError(f"{directory} is empty, so the build wrote nothing there: {_advice(directory)}")


def check_pages(
    directory: Path,
    keys: Collection[str],
    index_document: str,
    not_found_page: str | None,
    *,
    has_front_page: bool = False,
) -> None:
    """Raises InputError if a site lacks all pages, its index document, or its page for what is missing.

    keys: the published keys.
    has_front_page: whether a redirect answers the address /.
    """
    if not any(key.endswith((".html", ".htm", ".xhtml")) for key in keys):
        raise InputError(
            f"{directory} holds no .html file: a build that made no page must not empty the site. {_advice(directory)}"
        )
    if index_document not in keys and not has_front_page:
        raise InputError(_without_index(directory, keys, index_document))
    if not_found_page and not_found_page not in keys:
        raise InputError(without_not_found_page(directory, keys, not_found_page))


def _without_index(directory: Path, keys: Collection[str], index_document: str) -> str:
    """The message for a site whose "/" would be missing."""
    problem = f"{directory} holds no {index_document} at its top, so the address / would be missing"
    folders = [key.removesuffix(index_document) for key in keys if key.endswith(f"/{index_document}")]
    tops = sorted(folder for folder in folders if folder.count("/") == 1)
    pages = sorted(key for key in keys if "/" not in key and key.endswith((".html", ".htm", ".xhtml")))
    if nested := sorted(folder for folder in folders if folder.count("/") > 1) if not (tops or pages) else []:
        return f"{problem}. There is one in {_listed(nested)}: name that folder instead"
    if tops:
        return (
            f"{problem}. There is one in {_listed(tops)}: if one of these is the site, name it; if they are parts of "
            "the "
            f'site, put a file _redirects with the line "/ /{tops[0]} 302" into {directory}'
        )
    others = [page for page in pages if page != "404.html"]
    if others:
        return f"{problem}. If {_listed(others)} is the front page, set indexDocument of the stack: {others[0]}"
    return f"{problem}. {_advice(directory)}"


def without_not_found_page(
    directory: Path, keys: Collection[str], not_found_page: str, *, is_added: bool = False
) -> str:
    """The message for a site without its page for what is missing. is_added: publishing adds a plain one."""
    name = not_found_page.rpartition("/")[2]
    candidates = sorted(
        key for key in keys if key.endswith((f"/{name}", "404.html", "404/index.html", "not-found.html", "404.htm"))
    )
    shown = "a plain page that publishing adds" if is_added else "raw XML"
    problem = f"{directory} holds no {not_found_page}, so visitors of a missing page would see {shown}"
    if candidates:
        return f"{problem}. Set notFoundPage of the stack: {candidates[0]}"
    return f"{problem}. Add a page {not_found_page} to the site, or set notFoundPage of the stack to one that it has"


def _advice(directory: Path) -> str:
    """The folders nearby that look like a built site."""
    parent = directory.resolve().parent
    found = [
        name
        for base in dict.fromkeys((parent, Path.cwd()))
        for name in _OUTPUTS
        if (base / name).resolve() != directory.resolve() and _looks_built(base / name)
    ]
    not_static = [why for name, why in _NOT_STATIC.items() if (parent / name).is_dir()]
    if found:
        return f"these folders look like a built site: {_listed(list(dict.fromkeys(found)))}; name one of them"
    if not_static:
        return not_static[0]
    return "run the build of the site first, and name the folder that it writes"


def _looks_built(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(path.suffix in (".html", ".htm") for path in folder.iterdir())
    except OSError:
        return False


def _listed(names: Collection[str]) -> str:
    shown = list(names)[:_NAMED]
    return ", ".join(shown) + (", ..." if len(names) > _NAMED else "")
