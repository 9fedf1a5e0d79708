"""The CodeBuild project that runs the build commands of a site, and can do nothing to what is published."""

from collections.abc import Sequence

import pulumi

from components.iam.statements import Statement, allow
from components.pipeline.artifacts import SITE, SOURCE, keys_of
from components.pipeline.buildspec import build
from components.pipeline.code_build import CodeBuildArgs, Work, has_runtimes, make_project, read_artifact
from components.storage.encryption_key import use_key


class SiteBuild(pulumi.ComponentResource):
    """A project that turns the repository into the finished site, which it hands over as an artifact.

    The commands and all that they install are code of the site, so the role may read the source, write the artifact
    and write its log. It reaches neither the content bucket nor the distribution nor the publish tool.

    Children: component {name}-access (ServiceRole); resources {name}-log, {name}-project.
    """

    name: pulumi.Output[str]
    """The project's name."""
    arn: str
    """The project's ARN; known without asking the cloud."""

    def __init__(self, name: str, args: CodeBuildArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        delivery = args["delivery"]
        context, pipeline = delivery["context"], delivery["pipeline"]
        super().__init__("secure-site:components:SiteBuild", name, {}, opts)
        folder, image = pipeline.output_folder, pipeline.build_image
        work = Work(
            name=f"{context.prefix}-site-build",
            description=f"Builds the site of {context.prefix}",
            buildspec=build(pipeline.build_commands, folder, has_runtimes=has_runtimes(image)),
            image=image,
            variables={"OUTPUT_DIRECTORY": folder},
            policies=_policies(args),
        )
        project = make_project(name, work, args, pulumi.ResourceOptions(parent=self))
        self.name, self.arn = project.name, context.arn("codebuild", f"project/{work.name}")
        self.register_outputs({"name": self.name, "arn": self.arn})


def _policies(args: CodeBuildArgs) -> dict[str, Sequence[Statement]]:
    """Reads the source and writes the site, under other keys: a build cannot replace what an execution has read."""
    context = args["delivery"]["context"]
    written = allow("s3:PutObject", keys_of(SITE, args["artifacts"].arn, context))
    policies: dict[str, Sequence[Statement]] = {"artifacts": [*read_artifact(SOURCE, args), written]}
    key_arn = args.get("artifact_key_arn")
    if key_arn is not None:
        policies["keys"] = [use_key(context, key_arn)]
    return policies
