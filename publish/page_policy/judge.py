"""Judges the files of a site by the stack's policy: each page's own policy, what stays forbidden, and the remedy."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from publish.page_policy import findings
from publish.page_policy.address import Address, key_of, page_address, resolve
from publish.page_policy.advice import command, setting, source_for
from publish.page_policy.asked import Asked, Inline, Request, Unknown
from publish.page_policy.css import named_in
from publish.page_policy.findings import Findings
from publish.page_policy.matching import allows_address, allows_inline, allows_request
from publish.page_policy.own_policy import page_policy
from publish.page_policy.page import read_page
from publish.page_policy.policy import FALLBACKS, HEADER, LARGEST_METADATA_BYTES, LONGEST_POLICY, doubts, faults, parse
from publish.page_policy.scripts import unknowns

_UNKNOWN_SITE = Address("https", "site.invalid", path="/")
_UPGRADED = {"http": "https", "ws": "wss"}
_UPGRADED_BY_BROWSERS = ("img-src", "media-src")
_NOT_LOADED = ("form-action", "base-uri")
_EXTERNAL_SHEETS = frozenset({"fonts.googleapis.com"})


@dataclass(frozen=True)
class SiteFiles:
    """The files of a site that can ask a browser for something, by key."""

    pages: Collection[str]
    styles: Collection[str]
    scripts: Collection[str]
    read: Callable[[str], bytes]
    """Returns the content of one of these files. It is called once for most of them, and for one at a time."""
    unchanged: Collection[str] = frozenset()
    """Files that were judged before by the same policy. They are not read again, and a page among them keeps its
    policy. Default: none."""
    not_found_page: str | None = None
    """The page that is shown for a missing address. Default: none."""
    address: str | None = None
    """Where the site is served, such as "https://www.example.com": absolute addresses below it are the site's own.
    Default: unknown, so that every absolute address is another site's."""
    metadata_bytes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Page -> bytes that its other headers take of an object's metadata. Default: none."""


@dataclass(frozen=True)
class Judgement:
    """What a policy does to a site."""

    policies: Mapping[str, str]
    """Page -> its own policy, for the pages that were read and need one."""
    refusals: Sequence[str]
    """One message for each kind of thing that browsers would block."""
    notes: Sequence[str]
    """One message for each kind of thing that only shows while a page runs, or that breaks nothing."""
    setting: str | None
    """The stack's policy that allows everything that a setting can allow. None if nothing has to be added, or if it
    does not fit into a header."""

    @property
    def remedy(self) -> str | None:
        """The command that allows it. None without a setting."""
        return None if self.setting is None else command(self.setting)


def judge(policy: str, files: SiteFiles) -> Judgement:
    """Judges the pages of a site, and the style sheets and scripts that they use.

    policy: the stack's Content-Security-Policy.
    """
    return _Judge(policy, files).judge()


class _Judge:
    def __init__(self, policy: str, files: SiteFiles) -> None:
        self._text, self._files = policy, files
        self._policies = parse(policy)
        self._site = (resolve(files.address, _UNKNOWN_SITE) if files.address else None) or _UNKNOWN_SITE
        self._findings = Findings(self._policies)
        self._own: dict[str, str] = {}
        self._same: dict[str, str] = {}
        self._used: dict[str, None] = {}
        self._upgrades = any("upgrade-insecure-requests" in each.directives for each in self._policies)
        self._longest: tuple[int, list[Inline]] = (0, [])

    def judge(self) -> Judgement:
        unchanged = self._files.unchanged
        for key in sorted(self._files.pages):
            if key not in unchanged:
                self._page(key)
        self._sheets()
        for key in sorted(self._files.scripts):
            if key not in unchanged:
                text = self._files.read(key).decode(errors="replace")
                self._unknown(key, unknowns(text, page_address(self._site, key)))
        additions = self._findings.additions()
        advised = setting(self._policies, additions, self._site) if additions else None
        refusals = [*faults(self._text), *self._findings.refusals()]
        if additions:
            refusals.extend(self._too_long(advised))
        return Judgement(self._own, refusals, [*doubts(self._text), *self._notes()], advised)

    def _too_long(self, advised: str | None) -> Iterable[str]:
        """The reasons for which following the advice is not the end of it."""
        if advised is None:
            yield (
                f"a policy with all of these hosts has more than {LONGEST_POLICY} characters, the most that CloudFront "
                "sends: copy the files of some of them into the site"
            )
            return
        own = page_policy(advised, Asked(inline=self._longest[1])) or ""
        if len(own) > LONGEST_POLICY >= self._longest[0]:
            yield (
                f"with these hosts, a page's own policy will have {len(own)} characters, and at most {LONGEST_POLICY} "
                "are sent: move inline code into files as well"
            )

    def _notes(self) -> Iterable[str]:
        yield from self._findings.notes()
        if noted := self._findings.noted_additions():
            wanted = {**self._findings.additions()}
            for directive, sources in noted.items():
                wanted[directive] = {**wanted.get(directive, {}), **sources}
            if (text := setting(self._policies, wanted, self._site)) is not None:
                yield f"to allow the addresses that scripts name as well: {command(text)}"

    def _page(self, key: str) -> None:
        asked = read_page(self._files.read(key), page_address(self._site, key))
        own = page_policy(self._text, asked)
        if own is not None:
            self._keep(key, own, asked)
        for link in asked.links:
            if not all(allows_inline(policy, link) for policy in self._policies):
                self._findings.refuse(findings.JAVASCRIPT, key, f"{link.line}: {link.what}")
        for request in asked.requests:
            self._request(key, request)
            if request.directive == "style-src-elem":
                self._sheet_of(key, request)
        self._unknown(key, asked.unknown)

    def _keep(self, key: str, own: str, asked: Asked) -> None:
        if len(own) > self._longest[0]:
            self._longest = len(own), asked.inline
        others = self._files.metadata_bytes.get(key, 0)
        if len(own) > LONGEST_POLICY or len(HEADER) + len(own) + others > LARGEST_METADATA_BYTES:
            hashes = sum(code.directive != "style-src-attr" for code in asked.inline)
            self._findings.refuse(findings.TOO_LONG, key, f" {len(own)} characters, {hashes} pieces of inline code")
            return
        self._own[key] = self._same.setdefault(own, own)
        if key == self._files.not_found_page:
            self._findings.note("error page", key, f"{asked.inline[0].line}: {asked.inline[0].what}")

    def _sheet_of(self, key: str, request: Request) -> None:
        address = request.address
        if (address.host, address.port) == (self._site.host, self._site.port):
            self._used.setdefault(key_of(address))
        elif address.host and address.host not in _EXTERNAL_SHEETS:
            self._findings.note("foreign style sheet", key, f"{request.line}: {address}")

    def _sheets(self) -> None:
        """Reads the style sheets that pages use, those that these import, and those that changed."""
        known = set(self._files.styles)
        waiting, seen = [key for key in self._used if key in known], set[str]()
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                for request in self._sheet(key):
                    self._request(key, request)
                    own = (request.address.host, request.address.port) == (self._site.host, self._site.port)
                    if request.directive == "style-src-elem" and own and key_of(request.address) in known:
                        waiting.append(key_of(request.address))
        others = sorted(known - seen - set(self._files.unchanged))
        for key in others:
            self._other_sheet(key)

    def _other_sheet(self, key: str) -> None:
        """A style sheet that no page names among those that were read."""
        forbidden = [request for request in self._sheet(key) if self._forbidden(request) is not None]
        if not forbidden:
            return
        is_used = self._is_used_by_unchanged(key)
        for request in forbidden:
            if is_used:
                self._request(key, request)
            else:
                self._findings.note("unused style sheet", key, f"{request.line}: {request.address}")

    def _is_used_by_unchanged(self, key: str) -> bool:
        name = key.rpartition("/")[2].encode()
        for page in sorted(set(self._files.pages) & set(self._files.unchanged)):
            content = self._files.read(page)
            if name in content:
                asked = read_page(content, page_address(self._site, page))
                if any(each.directive == "style-src-elem" and key_of(each.address) == key for each in asked.requests):
                    return True
        return False

    def _sheet(self, key: str) -> Iterable[Request]:
        text = self._files.read(key).decode(errors="replace")
        base = page_address(self._site, key)
        for directive, reference, offset in named_in(text):
            if (address := resolve(reference, base)) is not None:
                yield Request(directive, address, "url", text.count("\n", 0, offset) + 1)

    def _forbidden(self, request: Request) -> Request | None:
        """The request as the browser makes it, if a policy forbids it."""
        if request.address.scheme in _UPGRADED and (
            self._upgrades or (self._site.scheme == "https" and request.directive in _UPGRADED_BY_BROWSERS)
        ):
            address = request.address._replace(scheme=_UPGRADED[request.address.scheme])
            request = request._replace(address=address)
        allowed = all(allows_request(policy, request, self._site) for policy in self._policies)
        return None if allowed and not self._is_mixed(request) else request

    def _is_mixed(self, request: Request) -> bool:
        insecure = self._site.scheme == "https" and request.address.scheme in _UPGRADED
        return insecure and request.directive not in _NOT_LOADED

    def _request(self, key: str, request: Request) -> None:
        found = self._forbidden(request)
        if found is None:
            return
        example = f"{found.line}: {found.what} {found.address}"
        if self._is_mixed(found):
            self._findings.refuse(findings.MIXED, key, example)
        else:
            source = source_for(found.directive, found.address, self._site)
            self._findings.forbid(found.directive, source, found.address, key, example)

    def _unknown(self, key: str, unknown: Iterable[Unknown]) -> None:
        for kind, what, line, request in unknown:
            if request is None:
                if not self._is_allowed(kind):
                    self._findings.note(kind, key, f"{line}: {what}")
            elif kind == "prefetch":
                if not all(self._may_prefetch(policy.directives, request.address) for policy in self._policies):
                    self._findings.note(kind, key, f"{line}: {request.address}")
            elif (found := self._forbidden(request)) is not None:
                source = source_for(found.directive, found.address, self._site)
                self._findings.note(kind, key, f"{line}: {what} {found.address}", source, found.address)

    def _is_allowed(self, kind: str) -> bool:
        words = {"eval": {"'unsafe-eval'"}, "wasm": {"'unsafe-eval'", "'wasm-unsafe-eval'"}}.get(kind)
        if words is None:
            return False
        sources = [policy.sources("script-src-elem") for policy in self._policies]
        return all(found is None or words & set(map(str.lower, found)) for found in sources)

    def _may_prefetch(self, directives: Mapping[str, Sequence[str]], address: Address) -> bool:
        """Browsers follow a hint if any directive allows it: https://www.w3.org/TR/CSP3/#does-resource-hint-violate-policy"""
        if "default-src" not in directives:
            return True
        fetched = [name for name in directives if name.endswith("-src") and name in FALLBACKS or name == "default-src"]
        return any(
            allows_address(directives[name], address, self._site)
            for name in [*fetched, "script-src"]
            if name in directives
        )
