"""What a test asks of a site that is published: the tool itself, the bucket as it is, and faults on the way."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from publish.cli import main
from publish.cloud.clients import PublishClients
from sandbox.emulator.cloud import Cloud

_PROGRAM = "import sys; from publish.cli import main; sys.exit(main(sys.argv[1:]))"
_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_REFERENCE = re.compile(r"""(?:src|href)="/([^"]+)\"""")


class Killed(BaseException):
    """Stands for a process that is gone: nothing that catches errors may catch it."""


@dataclass(frozen=True)
class Run:
    """How a run of the tool ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The last line of stdout."""
        return json.loads(self.out.splitlines()[-1])


@dataclass
class PublishedSite:
    """A bucket behind a distribution, and the folder that is published into it."""

    cloud: Cloud
    bucket: str
    distribution: str
    role: str
    folder: Path
    requests: list[str] = field(default_factory=list[str])
    """Names of the S3 and CloudFront operations that the last run has sent, retries included."""
    _before_send: Callable[[str, Any], Any] | None = None

    def beside(self, name: str) -> "PublishedSite":
        """The same site, to be published from another folder."""
        return replace(self, folder=self.folder.with_name(name), requests=[])

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Makes the folder hold just these files, as a fresh checkout would."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def deploy(self, capsys: pytest.CaptureFixture[str], *options: str, **faults: Any) -> Run:
        """Publishes the folder, without a look at the site unless told where it is."""
        check = () if "--site" in options else ("--no-verify",)
        return self.run(capsys, "deploy", str(self.folder), *self.where, *check, *options, **faults)

    def rollback(self, capsys: pytest.CaptureFixture[str], *options: str, **faults: Any) -> Run:
        """Brings a release back, without a look at the site unless told where it is."""
        check = () if "--site" in options else ("--no-verify",)
        return self.run(capsys, "rollback", *self.where, *check, *options, **faults)

    def remove(self, capsys: pytest.CaptureFixture[str], *arguments: str, **faults: Any) -> Run:
        """Takes files down."""
        return self.run(capsys, "remove", *arguments, *self.where, "--no-verify", **faults)

    def run(
        self,
        capsys: pytest.CaptureFixture[str],
        *arguments: str,
        before_send: Callable[[str, Any], Any] | None = None,
    ) -> Run:
        """Runs the tool in this process.

        before_send: asked with the operation and the request before each is sent; may raise, or answer in AWS's stead.
        """
        self.requests.clear()
        self._before_send = before_send
        capsys.readouterr()
        code = main([*arguments, "--json"], self._clients)
        out, err = capsys.readouterr()
        return Run(code, out, err)

    def deny(self, action: str, key: str | None = None) -> None:
        """Takes a permission away from the publisher, on everything or on one key."""
        resource = "*" if key is None else f"arn:aws:s3:::{self.bucket}/{key}"
        denied = {"Effect": "Deny", "Action": action, "Resource": resource}
        self.cloud.client("iam").put_role_policy(
            RoleName=self.role.rpartition("/")[2],
            PolicyName="deny",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [denied]}),
        )

    def allow(self) -> None:
        """Gives the permission back."""
        self.cloud.client("iam").delete_role_policy(RoleName=self.role.rpartition("/")[2], PolicyName="deny")

    def start(self, script: str = _PROGRAM) -> subprocess.Popen[str]:
        """Publishes the folder in a process of its own. Default program: the tool itself."""
        return subprocess.Popen(
            [sys.executable, "-c", script, "deploy", str(self.folder), *self.where, "--no-verify"],
            cwd=_REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @cached_property
    def _clients(self) -> PublishClients:
        """The clients of all runs in this process: making them anew each time would take most of the tests' time."""
        session = botocore.session.get_session()

        def note(request: Any, event_name: str, **_: Any) -> Any:
            operation = event_name.rpartition(".")[2]
            self.requests.append(operation)
            return self._before_send(operation, request) if self._before_send else None

        session.register("before-send", note)
        return PublishClients(session)

    @property
    def where(self) -> tuple[str, ...]:
        """The options that say which site is meant."""
        return ("--bucket", self.bucket, "--distribution", self.distribution)

    @cached_property
    def s3(self) -> Any:
        """S3 as root, who sees everything."""
        return self.cloud.client("s3")

    def current_keys(self) -> set[str]:
        """Keys of the site's current objects."""
        return {key for key in self.all_keys() if not key.startswith((".releases/", ".previews/"))}

    def all_keys(self) -> set[str]:
        """Keys of all current objects."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {found["Key"] for page in pages for found in page.get("Contents", [])}

    def body(self, key: str, version: str | None = None) -> bytes:
        """What is in an object now, or in one of its versions."""
        which = {"VersionId": version} if version else {}
        return self.s3.get_object(Bucket=self.bucket, Key=key, **which)["Body"].read()

    def head(self, key: str) -> dict[str, Any]:
        """Headers of an object."""
        return self.s3.head_object(Bucket=self.bucket, Key=key)

    def put(self, key: str, body: bytes, **headers: str) -> None:
        """Somebody writes to the bucket by hand."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, **headers)

    def manifests(self) -> list[dict[str, Any]]:
        """The manifests of the site, oldest first."""
        keys = sorted(key for key in self.all_keys() if key.startswith(".releases/site/"))
        return [json.loads(self.body(key)) for key in keys]

    def own_files(self) -> dict[str, dict[str, Any]]:
        """What the newest manifest records of the site's own files, without what publishing adds."""
        files: dict[str, dict[str, Any]] = self.newest_manifest()["files"]
        return {key: record for key, record in files.items() if not record.get("derived")}

    def kept(self) -> list[dict[str, Any]]:
        """The manifests of the releases that can be brought back, the newest included."""
        newest = self.newest_manifest()
        numbers = {release["number"] for release in (newest["release"], *newest["kept"])}
        return [manifest for manifest in self.manifests() if manifest["release"]["number"] in numbers]

    def newest_manifest(self) -> dict[str, Any]:
        """The manifest of what is published."""
        return json.loads(self.body(max(key for key in self.all_keys() if key.startswith(".releases/site/"))))

    def invalidations(self) -> list[list[str]]:
        """Paths of each invalidation so far."""
        cloudfront = self.cloud.client("cloudfront")
        listed = cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"].get("Items", [])
        return [
            cloudfront.get_invalidation(DistributionId=self.distribution, Id=item["Id"])["Invalidation"][
                "InvalidationBatch"
            ]["Paths"]["Items"]
            for item in listed
        ]

    def served(self) -> dict[str, bytes]:
        """Every file of the site as it is now."""
        return {key: self.body(key) for key in self.current_keys()}

    def objects(self) -> dict[str, tuple[dict[str, str], bytes]]:
        """Key -> metadata and content of every file of the site as it is now."""
        answers = {key: self.s3.get_object(Bucket=self.bucket, Key=key) for key in self.current_keys()}
        return {key: (answer["Metadata"], answer["Body"].read()) for key, answer in answers.items()}

    def missing_assets(self, objects: Mapping[str, tuple[dict[str, str], bytes]]) -> list[str]:
        """What pages that can be seen now refer to and a viewer would not get. objects: as `objects` returns them."""
        pages = {key: body for key, (metadata, body) in objects.items() if "location" not in metadata}
        return [
            f"{page} -> {asset}"
            for page, body in pages.items()
            if page.endswith(".html")
            for asset in _REFERENCE.findall(body.decode())
            if asset not in objects
        ]

    def lost_versions(self) -> list[str]:
        """What a kept manifest names and nobody could bring back."""
        manifests, there = self.manifests(), self.versions()
        numbers = {release["number"] for release in (manifests[-1]["release"], *manifests[-1]["kept"])}
        return [
            f"{manifest['release']['id']} {key}"
            for manifest in manifests
            if manifest["release"]["number"] in numbers
            for key, record in manifest["files"].items()
            if (key, record["version_id"]) not in there
        ]

    def tags(self, key: str) -> list[dict[str, str]]:
        """The tags of each version of an object."""
        return [self.tags_of(key, version) for found, version in self.versions() if found == key]

    def tags_of(self, key: str, version: str) -> dict[str, str]:
        """The tags of a version."""
        answer = self.s3.get_object_tagging(Bucket=self.bucket, Key=key, VersionId=version)
        return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}

    def versions(self) -> dict[tuple[str, str], str]:
        """Key and id of each version in the bucket -> its ETag: the quoted MD5 of what is in it."""
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        found = [version for page in pages for version in page.get("Versions", [])]
        return {(version["Key"], version["VersionId"]): version["ETag"] for version in found}


def kill_at(number: int) -> Callable[[str, Any], None]:
    """The process dies before its request with this number, and sends none after it."""
    sent = 0

    def before_send(operation: str, request: Any) -> None:
        nonlocal sent
        sent += 1
        if sent >= number:
            raise Killed

    return before_send


def small_site(version: int) -> dict[str, str]:
    """A site whose pages all change from version to version, with assets that are named after theirs."""
    script, style = f"assets/app-{version:06x}a1.js", f"assets/site-{version:06x}b2.css"
    page = f'<link rel="stylesheet" href="/{style}"><script src="/{script}"></script><img src="/logo.svg">'
    pages = ["index.html", "404.html", "about.html", "docs/a.html", "docs/b.html"]
    return {
        **{name: f"<title>{name} {version}</title>{page}" for name in pages},
        script: f"console.log({version})",
        style: f"body {{ margin: {version}px }}",
        "logo.svg": f"<svg><!-- {version // 2} --></svg>",
        "robots.txt": "User-agent: *",
    }
