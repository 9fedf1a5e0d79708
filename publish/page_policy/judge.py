"""Judges the files of a site by the stack's policy: each page's own policy, what stays forbidden, and the remedy."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from publish.page_policy import findings
from publish.page_policy.address import Address, key_of, page_address, resolve
from publish.page_policy.advice import any_style, command, merged, setting, source_for
from publish.page_policy.asked import Asked, Inline, Request, Unknown
from publish.page_policy.findings import Findings
from publish.page_policy.made import Made
from publish.page_policy.own_policy import page_policy
from publish.page_policy.page import FOLLOW_UPS, read_page
from publish.page_policy.policy import HEADER, LONGEST_POLICY, doubts, faults, parse
from publish.page_policy.rules import Rules
from publish.page_policy.scripts import unknowns
from publish.page_policy.sheets import Sheets
from publish.release.manifest import LARGEST_METADATA_BYTES

_UNKNOWN_SITE = Address("https", "site.invalid", path="/")


@dataclass(frozen=True)
class SiteFiles:
    """The files of a site that can ask a browser for something, by key."""

    pages: Collection[str]
    styles: Collection[str]
    scripts: Collection[str]
    read: Callable[[str], bytes]
    """Returns the content of one of these files. Scripts are read in the order of their keys, then pages, then style
    sheets, each once; only one is held at a time."""
    unchanged: Collection[str] = frozenset()
    """Files that were judged before. They are not judged again, and a page among them keeps its policy, unless `basis`
    has changed. Default: none."""
    basis: str | None = None
    """The basis of the judgement of the unchanged files. Default: none, so that all files are judged."""
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
    """Page -> its own policy, for the judged pages that need one."""
    unchanged: Collection[str]
    """The pages that were not judged again and keep the policy that they have."""
    basis: str
    """A digest of what all policies rest on: the stack's policy, and the styles that the site's scripts add."""
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
        self._unchanged: Collection[str] = frozenset()
        self._made = Made()
        site = resolve(files.address, _UNKNOWN_SITE) if files.address else None
        self._rules = Rules(parse(policy), site or _UNKNOWN_SITE)
        self._findings = Findings(self._rules.policies)
        self._own: dict[str, str] = {}
        self._same: dict[str, str] = {}
        self._used: dict[str, None] = {}
        self._longest: tuple[int, list[Inline]] = (0, [])
        self._on_errors: list[Inline] = []

    def judge(self) -> Judgement:
        for key in sorted(self._files.scripts):
            self._script(key)
        basis = self._basis()
        if basis == self._files.basis:
            self._unchanged = self._files.unchanged
        for key in sorted(self._files.pages):
            if key not in self._unchanged:
                self._page(key)
        self._sheets()
        additions = self._findings.additions()
        advised = setting(self._rules.policies, additions) if additions else None
        refusals = [*faults(self._text), *self._findings.refusals()]
        if additions:
            refusals.extend(self._too_long(advised))
        notes = [*doubts(self._text), *self._notes(advised or self._text)]
        kept = frozenset(self._unchanged) & frozenset(self._files.pages)
        return Judgement(self._own, kept, basis, refusals, notes, advised)

    def _basis(self) -> str:
        added = [code.source + code.directive for code in self._made.inline()]
        return hashlib.sha256("\n".join([self._text, str(self._rules.site), *added]).encode()).hexdigest()

    def _script(self, key: str) -> None:
        """Every script is read, because what one adds to a page concerns all pages."""
        text = self._files.read(key).decode(errors="replace")
        has_unknown_styles = self._made.add(text)
        if key in self._files.unchanged:
            return
        if has_unknown_styles:
            self._unknown(key, [Unknown("style", "createElement", 1)])
        self._unknown(key, unknowns(text, page_address(self._rules.site, key)))

    def _too_long(self, advised: str | None) -> Iterable[str]:
        """The reasons for which following the advice is not the end of it."""
        if advised is None:
            yield (
                f"a policy with all of these hosts has more than {LONGEST_POLICY} characters, the most that CloudFront "
                "sends: copy the files of some of them into the site."
            )
            return
        own = page_policy(advised, Asked(inline=self._longest[1])) or ""
        if len(own) > LONGEST_POLICY >= self._longest[0]:
            yield (
                f"with these hosts, a page's own policy will have {len(own)} characters, and at most {LONGEST_POLICY} "
                "are sent: move inline code into files as well."
            )

    def _notes(self, advised: str) -> Iterable[str]:
        yield from self._findings.notes()
        own = page_policy(advised, Asked(inline=self._on_errors))
        if own is not None and len(own) <= LONGEST_POLICY:
            yield f"to let all pages, and so that for missing addresses, run this code: {command(own)}"
        if noted := self._findings.noted_additions():
            wanted = merged(self._findings.additions(), noted)
            if (text := setting(self._rules.policies, wanted)) is not None:
                yield f"to allow the addresses that scripts name as well: {command(text)}"
        policies = parse(advised)
        if self._findings.has_noted("style") and (text := setting(policies, any_style(policies))) is not None:
            yield f"to let scripts and pages add any style: {command(text)}"

    def _page(self, key: str) -> None:
        asked = read_page(self._files.read(key), page_address(self._rules.site, key))
        if any(each.directive == "script-src-elem" and self._rules.is_own(each.address) for each in asked.requests):
            asked.inline.extend(self._made.inline())
        own = page_policy(self._text, asked)
        if own is not None:
            self._keep(key, own, asked)
        for link in asked.links:
            if not self._rules.allows_link(link):
                self._findings.refuse(findings.JAVASCRIPT, key, f"{link.line}: {link.what}")
        for request in asked.requests:
            self._request(key, request)
            if request.directive == "style-src-elem":
                self._sheet(key, request)
        self._unknown(key, asked.unknown)

    def _keep(self, key: str, own: str, asked: Asked) -> None:
        if len(own) > self._longest[0]:
            self._longest = len(own), asked.inline
        others = self._files.metadata_bytes.get(key, 0)
        if len(own) > LONGEST_POLICY or len(HEADER) + len(own) + others > LARGEST_METADATA_BYTES:
            hashes = len({code.source for code in asked.inline if code.directive != "style-src-attr"})
            self._findings.refuse(findings.TOO_LONG, key, f" {len(own)} characters, {hashes} pieces of inline code")
            return
        self._own[key] = self._same.setdefault(own, own)
        if key == self._files.not_found_page:
            self._on_errors = asked.inline
            self._findings.note("error page", key, f"{asked.inline[0].line}: {asked.inline[0].what}")

    def _sheet(self, key: str, request: Request) -> None:
        address = request.address
        if self._rules.is_own(address):
            self._used.setdefault(key_of(address))
        elif address.host and address.host not in FOLLOW_UPS:
            self._findings.note("foreign style sheet", key, f"{request.line}: {address}")

    def _sheets(self) -> None:
        files = self._files
        sheets = Sheets(files.read, frozenset(files.styles), self._rules)
        for key, request in sheets.used(self._used):
            self._request(key, request)
        before = sorted(set(files.pages) & set(self._unchanged))
        for key, requests in sheets.others(set(self._unchanged)):
            if sheets.is_used(key, before):
                for request in requests:
                    self._request(key, request)
            else:
                for request in requests:
                    self._findings.note("unused style sheet", key, f"{request.line}: {request.address}")

    def _request(self, key: str, request: Request) -> None:
        found = self._rules.forbidden(request)
        if found is None:
            return
        example = f"{found.line}: {found.what} {found.address}"
        if self._rules.is_mixed(found):
            self._findings.refuse(findings.MIXED, key, example)
        else:
            source = source_for(found.directive, found.address, self._rules.site)
            self._findings.forbid(found.directive, source, self._rules.forbidding(found), key, example)

    def _unknown(self, key: str, unknown: Iterable[Unknown]) -> None:
        for kind, what, line, request in unknown:
            if request is None:
                if kind not in ("eval", "style", "wasm") or not self._rules.allows_made(kind):
                    self._findings.note(kind, key, f"{line}: {what}")
            elif kind == "prefetch":
                if not self._rules.may_prefetch(request.address):
                    self._findings.note(kind, key, f"{line}: {request.address}")
            elif (found := self._rules.forbidden(request)) is not None:
                source = source_for(found.directive, found.address, self._rules.site)
                positions = self._rules.forbidding(found)
                self._findings.note(kind, key, f"{line}: {what} {found.address}", source, positions)
