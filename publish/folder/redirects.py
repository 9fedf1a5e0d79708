"""Which rules of `_redirects` this stack can serve: as stubs, or as aliases, beside the published files.

- An exact rule with 301, 302, 303, 307 or 308 becomes a stub at the key where its path is looked up, with a slash at
  the end and without.
- A rule with placeholders whose target is on the site becomes one stub for every published address that the target can
  yield, if the address tells what each placeholder stands for.
- An exact rule with 200 whose target is a published file becomes an alias of that file.

A published file goes before a rule, unless the rule's status ends in "!". Of several rules for one path the first
counts. For every other rule there is a notice: the line, why it cannot be served, and what to do.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, unquote

from publish.folder.addresses import Addresses, has_known_suffix
from publish.folder.derived import Derived
from publish.folder.local_files import LONGEST_KEY_BYTES
from publish.folder.path_patterns import SPLAT, PathPattern, fill, names_in, target_pattern
from publish.folder.redirect_chains import without_loops
from publish.folder.redirect_refusals import is_hidden, refusal, setting_line
from publish.folder.redirect_targets import is_elsewhere, location, split
from publish.folder.redirects_file import RedirectRule
from publish.folder.served_redirects import Redirects
from publish.folder.stubs import Target
from publish.release.manifest import LARGEST_METADATA_BYTES

MOST_STUBS = 20_000
"""The most stubs that the rules of one site may need."""

_REWRITE = 200


@dataclass(frozen=True)
class SiteOfRules:
    """What the rules apply to."""

    keys: Collection[str]
    """The published keys."""
    derived: Derived
    addresses: Addresses
    not_found_page: str | None = None


def serve(rules: list[RedirectRule], site: SiteOfRules) -> Redirects:
    """What the rules add to a site. A stub whose key is published replaces the file: its rule is forced."""
    server = _Server(site)
    for rule in rules:
        server.add(rule)
    without_loops(server.found, site.derived, site.addresses)
    server.note_dead_ends()
    return server.found


class _Server:
    def __init__(self, site: SiteOfRules) -> None:
        self.found = Redirects()
        self._site = site
        self._addresses = site.addresses
        self._published: list[tuple[str, str]] | None = None

    def add(self, rule: RedirectRule) -> None:
        problem = refusal(rule, self._site.not_found_page, is_single_page_app=self._addresses.single_page_app)
        if problem == "":
            return
        if problem is None:
            problem = self._exact(rule) if PathPattern(rule.source).is_exact else self._expanded(rule)
        if problem:
            self.found.notices.append(f"{rule.where}: {problem}")

    def _exact(self, rule: RedirectRule) -> str | None:
        paths = self._paths(rule.source)
        is_rewrite = rule.status == _REWRITE
        if (is_rewrite or not rule.is_forced) and (taken := self._taken(paths)) is not None:
            if self._is_same_page(rule):
                return None
            remedy = "remove one of the two" if is_rewrite else f"write {rule.status}! to go before it"
            return f"{taken} is published there, and a file goes before a rule; {remedy}"
        if is_rewrite:
            return self._rewrite(rule, paths)
        places = [place for path in paths if (place := self._place(path, rule.source)) is not None]
        if not places:
            shown = rule.source if rule.source.startswith("/") else f"/{rule.source}"
            return f'the single-page application answers there; set prerenderedPages of the stack: ["{shown}"]'
        target = Target(rule.status, self._location(rule.target))
        if problem := _problem_with_size(places, target, self._addresses.prefix):
            return problem
        if len(self.found.stubs) + len(places) > MOST_STUBS:
            return (
                f"the rules before it take {len(self.found.stubs)} redirects, and a site may have {MOST_STUBS}; "
                "write rules with splats, or remove old ones"
            )
        for place in places:
            # The form that is not written, with the slash or without, may be the target itself.
            if place == places[0] or not self._is_target(place, target):
                self._set(place, target, rule)
        return None

    def note_dead_ends(self) -> None:
        """Adds a notice for each rule whose target on the site is not published."""
        seen: set[int] = set()
        for place, target in self.found.stubs.items():
            rule = self.found.rules[place]
            if rule.line not in seen and PathPattern(rule.source).is_exact and self._is_dead_end(target):
                seen.add(rule.line)
                self.found.notices.append(f"{rule.where}: served, but nothing is published at {rule.target}")

    def _rewrite(self, rule: RedirectRule, paths: list[str]) -> str | None:
        source = self._addresses.key_at(self._location(split(rule.target)[0]))
        source = self._site.derived.aliases.get(source or "", source)
        if source is None or source not in self._site.keys:
            return f"status 200 shows a file of the site, and {rule.target} is not published"
        for path in paths:
            place = self._place(path, rule.source)
            if place is not None and place not in self._site.keys:
                self.found.aliases.setdefault(place, source)
        return None

    def _expanded(self, rule: RedirectRule) -> str | None:
        source, path = PathPattern(rule.source), split(rule.target)[0]
        if rule.status == _REWRITE or is_elsewhere(rule.target) or not source.names <= names_in(path):
            return _not_expandable(rule)
        pattern = target_pattern(f"/{path[1:]}", source.names)
        template = f"/{rule.source[1:]}".replace("*", f":{SPLAT}")
        stubs: dict[str, Target] = {}
        for address, goal in self._published_addresses():
            values = pattern.match(address)
            if values is None:
                continue
            target = Target(rule.status, goal + split(location(fill(rule.target, values)))[1])
            asked = fill(template, values)
            for path_asked in (asked, asked.removesuffix("/") or asked):
                place = self._place(path_asked, "")
                if place is not None and (rule.is_forced or not self._is_taken(place)):
                    stubs.setdefault(place, target)
        if len(stubs) + len(self.found.stubs) > MOST_STUBS:
            return f"it would take {len(stubs)} redirects, more than {MOST_STUBS} in all; {setting_line(rule)}"
        for place, target in stubs.items():
            if not self._is_target(place, target) and not _problem_with_size([place], target, self._addresses.prefix):
                self._set(place, target, rule)
        return None if stubs else f"no published page has an address like {rule.target}, so it leads to nothing"

    def _published_addresses(self) -> list[tuple[str, str]]:
        """Each address of the published files, and the address that it ends at, the shortest forms first."""
        if self._published is None:
            addresses = self._addresses
            self._published = [(path, path) for key in self._site.keys for path in addresses.addresses_of(key)]
            folders = [target.location for target in self._site.derived.stubs.values()]
            self._published += [(path.removesuffix("/"), path) for path in folders]
            aliased = [addresses.clean_path(key) for key in self._site.derived.aliases.values()]
            self._published += [(path, path) for path in aliased]
        return self._published

    def _paths(self, source: str) -> list[str]:
        """The paths that an exact rule is for: as it is written, and with or without the slash at its end."""
        path = f"/{quote(unquote(source[1:]))}"
        if path == "/" or has_known_suffix(path):
            return [path]
        other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
        return [path, other]

    def _place(self, path: str, source: str) -> str | None:
        """The key at which a path is looked up. None if that is the application, which must stay."""
        place = self._addresses.key_at(path)
        if place is None or is_hidden(place):
            return None
        is_application = self._addresses.single_page_app and place == self._addresses.index_document
        return None if is_application and source != "/" else place

    def _taken(self, paths: list[str]) -> str | None:
        """The published file at one of these paths. None if there is none."""
        for path in paths:
            place = self._addresses.key_at(path)
            if place is not None and self._is_taken(place):
                stub = self._site.derived.stubs.get(place)
                there = self._site.derived.aliases.get(place, place)
                is_application = self._addresses.single_page_app and place == self._addresses.index_document
                if not is_application or path == "/":
                    return self._addresses.key_at(stub.location) if stub else there
        return None

    def _is_taken(self, place: str) -> bool:
        derived = self._site.derived
        return place in self._site.keys or place in derived.stubs or place in derived.aliases

    def _set(self, place: str, target: Target, rule: RedirectRule) -> None:
        if place not in self.found.stubs and place not in self.found.aliases:
            self.found.stubs[place] = target
            self.found.rules[place] = rule

    def _location(self, target: str) -> str:
        """The Location of a target: within the preview, if this is one, and past the redirect of a folder."""
        if is_elsewhere(target):
            return location(target)
        path, rest = split(location(f"/{target[1:]}"))
        folder = self._site.derived.stubs.get(self._addresses.key_at(path) or "")
        return f"{folder.location if folder else path}{rest}"

    def _is_target(self, place: str, target: Target) -> bool:
        return target.location.startswith("/") and self._addresses.key_at(split(target.location)[0]) == place

    def _is_same_page(self, rule: RedirectRule) -> bool:
        """Whether a rule leads from one form of an address to another one of the same page, which happens anyway."""
        return _page(rule.source) == _page(split(rule.target)[0])

    def _is_dead_end(self, target: Target) -> bool:
        if is_elsewhere(target.location):
            return False
        place = self._addresses.key_at(split(target.location)[0])
        return place is not None and not self._is_taken(place) and place not in self.found.stubs


def _page(path: str) -> str:
    return path.removesuffix("/index.html").removesuffix(".html").removesuffix("/")


def _problem_with_size(places: Collection[str], target: Target, prefix: str) -> str | None:
    if len(target.location) + len("location") + len("status") + len("301") > LARGEST_METADATA_BYTES:
        return (
            f"the target has {len(target.location)} bytes, and there is room for {LARGEST_METADATA_BYTES}; shorten it"
        )
    if any(len(f"{prefix}{place}".encode()) > LONGEST_KEY_BYTES for place in places):
        return f"the path takes a key of more than {LONGEST_KEY_BYTES} bytes; shorten it"
    return None


def _not_expandable(rule: RedirectRule) -> str:
    if rule.status == _REWRITE:
        return "status 200 with a placeholder would need a server; redirect with 301, or let the build write the pages"
    why = "is on another host" if is_elsewhere(rule.target) else "does not say what each placeholder stands for"
    return f"its target {why}, so no page of the site can stand for the rule; {setting_line(rule)}"
