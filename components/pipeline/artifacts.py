"""The artifacts of a pipeline: ZIP files in its artifact bucket, which one action writes and the next reads.

AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html
"""

from components.context import Context

SOURCE = "source"
"""The repository, as the source action has read it."""

SITE = "site"
"""The finished site, as the build commands have made it."""

_FOLDER_LENGTH = 20
_NAME_LENGTH = 10


def artifact_folder(pipeline_name: str) -> str:
    """The beginning of the keys of a pipeline's artifacts: CodePipeline shortens the name to 20 characters."""
    return pipeline_name[:_FOLDER_LENGTH]


def keys_of(artifact: str, bucket_arn: str, context: Context) -> str:
    """The ARNs of one artifact in all executions of the stack's pipeline: BUCKET/PIPELINE/ARTIFACT/*.

    CodePipeline shortens the artifact's name to 10 characters, and adds a random one for each execution.
    """
    return f"{bucket_arn}/{artifact_folder(context.prefix)}/{artifact[:_NAME_LENGTH]}/*"
