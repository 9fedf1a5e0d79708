"""The settings of a site: its names, and how its pages are found, protected and delivered."""

from collections.abc import Iterator
from dataclasses import dataclass

from components import rules
from components.settings.faults import Fault, Ineffective, Wrong
from components.settings.setting import Options, flag, required, setting
from components.site.edge_function import LARGEST_CODE_BYTES
from components.site.redirects import PATH_PATTERN, REDIRECT, Redirect
from components.site.viewer_request import shorter, viewer_request_code
from publish.layout import DEFAULT_NOT_FOUND_PAGE


@dataclass(frozen=True, kw_only=True)
class DomainOptions(Options):
    """The names of a site that is not reached by CloudFront's own name."""

    domain: str = required(
        rules.HOST,
        "Host name of the site. Without one, CloudFront's own name and certificate serve.",
        example="example.com",
    )
    aliases: tuple[str, ...] = setting(
        (), rules.HOST_OR_WILDCARD, "Further host names of the site, in the zone of the domain."
    )
    zone_id: str = required(rules.ZONE_ID, "The Route 53 hosted zone of the domain.", example="Z0123456789ABCDEFGHIJ")
    canonical_host: str | None = setting(
        None,
        rules.HOST,
        "The name among domain and aliases that its www twin or apex redirects to. Without one, every name serves the "
        "site.",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, the domain first."""
        return tuple(dict.fromkeys((self.domain, *self.aliases)))

    @property
    def host(self) -> str:
        """The name of the site's address, to which its twin redirects if it is the canonical one."""
        return self.canonical_host or self.domain

    def faults(self) -> Iterator[Fault]:
        """All names are in one zone, and the canonical host is one of them."""
        if not rules.HOST.holds(self.domain):
            return
        for alias in self.aliases:
            if not rules.is_within(alias, self.domain) or alias == self.domain:
                allowed = f"a name other than {self.domain} inside its zone, such as www.{self.domain}"
                yield Wrong("aliases", allowed, alias)
        canonical = self.canonical_host
        if canonical and rules.HOST.holds(canonical) and canonical not in self.names:
            yield Wrong("canonical_host", "one of the names in domain and aliases")


@dataclass(frozen=True, kw_only=True)
class SiteOptions(Options):
    """How pages are found, protected and delivered."""

    index_document: str = setting("index.html", rules.FILE_NAME, "The page of a directory.")
    not_found_page: str = setting(
        DEFAULT_NOT_FOUND_PAGE, rules.PAGE, "The page for a missing file, sent with status 404."
    )
    single_page_app: bool = flag(
        False,
        "Serves the index document for every path that has no known suffix such as .js, for an application that routes "
        "by itself.",
    )
    prerendered_pages: tuple[str, ...] = setting(
        (),
        PATH_PATTERN,
        "Paths of a single-page application that have pages of their own. Needs singlePageApp.",
        example="'/docs/*'",
    )
    redirects: tuple[Redirect, ...] = setting(
        (),
        REDIRECT,
        "Redirects of folders and to other hosts. The first that matches holds, also where a file has the path. Those "
        "of single pages can be in the site's own _redirects file.",
    )
    price_class: str = setting(
        "PriceClass_100",
        rules.one_of("PriceClass_100", "PriceClass_200", "PriceClass_All"),
        "Edge locations that serve the site: those of North America and Europe, more, or all.",
    )
    geo_allow: tuple[str, ...] = setting(
        (), rules.COUNTRY, "The only countries that may see the site. Without any, all may. Excludes geoBlock."
    )
    geo_block: tuple[str, ...] = setting((), rules.COUNTRY, "Countries that may not see the site. Excludes geoAllow.")
    minimum_tls_version: str = setting(
        "TLSv1.2_2021", rules.TLS_POLICY, "The oldest TLS version of a viewer. Takes effect with domain."
    )
    waf_rate_limit: int | None = setting(
        None,
        rules.RATE_LIMIT,
        "Requests in five minutes from one address before it is blocked. Without a limit, there is no web ACL.",
    )
    preview_sites: bool = flag(
        False,
        "Serves previews of pull requests under /.previews/, on the site's own origin. For stacks to try things on.",
    )

    def faults(self) -> Iterator[Fault]:
        """One list of countries, pages of an application where there is one, and a function that CloudFront takes."""
        if self.geo_allow and self.geo_block:
            yield Ineffective("geo_block", "cannot be used together with geo_allow")
        if self.prerendered_pages and not self.single_page_app:
            yield Ineffective("prerendered_pages", "has no effect without single_page_app")
        yield from self._faults_of_redirects()

    def _faults_of_redirects(self) -> Iterator[Fault]:
        index = f"/{self.index_document}"
        for one in self.redirects:
            if not REDIRECT.holds(one):
                return
            if one.from_ == index:
                yield Wrong("redirects", f'without {index}: CloudFront reads it for "/", so write "from: /"', one)
        if not all(PATH_PATTERN.holds(pattern) for pattern in self.prerendered_pages):
            return
        size = len(
            viewer_request_code(
                self.index_document,
                "x" * rules.LONGEST_HOST,
                prerendered=self.prerendered_pages,
                redirects=self.redirects,
            ).encode()
        )
        if size > LARGEST_CODE_BYTES:
            yield Wrong("redirects", shorter(size), f"{len(self.redirects)} redirects")
