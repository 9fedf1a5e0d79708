"""Reads and writes a Content-Security-Policy, and finds what is wrong with its text.

https://www.w3.org/TR/CSP3/#parse-serialized-policy
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST_POLICY = 1783
"""Characters of the longest policy that CloudFront takes.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""

HEADER = "content-security-policy"

NONE = "'none'"
SELF = "'self'"

FALLBACKS: Mapping[str, Sequence[str]] = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "script-src-attr": ("script-src-attr", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "style-src-attr": ("style-src-attr", "style-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
    **{f"{kind}-src": (f"{kind}-src", "default-src") for kind in ("img", "font", "media", "object")},
    **{f"{kind}-src": (f"{kind}-src", "default-src") for kind in ("connect", "manifest")},
    "form-action": ("form-action",),
    "base-uri": ("base-uri",),
}
"""Directive -> the directives that decide in its place; the first that a policy has counts."""

_OTHER_DIRECTIVES = frozenset(
    {"child-src", "default-src", "script-src", "style-src", "fenced-frame-src", "frame-ancestors", "sandbox"}
    | {"report-to", "report-uri", "require-trusted-types-for", "trusted-types", "upgrade-insecure-requests"}
    | {"webrtc"}
)
_SPACE = " \t\n\f\r"
_UNQUOTED = re.compile(
    r"self|none|unsafe-(?:inline|eval|hashes)|strict-dynamic|wasm-unsafe-eval|(?:nonce|sha(?:256|384|512))-[\w+/=-]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: directive, in lower case -> its sources, in the order of the text."""

    directives: Mapping[str, tuple[str, ...]]

    def deciding(self, directive: str) -> str | None:
        """The name of the directive that decides about `directive`. None if the policy leaves it free."""
        return next((name for name in FALLBACKS[directive] if name in self.directives), None)

    def sources(self, directive: str) -> tuple[str, ...] | None:
        """The sources that decide about `directive`. None if the policy leaves it free."""
        name = self.deciding(directive)
        return None if name is None else self.directives[name]

    def replacing(self, directive: str, sources: Sequence[str]) -> "Policy":
        """The policy with other sources for a directive, which is added at the end if it is new."""
        return Policy({**self.directives, directive: tuple(sources)})

    def __str__(self) -> str:
        return "; ".join(" ".join([name, *values]) for name, values in self.directives.items())


def parse(header: str) -> tuple[Policy, ...]:
    """The policies of a header's value: a comma separates them, and all of them apply."""
    return tuple(policy for text in header.split(",") if (policy := _parse_one(text)).directives)


def write(policies: Sequence[Policy]) -> str:
    """The value of a header with these policies."""
    return ", ".join(map(str, policies))


def faults(header: str) -> Iterator[str]:
    """A sentence for each reason for which the header cannot be sent."""
    if not (header.isascii() and header.isprintable()):
        wrong = next(character for character in header if not (character.isascii() and character.isprintable()))
        yield f"contentSecurityPolicy contains {wrong!r}: write printable ASCII, and host names in punycode"
    if len(header) > LONGEST_POLICY:
        yield (
            f"contentSecurityPolicy has {len(header)} characters, and CloudFront sends at most {LONGEST_POLICY}: "
            "name fewer hosts, or write https: in place of the hosts of images"
        )


def doubts(header: str) -> Iterator[str]:
    """A sentence for each part of the header that browsers ignore."""
    for text in header.split(","):
        seen: set[str] = set()
        for directive in text.split(";"):
            name, *sources = directive.split() or [""]
            lowered = name.lower()
            if not lowered:
                continue
            if lowered in seen:
                yield f"contentSecurityPolicy has {lowered} twice, and browsers ignore the second: merge the two"
            seen.add(lowered)
            if lowered not in FALLBACKS and lowered not in _OTHER_DIRECTIVES:
                yield f"contentSecurityPolicy: {name} is no directive that browsers know, and has no effect"
            if lowered in FALLBACKS or lowered.endswith("-src"):
                yield from _ignored_sources(lowered, sources)


def _ignored_sources(directive: str, sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        if _UNQUOTED.fullmatch(source):
            yield f"contentSecurityPolicy: {directive} takes {source} for a host: write '{source}' in single quotes"
    if len(sources) > 1 and NONE in map(str.lower, sources):
        yield f"contentSecurityPolicy: {directive} has 'none' beside other sources, where browsers ignore it: remove it"


def _parse_one(text: str) -> Policy:
    directives: dict[str, tuple[str, ...]] = {}
    for directive in text.split(";"):
        name, *sources = directive.strip(_SPACE).split() or [""]
        if name:
            directives.setdefault(name.lower(), tuple(sources))  # a browser uses the first of two
    return Policy(directives)
