"""What the policies of a stack do to the requests of a site's pages, and what browsers do to them beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from publish.page_policy.address import Address
from publish.page_policy.asked import Inline, Request
from publish.page_policy.matching import allows_address, allows_all_inline, allows_inline, allows_request
from publish.page_policy.policy import FALLBACKS, Policy

_UPGRADED = {"http": "https", "ws": "wss"}
_UPGRADED_BY_BROWSERS = ("img-src", "media-src")
_ANY_PATH = "/\x00"
"""No source names this path, so a source that allows it allows every path."""
_NOT_LOADED = ("form-action", "base-uri")
_EVAL = {"eval": {"'unsafe-eval'"}, "wasm": {"'unsafe-eval'", "'wasm-unsafe-eval'"}}


@dataclass(frozen=True)
class Rules:
    """The policies, and the address of the site that they are sent with."""

    policies: Sequence[Policy]
    site: Address
    _allowed: set[tuple[str, str, str, int | None]] = field(default_factory=set[tuple[str, str, str, int | None]])
    """Directive, scheme, host and port that are known to be allowed with any path."""

    def is_own(self, address: Address) -> bool:
        """Whether an address leads to the site."""
        return address.origin == self.site.origin

    def forbidden(self, request: Request) -> Request | None:
        """The request as the browser makes it, if it is blocked. None if it is made."""
        request = self._upgraded(request)
        address = request.address
        pathless = (request.directive, address.scheme, address.host, address.port)
        if pathless in self._allowed:
            return None
        if self.is_mixed(request) or not self._allows(request):
            return request
        if self._allows(Request(request.directive, address._replace(path=_ANY_PATH), "", 0)):
            self._allowed.add(pathless)
        return None

    def forbidding(self, request: Request) -> set[int]:
        """The positions of the policies that forbid a request."""
        policies = enumerate(self.policies)
        return {position for position, policy in policies if not allows_request(policy, request, self.site)}

    def is_mixed(self, request: Request) -> bool:
        """Whether the request is for plain HTTP, which a page over HTTPS may not load."""
        insecure = self.site.scheme == "https" and request.address.scheme in _UPGRADED
        return insecure and request.directive not in _NOT_LOADED

    def allows_link(self, link: Inline) -> bool:
        """Whether a javascript: address runs."""
        return all(allows_inline(policy, link) for policy in self.policies)

    def allows_made(self, kind: str) -> bool:
        """Whether any code that is made while a page runs is allowed. kind: "eval", "style" or "wasm"."""
        if kind == "style":
            styles = [policy.sources("style-src-elem") for policy in self.policies]
            return all(found is None or allows_all_inline(found, is_script=False) for found in styles)
        scripts = [policy.sources("script-src-elem") for policy in self.policies]
        return all(found is None or _EVAL[kind] & set(map(str.lower, found)) for found in scripts)

    def may_prefetch(self, address: Address) -> bool:
        """Whether a hint is followed: any directive may allow it.

        https://www.w3.org/TR/CSP3/#does-resource-hint-violate-policy
        """
        return all(self._may_prefetch(policy, address) for policy in self.policies)

    def _allows(self, request: Request) -> bool:
        return not self.forbidding(request)

    def _may_prefetch(self, policy: Policy, address: Address) -> bool:
        names = {"default-src", "script-src", "style-src", "child-src", *FALLBACKS} - set(_NOT_LOADED)
        listed = [policy.directives[name] for name in names & set(policy.directives)]
        return "default-src" not in policy.directives or any(
            allows_address(sources, address, self.site) for sources in listed
        )

    def _upgraded(self, request: Request) -> Request:
        """Browsers load images, sound and video over HTTPS, and everything with upgrade-insecure-requests."""
        if request.address.scheme not in _UPGRADED:
            return request
        by_browser = self.site.scheme == "https" and request.directive in _UPGRADED_BY_BROWSERS
        if not by_browser and not any("upgrade-insecure-requests" in each.directives for each in self.policies):
            return request
        return request._replace(address=request.address._replace(scheme=_UPGRADED[request.address.scheme]))
