"""The files that a build hands over, and the execution's artifacts in the pipeline's bucket.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.files
"""

import re
import secrets
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.rehearsal.archive import Entry, pack, shown
from sandbox.rehearsal.errors import RehearsalError, calling
from sandbox.rehearsal.roles import AssumedRole

_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Artifact:
    """An artifact of an execution: a ZIP file in the pipeline's bucket."""

    bucket: str
    key: str
    revision: str = ""
    """The commit of a source. Default: none, a build has made it."""

    @property
    def arn(self) -> str:
        """The object's ARN."""
        return f"arn:aws:s3:::{self.bucket}/{self.key}"


@dataclass(frozen=True)
class Place:
    """The place of one artifact of one execution."""

    bucket: str
    key: str
    key_id: str | None
    """The customer key that encrypts it. None: S3's own."""

    def store(self, content: bytes, role: AssumedRole, revision: str = "") -> Artifact:
        """Stores a ZIP file as the role. Raises DeniedError if it may not."""
        artifact = Artifact(self.bucket, self.key, revision)
        options = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key_id} if self.key_id else {}
        with calling(role.role, "s3:PutObject", artifact.arn):
            role.client("s3").put_object(Bucket=self.bucket, Key=self.key, Body=content, **options)
        return artifact


def place(definition: Mapping[str, Any], name: str) -> Place:
    """A place as CodePipeline chooses it: https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html

    definition: the pipeline, as GetPipeline returns it. name: that of the artifact.
    """
    store = definition["artifactStore"]
    random = "".join(secrets.choice(_ALPHABET) for _ in range(7))
    key = f"{definition['name'][:20]}/{name[:10]}/{random}"
    return Place(store["location"], key, store.get("encryptionKey", {}).get("id"))


def collect(files: Sequence[str], source: Path) -> bytes:
    """Packs the files that a build hands over.

    files: the patterns of the buildspec, relative to `source`: a path, "folder/*", "folder/**/*" or "**/*".
    Raises RehearsalError for patterns that match nothing, as CodeBuild does, and for a link.
    """
    entries: dict[str, Entry] = {}
    for pattern in files:
        for name, file in _matching(pattern, source):
            if file.is_symlink():
                raise RehearsalError(f"{name} is a link: what CodeBuild hands over for it is not documented")
            entries[name] = Entry.of_file(name, file)
    if not entries:
        raise RehearsalError(f"no matching artifact paths found for {', '.join(files)}")
    return pack(entries[name] for name in sorted(entries)).content


def _matching(pattern: str, source: Path) -> Iterator[tuple[str, Path]]:
    matches = re.compile(_expression(pattern)).fullmatch
    fixed = pattern.partition("*")[0].rpartition("/")[0]
    if ".." in Path(fixed).parts or pattern.startswith("/"):
        raise RehearsalError(f"the artifact path {shown(pattern)} is not rehearsed; write one inside the repository")
    top = source / fixed
    for file in sorted(top.rglob("*")) if "*" in pattern else [source / pattern]:
        name = file.relative_to(source).as_posix()
        if (file.is_symlink() or file.is_file()) and matches(name):
            yield name, file


def _expression(pattern: str) -> str:
    parts = {"**/": "(.*/)?", "*": "[^/]*"}
    return "".join(parts.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*)", pattern))
