"""Reads `_redirects`, as Netlify and Cloudflare Pages document it, line by line:

    from [name=value ...] to [status[!]] [Condition=value ...]      # comment

from: a path or URL. name=value: query parameters that must be present. to: a path or URL. status: default 301; with "!"
the rule goes before a published file. Condition: Country, Language, Role, Cookie and the like.
https://docs.netlify.com/manage/routing/redirects/overview/ and
https://developers.cloudflare.com/pages/configuration/redirects/
"""

from dataclasses import dataclass

REDIRECTS_FILE = "_redirects"
"""The name of the file at the top of the site."""

DEFAULT_STATUS = 301
"""The status of a rule that names none. Netlify's; Cloudflare's is 302, which browsers treat alike here: the answer
tells them to ask again each time."""

_STARTS_OF_TARGETS = ("/", "http://", "https://")


@dataclass(frozen=True)
class RedirectRule:
    """A line of the file."""

    line: int
    text: str
    """The line without its comment, for messages."""
    source: str
    """The path or URL that is asked for."""
    query: tuple[str, ...] = ()
    target: str = ""
    """The path or URL that it leads to. "" if the line names none."""
    status: int = DEFAULT_STATUS
    is_forced: bool = False
    conditions: tuple[str, ...] = ()
    problem: str = ""
    """Why the line is no rule. "" for a rule."""

    @property
    def where(self) -> str:
        """The place of the rule, for messages."""
        return f"{REDIRECTS_FILE}:{self.line}: {self.text}"


def parse_redirects(text: str) -> list[RedirectRule]:
    """The rules of a file, in order."""
    rules: list[RedirectRule] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        words = line.split()
        comment = next((position for position, word in enumerate(words) if word.startswith("#")), len(words))
        if words[:comment]:
            rules.append(_rule(number, words[:comment]))
    return rules


def _rule(number: int, words: list[str]) -> RedirectRule:
    source, *rest = words
    text = " ".join(words)
    if not source.startswith(_STARTS_OF_TARGETS):
        return RedirectRule(number, text, source, problem="a rule begins with a path such as /old, or with a URL")
    target = next((position for position, word in enumerate(rest) if word.startswith(_STARTS_OF_TARGETS)), None)
    if target is None:
        status, is_forced = _status(rest[:1])
        if status is None or not rest:
            problem = "a rule names a target: a path such as /new, or a URL that begins with http:// or https://"
            return RedirectRule(number, text, source, problem=problem)
        return RedirectRule(number, text, source, status=status, is_forced=is_forced, conditions=tuple(rest[1:]))
    behind = rest[target + 1 :]
    status, is_forced = _status(behind[:1])
    if status is None:
        # Netlify lets conditions follow the target at once.
        if behind and "=" not in behind[0]:
            return RedirectRule(number, text, source, problem=f"{behind[0]!r} is no status such as 301")
        status, conditions = DEFAULT_STATUS, behind
    else:
        conditions = behind[1:]
    return RedirectRule(
        number, text, source, tuple(rest[:target]), rest[target], status, is_forced, conditions=tuple(conditions)
    )


def _status(words: list[str]) -> tuple[int | None, bool]:
    """The status in the first word, and whether it is forced. DEFAULT_STATUS without a word; None for another word."""
    if not words:
        return DEFAULT_STATUS, False
    number = words[0].removesuffix("!")
    is_status = number.isascii() and number.isdigit() and len(number) == 3
    return (int(number) if is_status else None), words[0].endswith("!")
