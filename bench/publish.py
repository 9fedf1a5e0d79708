"""Measures publishing against `aws s3 sync` and s5cmd on the same local S3: fresh checkouts of sites of three sizes.

All three send one request for each new file, and one Python process answers them. Where it is busy all the time, from
some hundred files on, their first publications take the same time, however fast they are. So the first publications are
also measured with requests that take as long as AWS says that they do.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.latency import SECONDS, far_away
from sandbox.emulator.cloud import Cloud, LocalCloud, without_aws
from sandbox.home import REPOSITORY

_SIZES = (100, 1_000, 10_000)
_LARGE = 100_000
"""Files of the site whose publication is measured for its memory alone."""
_REGION = "us-east-1"
# Linux's own peak of the process: ru_maxrss starts at the memory of its parent.
_PROGRAM = """
import re, sys
from publish.cli import main
code = main(sys.argv[1:])
print(int(re.search("VmHWM: *(.*) kB", open("/proc/self/status").read())[1]) // 1024)
sys.exit(code)
"""
_GOALS = {
    "first": "0.5x of sync at 10,000 files, 1.2x of s5cmd at 100",
    "unchanged": "0.3x from 1,000 files, 0 writes",
    "one file": "0.3x from 1,000 files, 2 writes",
}
_MEMORY_GOAL_MB = 150


@dataclass(frozen=True)
class _Cost:
    seconds: float
    writes: int
    """The number of requests that changed the bucket, each of which left a version or a delete marker."""
    peak_mb: int | None
    """The peak memory of the process. None: it printed none."""

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s {self.writes:6} writes"


@dataclass(frozen=True)
class _Target:
    """The bucket of one contender."""

    cloud: Cloud
    bucket: str
    distribution: str

    def run(self, command: Sequence[str]) -> _Cost:
        before, started = self._versions(), time.perf_counter()
        environment = {**without_aws(os.environ), **self.cloud.environment(), "PYTHONPATH": str(REPOSITORY)}
        ran = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
        seconds, last = time.perf_counter() - started, ran.stdout.splitlines()[-1:]
        return _Cost(seconds, self._versions() - before, int(last[0]) if last and last[0].isdigit() else None)

    def sync(self, site: Path) -> _Cost:
        aws = str(Path(sys.executable).with_name("aws"))
        return self.run([aws, "s3", "sync", str(site), f"s3://{self.bucket}", "--delete", "--no-progress"])

    def s5cmd(self, site: Path) -> _Cost:
        tool = str(Path(sys.executable).with_name("s5cmd"))
        options = ["--endpoint-url", self.cloud.aws_url, "--no-verify-ssl", "sync", "--delete"]
        return self.run([tool, *options, f"{site}/", f"s3://{self.bucket}/"])

    def publish(self, *arguments: str) -> _Cost:
        where = ["--bucket", self.bucket, "--distribution", self.distribution, "--no-verify"]
        return self.run([sys.executable, "-c", _PROGRAM, *arguments, *where])

    def _versions(self) -> int:
        pages = self.cloud.client("s3").get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        return sum(len(page.get(kind, [])) for page in pages for kind in ("Versions", "DeleteMarkers"))


def run() -> None:
    """Prints for each size the times of all three and their ratios, the time of a rollback, and the memory of ours."""
    with tempfile.TemporaryDirectory() as folder:
        local = LocalCloud(Path(folder))
        try:
            cloud = local.start(_REGION)
            print("publishing from a fresh checkout, against aws s3 sync and s5cmd; goals:")
            for step, goal in _GOALS.items():
                print(f"  {step}: {goal}")
            for files in _SIZES:
                _measure(cloud, files, Path(folder))
            with far_away(cloud) as distant:
                for files in _SIZES:
                    _measure_first(distant, files, Path(folder))
            _measure_memory(cloud, Path(folder))
        finally:
            local.stop()


def _measure(cloud: Cloud, files: int, folder: Path) -> None:
    ours, theirs, s5cmd = (_target(cloud, f"{name}-{files}") for name in ("publish", "sync", "s5cmd"))
    source = _site(folder / f"source-{files}", files)
    print(f"  {files:,} files")
    for step in _GOALS:
        if step == "one file":
            (source / "pages" / "0.html").write_text("<p>another")
        mine = ours.publish("deploy", str(_checkout(source, folder / "checkout")))
        others = {
            "sync": theirs.sync(_checkout(source, folder / "checkout")),
            "s5cmd": s5cmd.s5cmd(_checkout(source, folder / "checkout")),
        }
        ratios = "   ".join(f"{name} {cost} {mine.seconds / cost.seconds:5.2f}x" for name, cost in others.items())
        print(f"    {step:10} publish {mine} {mine.peak_mb:4} MB   {ratios}")
    for number in range(10):
        (source / "pages" / f"{number}.html").write_text("<p>yet another")
    ours.publish("deploy", str(_checkout(source, folder / "checkout")))
    print(f"    rollback of 10 changed files: {ours.publish('rollback').seconds:.2f} s (goal: 2 s)")


def _measure_first(cloud: Cloud, files: int, folder: Path) -> None:
    ours, theirs, s5cmd = (_target(cloud, f"far-{name}-{files}") for name in ("publish", "sync", "s5cmd"))
    site = _checkout(folder / f"source-{files}", folder / "checkout")
    mine = ours.publish("deploy", str(site))
    ratios = "   ".join(
        f"{name} {cost} {mine.seconds / cost.seconds:5.2f}x"
        for name, cost in {"sync": theirs.sync(site), "s5cmd": s5cmd.s5cmd(site)}.items()
    )
    print(f"  {files:,} files, {SECONDS * 1000:.0f} ms a request\n    first      publish {mine}           {ratios}")


def _measure_memory(cloud: Cloud, folder: Path) -> None:
    target, source = _target(cloud, "large"), _site(folder / "source-large", _LARGE)
    print(f"  {_LARGE:,} files (goal: {_MEMORY_GOAL_MB} MB)")
    for step in _GOALS:
        if step == "one file":
            (source / "pages" / "0.html").write_text("<p>another")
        cost = target.publish("deploy", str(source))
        print(f"    {step:10} publish {cost} {cost.peak_mb:4} MB")


def _target(cloud: Cloud, bucket: str) -> _Target:
    s3, cloudfront = cloud.client("s3"), cloud.client("cloudfront")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    config: dict[str, Any] = {
        "CallerReference": bucket,
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "it", "DomainName": f"{bucket}.s3.{_REGION}.amazonaws.com"}]},
        "DefaultCacheBehavior": {"TargetOriginId": "it", "ViewerProtocolPolicy": "redirect-to-https"},
    }
    made = cloudfront.create_distribution(DistributionConfig=config)
    return _Target(cloud, bucket, made["Distribution"]["Id"])


def _site(folder: Path, files: int) -> Path:
    """Writes a site: a tenth of it pages, the rest assets of 1 to 8 KB, identical each time."""
    numbers = random.Random(files)  # noqa: S311 - it has to be the same each time
    for name in ("pages", "assets"):
        (folder / name).mkdir(parents=True)
    (folder / "index.html").write_text("<p>index")
    for number in range(files // 10 - 1):
        (folder / "pages" / f"{number}.html").write_text(f"<p>{number}")
    for number in range(files - files // 10):
        (folder / "assets" / f"{number}.bin").write_bytes(numbers.randbytes(numbers.randint(1024, 8192)))
    return folder


def _checkout(source: Path, folder: Path) -> Path:
    """Copies a site as a checkout for CodeBuild: the same bytes with fresh modification times."""
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(source, folder, copy_function=shutil.copyfile))
