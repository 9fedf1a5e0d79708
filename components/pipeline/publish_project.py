"""The CodeBuild project that publishes the site, and runs nothing of it."""

from collections.abc import Sequence

import pulumi

from components.iam.statements import Statement, allow
from components.pipeline.artifacts import SITE, SOURCE
from components.pipeline.buildspec import Publication, publish
from components.pipeline.code_build import CodeBuildArgs, Work, make_project, read_artifact
from components.pipeline.delivery_pipeline_args import DeliveryPipelineArgs
from components.pipeline.options import STANDARD_IMAGE
from components.pipeline.publish_tool import PublishTool
from components.storage.encryption_key import use_key
from publish.permissions import BUCKET_ACTIONS, DISTRIBUTION_ACTIONS, OBJECT_ACTIONS


class PublishProject(pulumi.ComponentResource):
    """A project that uploads a finished site to one bucket and invalidates one distribution.

    Its input is data: the repository, or what the build commands have made of it. The buildspec, the image and the
    publish tool are part of the stack, so a change in the site's repository cannot change how the site is published.

    Children: components {name}-access (ServiceRole), {name}-tool (PublishTool); resources {name}-log, {name}-project.
    """

    name: pulumi.Output[str]
    """The project's name."""
    arn: str
    """The project's ARN; known without asking the cloud."""

    def __init__(self, name: str, args: CodeBuildArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        delivery = args["delivery"]
        context = delivery["context"]
        super().__init__("secure-site:components:PublishProject", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        tool = PublishTool(f"{name}-tool", {"context": context, "bucket": args["artifacts"]}, child)
        work = Work(
            name=f"{context.prefix}-publish",
            description=f"Publishes the site of {context.prefix}",
            buildspec=publish(_publication(delivery)),
            image=STANDARD_IMAGE,
            variables=_variables(delivery, tool),
            policies=_policies(args, tool),
        )
        project = make_project(name, work, args, child)
        self.name, self.arn = project.name, context.arn("codebuild", f"project/{work.name}")
        self.register_outputs({"name": self.name, "arn": self.arn})


def _publication(delivery: DeliveryPipelineArgs) -> Publication:
    site, storage = delivery["site"], delivery["storage"]
    return Publication(
        index_document=site.index_document,
        not_found_page=site.not_found_page,
        single_page_app=site.single_page_app,
        prerendered=site.prerendered_pages,
        redirected=[redirect.from_ for redirect in site.redirects],
        keep_releases=storage.keep_releases,
        keep_assets_days=storage.keep_assets_days,
        verify_release=delivery["pipeline"].verify_release,
    )


def _policies(args: CodeBuildArgs, tool: PublishTool) -> dict[str, Sequence[Statement]]:
    """The policies by key, so that only those that name the distribution or a key are unknown before these exist."""
    delivery = args["delivery"]
    context = delivery["context"]
    content = context.arn("s3", delivery["content_bucket"], region="", account=False)
    taken = SITE if delivery["pipeline"].build_commands else SOURCE
    policies: dict[str, Sequence[Statement]] = {
        "artifacts": [*read_artifact(taken, args), allow("s3:GetObject", tool.arn)],
        "content": [allow(BUCKET_ACTIONS, content), allow(OBJECT_ACTIONS, f"{content}/*")],
        "invalidate": [allow(DISTRIBUTION_ACTIONS, delivery["distribution_arn"])],
    }
    keys = [key for key in (args.get("artifact_key_arn"), delivery.get("content_key_arn")) if key is not None]
    if keys:
        policies["keys"] = [use_key(context, *keys)]
    return policies


def _variables(delivery: DeliveryPipelineArgs, tool: PublishTool) -> dict[str, pulumi.Input[str]]:
    return {
        "CONTENT_BUCKET": delivery["content_bucket"],
        "DISTRIBUTION_ID": delivery["distribution_id"],
        "OUTPUT_DIRECTORY": delivery["pipeline"].output_folder,
        "PUBLISH_TOOL": tool.url,
        "PUBLISH_SHA256": tool.sha256,
        "SITE_CSP": delivery["content_security_policy"],
        "SITE_URL": delivery["site_url"],
    }
