"""The configuration of a site's stack, validated as a whole before the first resource.

Pulumi: https://www.pulumi.com/docs/iac/concepts/config/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import pulumi

from components import regions, rules
from components.alerts.options import AlertOptions
from components.pipeline.options import PipelineOptions
from components.pipeline.source import SourceOptions
from components.previews.options import PreviewOptions
from components.settings.faults import Fault, Ineffective, Wrong
from components.settings.reader import ConfigReader
from components.settings.setting import Options, flag, group, required, setting
from components.site.options import DomainOptions, SiteOptions
from components.site.pricing_plan import strangers
from components.site.response_headers import SecurityHeaders
from components.storage.options import StorageOptions

_LONGEST_PREFIX = 32
_REQUESTS_OF_A_CHECK = 100


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """All of a stack's configuration. Secrets are secret outputs, so printing this shows none."""

    former: ClassVar[Mapping[str, str]] = {
        "previewSites": "previews have a bucket and an address of their own now, and this setting is gone: set "
        "previews instead (docs/previews.md)",
    }

    region: str = required(
        rules.REGION,
        "Region of everything but what CloudFront wants in us-east-1.",
        example="us-east-1",
        namespace="aws",
    )
    domain: DomainOptions | None = group("Names", switch="domain")
    site: SiteOptions = group("Pages")
    headers: SecurityHeaders = group("Response headers")
    storage: StorageOptions = group("Storage")
    previews: PreviewOptions | None = group("Previews of pull requests", switch="previews")
    source: SourceOptions = group("Source")
    pipeline: PipelineOptions = group("Pipeline")
    alerts: AlertOptions = group("Alerts")
    foundation: bool = flag(
        False,
        "Whether the account's foundation (folder foundation/) has the boundary of this stack's roles. Without it, the "
        "stack makes its own.",
    )
    tags: Mapping[str, str] = setting({}, rules.TAG, "Tags of every resource beside Project, Stack and ManagedBy.")

    def faults(self) -> Iterator[Fault]:
        """Tags that AWS takes together, a build that can check its release, and a plan that can hold."""
        if allowed := rules.fault_of_tags(self.tags):
            yield Wrong("tags", allowed)
        if self.previews:
            yield from self.previews.faults_beside(self.domain.names if self.domain else ())
        if self.pipeline.verify_release:
            yield from self._faults_of_check()
        if self.site.has_plan:
            yield from self._faults_of_plan()

    def _faults_of_plan(self) -> Iterator[Fault]:
        """A plan has no overage that a stop could end, and covers one domain."""
        plan = self.site.pricing_plan
        if self.alerts.stop_at_usd is not None:
            yield Ineffective("stop_at_usd", f"has no effect with pricing_plan {plan}, which has no overage charges")
        for name in strangers(self.domain.names) if self.domain else ():
            allowed = f"names of one domain with pricing_plan {plan}; or set pricing_plan to pay-as-you-go"
            yield Wrong("aliases", allowed, name)

    def _faults_of_check(self) -> Iterator[Fault]:
        """A build that checks its release has to be let in by the site, and often enough."""
        site = self.site
        countries = [*site.geo_allow, *site.geo_block]
        country = regions.shut_out(self.region, site.geo_allow, site.geo_block)
        has_fault = not rules.COUNTRIES.issuperset(countries) or len(set(countries)) < len(countries)
        if country and not has_fault and not (site.geo_allow and site.geo_block):
            field, verb = ("geo_allow", "with") if site.geo_allow else ("geo_block", "without")
            yield Wrong(
                field,
                f"a list {verb} {country}, the country of region {self.region}, from which the build checks the site; "
                "or set verify_release to false",
            )
        limit = site.waf_rate_limit
        if limit is not None and rules.RATE_LIMIT.holds(limit) and limit < _REQUESTS_OF_A_CHECK:
            yield Wrong(
                "waf_rate_limit",
                f"at least {_REQUESTS_OF_A_CHECK}, for the build checks a release with that many requests; "
                "or set verify_release to false",
            )


def load() -> Settings:
    """The settings of the current stack.

    Raises SettingsError, with a line for each fault that names the key, the value, the rule and the command to run.
    """
    reader = ConfigReader()
    reader.faults.extend(_faults_of_name(pulumi.get_project(), pulumi.get_stack()))
    return reader.load(Settings)


def _faults_of_name(project: str, stack: str) -> list[str]:
    """Names of buckets and connections begin with those of project and stack, and AWS rejects them only at the end."""
    prefix, found = f"{project}-{stack}", list[str]()
    if not rules.STACK_NAME.holds(stack):
        found.append(f"stack name: {stack!r} must be {rules.STACK_NAME.allowed}; run: pulumi stack rename NAME")
    if len(prefix) > _LONGEST_PREFIX:
        found.append(
            f"stack name: {prefix!r} has {len(prefix)} characters, and project and stack together must have at most "
            f"{_LONGEST_PREFIX}; run: pulumi stack rename NAME"
        )
    return found
