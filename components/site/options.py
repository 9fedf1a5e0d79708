"""The settings of a site: its names, and how its pages are found, protected and delivered."""

from collections.abc import Iterator
from dataclasses import dataclass

from components import rules
from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.setting import Options, flag, required, setting
from components.site.edge_function import LARGEST_CODE_BYTES
from components.site.pricing_plan import PAY_AS_YOU_GO, PLANS
from components.site.redirects import PATH_PATTERN, REDIRECT, Redirect
from components.site.viewer_request import shorter, viewer_request_code
from publish.layout import DEFAULT_NOT_FOUND_PAGE

LONGEST_COMMON_NAME = 64
"""The most characters of the name that a certificate is issued to; the names beside it may have more.

AWS: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
"""
_MOST_NAMES = 100
"""Of a certificate and of a distribution, once their quotas are raised. Before that, a certificate has 10.

AWS: https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
"""


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
    zone_id: str | None = setting(
        None,
        rules.ZONE_ID,
        "The Route 53 hosted zone of the domain. Required with domain, but for a site with certificateArn and without "
        "dns.",
        example="Z0123456789ABCDEFGHIJ",
    )
    canonical_host: str | None = setting(
        None,
        rules.HOST,
        "The name among domain and aliases that its www twin or apex redirects to. Without one, every name serves the "
        "site.",
    )
    certificate_arn: str | None = setting(
        None,
        rules.CERTIFICATE_ARN,
        "A certificate for domain and aliases that is there already. Without one, the stack makes one, which the zone "
        "proves.",
        example="arn:aws:acm:us-east-1:ACCOUNT:certificate/ID",
    )
    dns: bool = flag(
        True,
        "Whether the stack writes the records that lead the names to the site. Without, set those of the output "
        "dnsRecords where the names are managed.",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, the domain first."""
        return tuple(dict.fromkeys((self.domain, *self.aliases)))

    @property
    def host(self) -> str:
        """The name of the site's address, to which its twin redirects if it is the canonical one."""
        return self.canonical_host or self.domain

    @property
    def zone(self) -> str:
        """The hosted zone that records are written to. Raises ValueError where there is none."""
        if self.zone_id is None:
            raise ValueError(f"zone_id of {self.domain} is not set, and records are to be written to it")
        return self.zone_id

    def faults(self) -> Iterator[Fault]:
        """A zone where records are written, all names in it, and the canonical host among them."""
        needs_zone = self.dns or self.certificate_arn is None
        if needs_zone and self.zone_id is None:
            yield Missing("zone_id", f"{rules.ZONE_ID.allowed}; or set certificate_arn, and dns to false")
        if not needs_zone and self.zone_id is not None:
            yield Ineffective("zone_id", "has no effect with certificate_arn and with dns false")
        if not rules.HOST.holds(self.domain):
            return
        if self.certificate_arn is None and all(len(name) > LONGEST_COMMON_NAME for name in self.names):
            yield Wrong("domain", f"at most {LONGEST_COMMON_NAME} characters long, or have an alias that is")
        if len(self.names) > _MOST_NAMES:
            yield Wrong("aliases", f"at most {_MOST_NAMES - 1} names")
        for alias in self.aliases:
            is_out = needs_zone and not rules.is_within(alias, self.domain)
            if rules.HOST_OR_WILDCARD.holds(alias) and (is_out or alias == self.domain):
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
    pricing_plan: str = setting(
        PAY_AS_YOU_GO,
        rules.one_of(*PLANS, PAY_AS_YOU_GO),
        "CloudFront's flat-rate plan for the site, which is charged from the update on (docs/bill.md), or none. A plan "
        "has no overage charges. Needs wafRateLimit.",
    )
    geo_allow: tuple[str, ...] = setting(
        (), rules.COUNTRY, "The only countries that may see the site. Without any, all may. Excludes geoBlock."
    )
    geo_block: tuple[str, ...] = setting((), rules.COUNTRY, "Countries that may not see the site. Excludes geoAllow.")
    minimum_tls_version: str = setting(
        "TLSv1.2_2025",
        rules.TLS_POLICY,
        "The oldest TLS version of a viewer, and its ciphers. Takes effect with domain. The default is the newest "
        "policy that serves viewers without TLS 1.3 as well, such as phones from before 2019. TLSv1.3_2025 does not.",
    )
    waf_rate_limit: int | None = setting(
        None,
        rules.RATE_LIMIT,
        "Requests in five minutes from one address before it is blocked. Without a limit, there is no web ACL.",
    )
    waf_count_only: bool = flag(
        False,
        "Whether AWS's common rules only count what they would block, to find out before they do: the metrics are in "
        "CloudWatch. Takes effect with wafRateLimit, whose limit blocks in any case.",
    )

    @property
    def has_plan(self) -> bool:
        """Whether the site has a flat-rate plan."""
        return self.pricing_plan in PLANS

    def faults(self) -> Iterator[Fault]:
        """One list of countries, a web ACL for a plan, pages of an application where there is one, fitting code."""
        if self.geo_allow and self.geo_block:
            yield Ineffective("geo_block", "cannot be used together with geo_allow")
        if self.prerendered_pages and not self.single_page_app:
            yield Ineffective("prerendered_pages", "has no effect without single_page_app")
        if self.has_plan and self.waf_rate_limit is None:
            yield Missing(
                "waf_rate_limit",
                f"{rules.RATE_LIMIT.allowed}, because the pricing_plan {self.pricing_plan} takes in a distribution "
                f"with a web ACL alone; or set pricing_plan to {PAY_AS_YOU_GO}",
            )
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
