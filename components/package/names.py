"""The names of a site in another program: each from the engine and the AWS provider, unless it is given."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components import rules
from components.context import Context
from components.package.errors import InputError

_PROJECT_NAME = rules.STACK_NAME


class Names(TypedDict):
    """The beginning of every physical name of a site, and its tags. All components of one site take the same names.

    Account and region are those of the AWS provider.
    """

    project: NotRequired[str]
    """First part of every physical name, and the tag Project. Several sites in one program need one each. Default: the
    name of the Pulumi project."""
    stack: NotRequired[str]
    """Second part of every physical name, and the tag Stack. Default: the name of the Pulumi stack."""
    tags: NotRequired[dict[str, str]]
    """Tags of every resource beside Project, Stack and ManagedBy. Default: none."""


def context_of(names: Names | None, opts: pulumi.ResourceOptions | None) -> Context:
    """The context of a component: names as given or from the engine, account and region from the AWS provider.

    opts: the options of the component, whose providers may hold another AWS provider than the default one.
    Raises InputError for a name or a tag that AWS does not accept.
    """
    given = names or {}
    project, stack = given.get("project") or pulumi.get_project(), given.get("stack") or pulumi.get_stack()
    tags = given.get("tags") or {}
    _validate(project, stack, tags)
    asked = pulumi.InvokeOptions(provider=provider_of("aws", opts))
    return Context(
        project=project,
        stack=stack,
        account_id=aws.get_caller_identity(opts=asked).account_id,
        region=aws.get_region(opts=asked).region,
        tags={**tags, "Project": project, "Stack": stack, "ManagedBy": "Pulumi"},
    )


def provider_of(package: str, opts: pulumi.ResourceOptions | None) -> pulumi.ProviderResource | None:
    """The provider that the user has passed for a package. None: the default one."""
    providers = opts.providers if opts else None
    if not isinstance(providers, Mapping):
        return None
    return providers.get(package)


def _validate(project: str, stack: str, tags: Mapping[str, str]) -> None:
    for key, value in (("project", project), ("stack", stack)):
        if not _PROJECT_NAME.holds(value):
            raise InputError([f"names.{key}: {value!r} must be {_PROJECT_NAME.allowed}"])
    wrong = [f"names.tags: {tag!r} must be {rules.TAG.allowed}" for tag in tags.items() if not rules.TAG.holds(tag)]
    together = rules.fault_of_tags(tags)
    if wrong or together:
        raise InputError([*wrong, *([f"names.tags: must be {together}"] if together else [])])
