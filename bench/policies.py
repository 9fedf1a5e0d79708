"""Measures what the policy pack adds to a preview, for programs of more and more sites: it should grow as they do."""

import json
import statistics
import time
from functools import partial
from pathlib import Path

from bench.local_cloud import local_cloud
from sandbox.emulator.cloud import Cloud
from sandbox.engine.find import find_or_build
from sandbox.home import Home
from sandbox.stack import POLICIES, Stack

_GOALS = {1: 0.5, 5: 0.5, 20: 0.8, 100: 4.0}
"""Number of sites -> the most seconds that the pack should add."""
_ROUNDS = 3


def run() -> None:
    """Alternates the previews with and without the pack, and prints medians."""
    with local_cloud() as (base, cloud):
        _measure(base, cloud)


def sites(number: int) -> None:
    """A program of so many sites, each with buckets, a distribution and logs of its own."""
    import pulumi
    import pulumi_aws as aws

    from components.context import Context
    from components.site.static_site import StaticSite
    from components.stack_settings import load

    config, account = load(), aws.get_caller_identity().account_id
    for index in range(number):
        project = f"site{index}"
        tags = {"Project": project, "Stack": pulumi.get_stack(), "ManagedBy": "Pulumi"}
        context = Context(project, pulumi.get_stack(), account, config.region, tags)
        options = {"context": context, "site": config.site, "headers": config.headers, "storage": config.storage}
        StaticSite(project, options)  # pyright: ignore[reportArgumentType] - the keys of StaticSiteArgs


def _measure(base: Path, cloud: Cloud) -> None:
    late = base / "policies.json"
    late.write_text(json.dumps({"unknown-values": {"decidedAtUpdate": ["urn:pulumi:*"]}}))

    def preview(number: int, policies: Path | None) -> tuple[float, int]:
        home = Home("dev", base / f"{number}-{'with' if policies else 'without'}")
        program = partial(sites, number)
        stack = Stack.open(
            *(home, find_or_build(print), cloud),
            output=lambda line: None,
            program=program,
            policies=policies,
            policy_config=late,
        )
        started = time.perf_counter()
        resources = stack.preview().changes
        return time.perf_counter() - started, sum(resources.values())

    print(f"the policy pack in a first preview, median of {_ROUNDS}")
    print("  sites  resources   without      with    ratio      adds     goal")
    for number, goal in _GOALS.items():
        rounds = [(preview(number, None), preview(number, POLICIES)) for _ in range(_ROUNDS)]
        without, with_pack = (statistics.median(one[index][0] for one in rounds) for index in range(2))
        print(
            f"  {number:5}  {rounds[0][0][1]:9}  {without:6.2f} s  {with_pack:6.2f} s  {with_pack / without:6.2f}x  "
            f"{with_pack - without:6.2f} s  {goal:5.1f} s"
        )
