"""The foundation's configuration, validated as a whole before the first resource."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi

from components import rules
from components.settings.faults import Fault, Wrong
from components.settings.reader import ConfigReader
from components.settings.setting import Options, flag, group, required, setting
from foundation.options import BaselineOptions, DeployOptions, GithubOptions, SitePreviewOptions, StateOptions


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """All of the configuration."""

    region: str = required(rules.REGION, "Region of AWS Config and of the state.", example="us-east-1", namespace="aws")
    deploy: DeployOptions = group("Workflows that deploy")
    state: StateOptions | None = group("State of the sites", switch="state_bucket")
    github: GithubOptions | None = group("The repository at GitHub", switch="github")
    site_previews: SitePreviewOptions | None = group("Previews of a site's pull requests", switch="site_repository")
    baseline: BaselineOptions | None = group("The account", switch="account_baseline")
    protect: bool = flag(False, "Refuses to delete the account's records.")
    tags: Mapping[str, str] = setting({}, rules.TAG, "Tags of every resource beside Project, Stack and ManagedBy.")

    @property
    def backend_url(self) -> str | None:
        """The address of the state for `pulumi login`. None for Pulumi Cloud."""
        return f"s3://{self.state.state_bucket}?region={self.region}" if self.state else None

    def faults(self) -> Iterator[Fault]:
        """What the settings must be together: the foundation is no site stack, reviewed stacks are site stacks, the
        workflows reach their state, and AWS takes the tags.
        """
        if allowed := rules.fault_of_tags(self.tags):
            yield Wrong("tags", allowed)
        if pulumi.get_stack() in self.deploy.stacks:
            yield Wrong("stacks", "other names than the foundation's own", pulumi.get_stack())
        for stack in self.github.reviewed_stacks if self.github else ():
            if stack not in self.deploy.stacks:
                yield Wrong("reviewed_stacks", "among stacks", stack)
        if self.site_previews and self.site_previews.site_stack not in self.deploy.stacks:
            yield Wrong("site_stack", "among stacks")
        if self.github and not self.state:
            yield Wrong(
                "github", "false without state_bucket and state_key_arn: the workflows have no token of Pulumi Cloud"
            )

    @property
    def deploys(self) -> bool:
        """Whether there are deploy roles: the environments that they trust are protected, here or by other means."""
        return self.github is not None or self.deploy.environments_protected


def load() -> Settings:
    """The settings of the account's foundation.

    Raises SettingsError, with a line for each fault that names the key, the value, the rule and the command to run.
    """
    return ConfigReader().load(Settings)
