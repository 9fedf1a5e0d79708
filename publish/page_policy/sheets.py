"""The style sheets of a site: what those ask for that pages use."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from publish.page_policy.address import key_of, page_address, resolve
from publish.page_policy.asked import Request
from publish.page_policy.css import named_in
from publish.page_policy.page import read_page
from publish.page_policy.rules import Rules


class Sheets:
    """Reads each style sheet once, and holds one at a time."""

    def __init__(self, read: Callable[[str], bytes], keys: Collection[str], rules: Rules) -> None:
        self._read, self._keys, self._rules = read, keys, rules
        self._seen: set[str] = set()

    def used(self, named: Iterable[str]) -> Iterator[tuple[str, Request]]:
        """What the named style sheets ask for, and those that they import."""
        waiting = [key for key in named if key in self._keys]
        while waiting:
            key = waiting.pop()
            if key in self._seen:
                continue
            self._seen.add(key)
            for request in self._requests(key):
                yield key, request
                if request.directive == "style-src-elem" and self._rules.is_own(request.address):
                    waiting.extend({key_of(request.address)} & set(self._keys))

    def others(self, unchanged: Collection[str]) -> Iterator[tuple[str, Sequence[Request]]]:
        """What is forbidden of the style sheets that were not used so far, except the unchanged ones."""
        for key in sorted(set(self._keys) - self._seen - set(unchanged)):
            forbidden = [request for request in self._requests(key) if self._rules.forbidden(request) is not None]
            if forbidden:
                yield key, forbidden

    def is_used(self, key: str, pages: Iterable[str]) -> bool:
        """Whether one of the pages names a style sheet. Pages without its file name are not parsed."""
        name = key.rpartition("/")[2].encode()
        return any(name in (content := self._read(page)) and self._names(page, content, key) for page in pages)

    def _names(self, page: str, content: bytes, key: str) -> bool:
        asked = read_page(content, page_address(self._rules.site, page))
        return any(
            each.directive == "style-src-elem" and self._rules.is_own(each.address) and key_of(each.address) == key
            for each in asked.requests
        )

    def _requests(self, key: str) -> Iterator[Request]:
        text = self._read(key).decode(errors="replace")
        base = page_address(self._rules.site, key)
        for directive, reference, offset in named_in(text):
            if (address := resolve(reference, base)) is not None and address.scheme != "about":
                yield Request(directive, address, "url", text.count("\n", 0, offset) + 1)
