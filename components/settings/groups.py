"""What a stack can be told, in groups: the settings once they are judged. `components.settings.load` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.pipeline.source import ConnectionSource, OAuthSource
from components.site.response_headers import SecurityHeaders


@dataclass(frozen=True)
class DomainSettings:
    """The names a site is reached by."""

    name: str
    """The certificate's own name, for example "example.com"."""
    aliases: tuple[str, ...]
    """Further names. Default: none."""
    zone_id: str
    """The Route 53 hosted zone that holds all of them."""
    canonical_host: str | None
    """The name that its www twin or apex redirects to. Default: none, no redirect."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the certificate's own first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class SiteSettings:
    """How pages are found, protected and delivered."""

    index_document: str
    not_found: str
    spa: bool
    """Whether a path without a file is answered with the index document."""
    price_class: str
    geo_allow: tuple[str, ...]
    """Countries that may see the site. Default: all."""
    geo_block: tuple[str, ...]
    """Countries that may not. Default: none."""
    minimum_tls_version: str
    waf_rate_limit: int | None
    """Requests in five minutes from one address. Default: no web ACL."""
    previews: bool
    """Whether previews of pull requests are served beside the site."""
    headers: SecurityHeaders


@dataclass(frozen=True)
class StorageSettings:
    """How what is stored is encrypted, how long it is kept, and whether it may be deleted."""

    customer_key: bool
    noncurrent_days: int
    keep_releases: int
    """Releases that can be brought back, however old."""
    log_retention_days: int
    artifact_days: int
    protect: bool


@dataclass(frozen=True)
class DeliverySettings:
    """Where the site comes from and how it is built and published."""

    source: OAuthSource | ConnectionSource
    build_commands: tuple[str, ...]
    output_directory: str
    build_image: str
    timeout_minutes: int
    verify: bool
    """Whether the site is looked at after each publication, and taken back if it is not as published."""
    approval: bool
    notification_email: str | None


@dataclass(frozen=True)
class WatchSettings:
    """Who hears of errors and costs."""

    alarm_email: str | None
    error_rate_percent: int
    monthly_budget_usd: int | None


@dataclass(frozen=True)
class Settings:
    """All of a stack's configuration. Secrets are held as secret outputs, so printing this shows none."""

    region: str
    domain: DomainSettings | None
    """None: the site is reached by the name that CloudFront gives it."""
    site: SiteSettings
    storage: StorageSettings
    delivery: DeliverySettings
    watch: WatchSettings
    foundation: bool
    """Whether the boundary of the stack's roles is the foundation's."""
    tags: Mapping[str, str]
    """Beside Project, Stack and ManagedBy."""
