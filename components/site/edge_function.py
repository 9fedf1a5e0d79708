"""What the functions that CloudFront runs have in common: how their code is put together, and how large it may be."""

import json
from collections.abc import Mapping
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.context import Context

LARGEST_CODE_BYTES = 10_240
"""The most that CloudFront takes for a function.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions
"""

FOLDER = Path(__file__).parent
"""The folder of the functions' source."""

_SHARED = FOLDER / "edge_answer.js"
_PLACEHOLDER = "__CONFIG__"


def code(*files: Path, config: Mapping[str, object] | None = None) -> str:
    """The JavaScript of a function: the shared part, then the files, without comments and indentation.

    config: takes the place of __CONFIG__, for a function cannot read a configuration from elsewhere. Default: none.
    """
    text = "\n".join(one.read_text(encoding="utf-8") for one in (_SHARED, *files))
    lines = (line.strip() for line in text.splitlines())
    stripped = "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
    if config is None:
        return stripped
    return stripped.replace(_PLACEHOLDER, json.dumps(config, separators=(",", ":")), 1)


def edge_function(
    name: str,
    context: Context,
    purpose: str,
    comment: str,
    javascript: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> aws.cloudfront.Function:
    """The function {name}-function, named "{prefix}-{purpose}" and published for distributions to run.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    """
    return aws.cloudfront.Function(
        f"{name}-function",
        name=f"{context.prefix}-{purpose}",
        comment=f"{comment} of {context.prefix}",
        runtime="cloudfront-js-2.0",
        publish=True,
        code=javascript,
        tags=context.tags,
        opts=child,
    )
