"""The `publish` package for the build: one file in the artifact bucket, named after its content."""

import base64
import hashlib
import io
import zipfile
from pathlib import Path
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.boundary import TOOL_FOLDER
from components.storage.bucket import SecureBucket

_PACKAGE = Path(__file__).parents[2] / "publish"


class PublishToolArgs(TypedDict):
    """Inputs of PublishTool."""

    context: Context
    """Tags of the stack."""
    bucket: SecureBucket
    """The bucket that keeps the tool; objects under "tools/" must not expire."""


class PublishTool(pulumi.ComponentResource):
    """The publish tool in the version of the last update of the stack, so that it changes only with the stack.

    A build fetches it by its name, which contains its SHA-256, and refuses other content.

    Child: {name}-archive.
    """

    url: pulumi.Output[str]
    """Address of the archive, "s3://..", for resources that are made after it."""
    arn: str
    """ARN of the archive, which a build must be allowed to read; known without asking the cloud."""
    sha256: str
    """SHA-256 of the archive, in hexadecimal."""

    def __init__(self, name: str, args: PublishToolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:PublishTool", name, {}, opts)
        content = archive()
        self.sha256 = hashlib.sha256(content).hexdigest()
        key = f"{TOOL_FOLDER}/publish-{self.sha256}.zip"
        self.arn = f"{args['bucket'].arn}/{key}"
        made = aws.s3.BucketObjectv2(
            f"{name}-archive",
            bucket=args["bucket"].bucket,
            key=key,
            content_base64=base64.b64encode(content).decode(),
            content_type="application/zip",
            tags=args["context"].object_tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.url = pulumi.Output.concat("s3://", made.bucket, "/", made.key)
        self.register_outputs({"url": self.url, "sha256": self.sha256})


def archive() -> bytes:
    """The package as a zip file, without compression and dates, so that every machine makes the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted([*_PACKAGE.rglob("*.py"), _PACKAGE / "requirements.txt"]):
            name = f"{_PACKAGE.name}/{path.relative_to(_PACKAGE).as_posix()}"
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return written.getvalue()
