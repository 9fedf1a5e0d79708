"""The notice about what is left out of a site."""

from collections.abc import Collection

_NAMED = 8
_CONFIGURATION = {"publish.toml", "_redirects", "_headers"}
"""Files that this tool reads itself."""


def left_out_notice(paths: Collection[str]) -> str | None:
    """One notice for all paths that a default leaves out. None if there is none.

    paths: paths within the folder; a folder ends in "/".
    """
    missed = sorted(path for path in paths if path not in _CONFIGURATION)
    if not missed:
        return None
    folders = sum(path.endswith("/") for path in missed)
    counts = [_counted(len(missed) - folders, "file"), _counted(folders, "folder")]
    shown = ", ".join(missed[:_NAMED]) + (", ..." if len(missed) > _NAMED else "")
    example = next((path for path in missed if not path.endswith("/")), f"{missed[0]}*")
    return (
        f"not published, because secrets, data and left-overs look like this: {' and '.join(filter(None, counts))} "
        f'({shown}). To publish one on purpose, name it in publish.toml: publish = ["{example}"]'
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""
