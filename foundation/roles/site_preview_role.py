"""The role with which the workflow of a site's repository publishes previews of its pull requests."""

from typing import TypedDict

import pulumi

from components.context import Context
from components.iam.statements import Statement, allow, document
from components.previews.previews import PURPOSE
from foundation.github.repository_name import RepositoryName
from foundation.roles.ci_roles import managed_policy
from foundation.roles.github_oidc import workflow_jobs
from foundation.roles.workflow_role import WorkflowRole
from publish.layout import PREVIEW_MANIFESTS_PREFIX, PREVIEWS_PREFIX, SETTINGS_KEY
from publish.permissions import PREVIEW_BUCKET_ACTIONS, PREVIEW_OBJECT_ACTIONS

_KEY = "site-previews"


class SitePreviewRoleArgs(TypedDict):
    """Inputs of SitePreviewRole."""

    context: Context
    """Names, account and tags of the stack whose bucket of previews is written."""
    repository: RepositoryName
    """The GitHub repository of the site."""
    branch: str
    """The default branch of that repository, on which GitHub runs the workflow."""
    workflow: str
    """The reusable workflow that may use the role: "OWNER/REPOSITORY/.github/workflows/FILE@COMMIT"."""
    provider_arn: pulumi.Input[str]
    """ARN of the account's identity provider for GitHub."""


class SitePreviewRole(pulumi.ComponentResource):
    """A role without keys for one workflow, in one version, on the default branch of the site's repository.

    It writes and deletes previews in the stack's bucket of previews and reads how they are served. It may do nothing
    else, not even with more policies: its boundary says the same. Another workflow of the repository, with the code of
    a pull request or of a collaborator, does not get it.

    Children: {name}-site-previews-boundary; component {name}-site-previews.
    """

    arn: pulumi.Output[str]
    """ARN with which the workflow assumes the role. It is known at preview."""
    bucket: str
    """The bucket of previews."""

    def __init__(self, name: str, args: SitePreviewRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:SitePreviewRole", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        self.bucket = context.bucket_name(PURPOSE)
        may = may_publish_previews(context.arn("s3", self.bucket, region="", account=False))
        self.arn = WorkflowRole(
            f"{name}-{_KEY}",
            {
                "context": context,
                "role_name": f"{context.prefix}-{_KEY}",
                "provider_arn": args["provider_arn"],
                "jobs": workflow_jobs(args["repository"], args["branch"], args["workflow"]),
                "policies": {},
                "statements": may,
                "permissions_boundary": managed_policy(name, context, f"{_KEY}-boundary", document(*may), child),
            },
            child,
        ).arn
        self.register_outputs({"arn": self.arn, "bucket": self.bucket})


def may_publish_previews(bucket_arn: str) -> tuple[Statement, ...]:
    """The permissions to publish and to discard previews. No call goes to CloudFront, which caches none of them."""
    previews = [f"{bucket_arn}/{prefix}*" for prefix in (PREVIEWS_PREFIX, PREVIEW_MANIFESTS_PREFIX)]
    return (
        allow(PREVIEW_BUCKET_ACTIONS, bucket_arn, sid="PreviewBucket"),
        allow(PREVIEW_OBJECT_ACTIONS, previews, sid="Previews"),
        allow("s3:GetObject", f"{bucket_arn}/{SETTINGS_KEY}", sid="HowTheyAreServed"),
    )
