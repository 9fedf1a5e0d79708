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
from components.storage.bucket import SecureBucket

_PACKAGE = Path(__file__).parents[2] / "publish"
_FOLDER = "tools"


class PublishToolArgs(TypedDict):
    """Inputs of PublishTool."""

    context: Context
    """Tags of the stack."""
    bucket: SecureBucket
    """Where it is kept; must not expire what lies under "tools/"."""


class PublishTool(pulumi.ComponentResource):
    """The tool as it was when the stack was last updated: what publishes changes with the stack, and with nothing else.

    A build takes it by its name, which holds its SHA-256, and refuses another content.

    Child: {name}-archive.
    """

    url: pulumi.Output[str]
    """Where it lies, "s3://..", for what has to be made after it."""
    arn: str
    """What a build has to be allowed to read; known without asking the cloud."""
    sha256: str
    """Of the archive, in hexadecimal."""

    def __init__(self, name: str, args: PublishToolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:PublishTool", name, {}, opts)
        content = archive()
        self.sha256 = hashlib.sha256(content).hexdigest()
        key = f"{_FOLDER}/publish-{self.sha256}.zip"
        self.arn = f"{args['bucket'].arn}/{key}"
        made = aws.s3.BucketObjectv2(
            f"{name}-archive",
            bucket=args["bucket"].bucket,
            key=key,
            content_base64=base64.b64encode(content).decode(),
            content_type="application/zip",
            tags=args["context"].tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.url = pulumi.Output.concat("s3://", made.bucket, "/", made.key)
        self.register_outputs({"url": self.url, "sha256": self.sha256})


def archive() -> bytes:
    """The package as a zip file: the same bytes on every machine, so nothing is compressed and nothing is dated."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted([*_PACKAGE.glob("*.py"), _PACKAGE / "requirements.txt"]):
            archive.writestr(zipfile.ZipInfo(f"publish/{path.name}"), path.read_bytes())
    return written.getvalue()
