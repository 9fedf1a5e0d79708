"""The stack's configuration, judged as a whole before the first resource. The only reader of pulumi.Config.

Every key is declared, with its default, in Pulumi.yaml.
Pulumi: https://www.pulumi.com/docs/iac/concepts/config/
"""

import pulumi

from components import rules
from components.pipeline.source import ConnectionSource, OAuthSource
from components.settings.groups import (
    DeliverySettings,
    DomainSettings,
    Settings,
    SiteSettings,
    StorageSettings,
    WatchSettings,
)
from components.settings.reader import ConfigReader, SettingsError
from components.site.response_headers import PRELOAD_DAYS, SecurityHeaders
from publish.retention import MOST_RELEASES

__all__ = ["SettingsError", "load"]

_LONGEST_PREFIX = 32
_TEN_YEARS_DAYS = 3650


def load() -> Settings:
    """The settings of the current stack.

    Raises SettingsError, with a line for each fault that names the key, the value, what is allowed and what to run.
    """
    read = ConfigReader(pulumi.get_project())
    provider = ConfigReader("aws", faults=read.faults)
    _judge_stack(read)
    settings = Settings(
        region=provider.required_text("region", rules.REGION, "us-east-1"),
        domain=_domain(read),
        site=_site(read),
        storage=_storage(read),
        delivery=_delivery(read),
        watch=_watch(read),
        foundation=read.flag("foundation"),
        tags=read.tags("tags"),
    )
    read.refuse_unknown()
    read.raise_faults(pulumi.get_stack())
    return settings


def _judge_stack(read: ConfigReader) -> None:
    """Names of buckets and connections begin with those of project and stack, and are judged by AWS only in the end."""
    stack, prefix = pulumi.get_stack(), f"{pulumi.get_project()}-{pulumi.get_stack()}"
    if not rules.STACK_NAME.holds(stack):
        read.faults.append(f"stack name: {stack!r} must be {rules.STACK_NAME.allowed}; run: pulumi stack rename NAME")
    if len(prefix) > _LONGEST_PREFIX:
        read.faults.append(
            f"stack name: {prefix!r} has {len(prefix)} characters, and project and stack together must have at most "
            f"{_LONGEST_PREFIX}; run: pulumi stack rename NAME"
        )


def _domain(read: ConfigReader) -> DomainSettings | None:
    name = read.optional_text("domain", rules.HOST)
    aliases = read.texts("aliases", rules.HOST_OR_WILDCARD)
    if not read.is_set("domain"):
        for key in ("aliases", "zoneId", "canonicalHost"):
            read.useless(key, "means nothing without domain")
        return None
    zone_id = read.required_text("zoneId", rules.ZONE_ID, "Z0123456789ABCDEFGHIJ")
    canonical = read.optional_text("canonicalHost", rules.HOST)
    if name is None:
        return None
    for alias in aliases:
        if not rules.is_within(alias, name) or alias == name:
            read.refuse("aliases", f"a name other than {name} inside its zone, such as www.{name}", alias)
    if canonical and canonical not in (name, *aliases):
        read.refuse("canonicalHost", "one of the names in domain and aliases")
    return DomainSettings(name, aliases, zone_id, canonical)


def _site(read: ConfigReader) -> SiteSettings:
    geo_allow, geo_block = read.texts("geoAllow", rules.COUNTRY), read.texts("geoBlock", rules.COUNTRY)
    if geo_allow:
        read.useless("geoBlock", "cannot be used together with geoAllow")
    single_page = read.flag("singlePageApp")
    if single_page and (geo_allow or geo_block):
        read.refuse("singlePageApp", "false with geoAllow or geoBlock, or a refused country is shown the application")
    return SiteSettings(
        index_document=read.text("indexDocument", "index.html", rules.FILE_NAME),
        not_found=read.text("notFoundPage", "404.html", rules.PAGE),
        spa=single_page,
        price_class=read.text(
            "priceClass", "PriceClass_100", rules.one_of("PriceClass_100", "PriceClass_200", "PriceClass_All")
        ),
        geo_allow=geo_allow,
        geo_block=geo_block,
        minimum_tls_version=read.text("minimumTlsVersion", "TLSv1.2_2021", rules.TLS_POLICY),
        waf_rate_limit=read.optional_whole("wafRateLimit", 10, 2_000_000_000),
        previews=read.flag("previewSites"),
        headers=_headers(read),
    )


def _headers(read: ConfigReader) -> SecurityHeaders:
    strict = SecurityHeaders()
    days = read.whole("hstsDays", strict.hsts_days, 1, _TEN_YEARS_DAYS)
    subdomains, preload = read.flag("hstsSubdomains", strict.hsts_subdomains), read.flag("hstsPreload")
    if preload and not (subdomains and days >= PRELOAD_DAYS):
        read.refuse("hstsPreload", f"false, or with hstsSubdomains true and hstsDays of {PRELOAD_DAYS} or more")
    return SecurityHeaders(
        content_security_policy=read.text("contentSecurityPolicy", strict.content_security_policy, rules.ANY_LINE),
        frame_options=read.text("frameOptions", strict.frame_options, rules.one_of("DENY", "SAMEORIGIN")),
        referrer_policy=read.text("referrerPolicy", strict.referrer_policy, rules.one_of(*rules.REFERRER_POLICIES)),
        permissions_policy=read.text("permissionsPolicy", strict.permissions_policy, rules.ANY_LINE),
        hsts_days=days,
        hsts_subdomains=subdomains,
        hsts_preload=preload,
    )


def _storage(read: ConfigReader) -> StorageSettings:
    retentions = [str(days) for days in rules.LOG_RETENTION_DAYS]
    return StorageSettings(
        customer_key=read.flag("customerKey"),
        noncurrent_days=read.whole("noncurrentDays", 30, 1, _TEN_YEARS_DAYS),
        keep_releases=read.whole("keepReleases", 5, 1, MOST_RELEASES),
        log_retention_days=int(read.text("logRetentionDays", "365", rules.one_of(*retentions))),
        artifact_days=read.whole("artifactDays", 30, 1, _TEN_YEARS_DAYS),
        protect=read.flag("protect"),
    )


def _delivery(read: ConfigReader) -> DeliverySettings:
    return DeliverySettings(
        source=_source(read),
        build_commands=read.texts("buildCommands", rules.COMMAND),
        output_directory=read.text("outputDirectory", "public", rules.FOLDER),
        build_image=read.text("buildImage", "aws/codebuild/amazonlinux-x86_64-standard:5.0", rules.BUILD_IMAGE),
        timeout_minutes=read.whole("buildTimeoutMinutes", 15, 5, 2160),
        verify=read.flag("verifyRelease", True),
        approval=read.flag("approval"),
        notification_email=read.optional_text("notificationEmail", rules.EMAIL),
    )


def _source(read: ConfigReader) -> OAuthSource | ConnectionSource:
    kind = read.required_text("source", rules.one_of("oauth", "connection"), "oauth")
    repository = read.required_text("repository", rules.REPOSITORY, "example/site")
    branch = read.text("branch", "main", rules.BRANCH)
    token = read.secret("githubToken", rules.TOKEN)
    webhook_secret = read.secret("webhookSecret", rules.WEBHOOK_SECRET)
    connection_arn = read.optional_text("connectionArn", rules.CONNECTION_ARN)
    if kind == "connection":
        for key in ("githubToken", "webhookSecret"):
            read.useless(key, "is only for source oauth")
    if kind != "oauth":
        return ConnectionSource(repository, branch, connection_arn)
    read.useless("connectionArn", "is only for source connection")
    _judge_secrets(read, token, webhook_secret)
    return OAuthSource(
        repository,
        branch,
        token=pulumi.Output.secret(token or ""),
        webhook_secret=pulumi.Output.secret(webhook_secret or ""),
    )


def _judge_secrets(read: ConfigReader, token: str | None, webhook_secret: str | None) -> None:
    if token is None:
        read.missing("githubToken", rules.TOKEN.allowed, "pulumi config set --secret githubToken")
    if webhook_secret is None:
        read.missing("webhookSecret", rules.WEBHOOK_SECRET.allowed, "pulumi config set --secret webhookSecret")
    if token and token == webhook_secret:
        read.faults.append(
            "webhookSecret: [secret] must not be the token; run: pulumi config set --secret webhookSecret"
        )


def _watch(read: ConfigReader) -> WatchSettings:
    alarm_email = read.optional_text("alarmEmail", rules.EMAIL)
    if not read.is_set("alarmEmail"):
        read.useless("monthlyBudgetUsd", "warns nobody without alarmEmail")
    return WatchSettings(
        alarm_email=alarm_email,
        error_rate_percent=read.whole("errorRatePercent", 5, 1, 100),
        monthly_budget_usd=read.optional_whole("monthlyBudgetUsd", 1, 1_000_000),
    )
