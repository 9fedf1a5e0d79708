"""Which kind of script an element is: https://html.spec.whatwg.org/#prepare-the-script-element"""

from typing import Literal, cast

from publish.page_policy.elements import Attributes

ScriptKind = Literal["classic", "module", "importmap", "speculationrules"]

_JAVASCRIPT = frozenset(
    {
        f"{group}/{prefix}{name}script"
        for group in ("application", "text")
        for prefix in ("", "x-")
        for name in ("java", "ecma")
    }
    | {"text/jscript", "text/livescript"}
    | {f"text/javascript1.{minor}" for minor in range(6)}
)
_SPACE = " \t\n\f\r"


def script_kind(get: Attributes) -> ScriptKind | None:
    """The kind of a script. None for a data block, and for a script that no current browser runs."""
    kind = _type(get)
    if kind in ("module", "importmap", "speculationrules"):
        return cast(ScriptKind, kind)
    if kind not in _JAVASCRIPT or get("nomodule") is not None:
        return None
    return "classic"


def _type(get: Attributes) -> str:
    kind, language = get("type"), get("language")
    if kind == "" or (kind is None and not language):
        return "text/javascript"
    if kind is not None:
        return kind.strip(_SPACE).lower()
    return f"text/{language}".lower()
