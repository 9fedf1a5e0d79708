"""Checks the published pages under a new Content-Security-Policy, before an update sends it with them.

A page is published only if the policy of that time lets it work. A later policy reaches the pages with `pulumi up`, and
browsers would block what it forbids, and only visitors would see it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rollout.stacks import REPOSITORY
from secure_site_policies.report.gate import Verdict

_BUILD = "aws:codebuild/project:Project"
_BUCKET, _POLICY, _SITE = "CONTENT_BUCKET", "SITE_CSP", "SITE_URL"
_BROKEN_PAGES = 2


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """Another policy for the pages of a bucket."""

    bucket: str
    policy: str
    site: str
    """The address of the site, which 'self' in a policy stands for."""


def policy_change(lines: Iterable[str]) -> PolicyChange | None:
    """The change in the events of a preview. None if the policy stays, or the stack has published nothing yet.

    Bucket, policy and address are those that the build gets, as they were and as they will be.
    """
    for line in lines:
        try:
            metadata: Any = json.loads(line)["resourcePreEvent"]["metadata"]
            if metadata["type"] != _BUILD or not metadata.get("old"):
                continue
            old, new = _variables(metadata["old"]), _variables(metadata["new"])
        except (ValueError, LookupError, TypeError):
            continue
        if new[_POLICY] != old.get(_POLICY):
            return PolicyChange(new[_BUCKET], new[_POLICY], new[_SITE])
    return None


def check(change: PolicyChange, repository: Path = REPOSITORY) -> Verdict:
    """Runs `python -m publish check --published` of a repository, with the current login at AWS, and prints its output.

    BLOCKED: pages would break. NOT_JUDGED: the check did not complete.
    """
    print("the Content-Security-Policy changes: checking what is published", flush=True)
    options = ["check", "--published", "--bucket", change.bucket, "--csp", change.policy, "--site", change.site]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    code = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-m", "publish", *options], cwd=repository, env=environment, check=False
    ).returncode
    if code == 0:
        return Verdict.PASSED
    if code != _BROKEN_PAGES:
        print("the check of the published pages did not complete; nothing was updated", file=sys.stderr)
        return Verdict.NOT_JUDGED
    print(
        "the new contentSecurityPolicy would break published pages; nothing was updated. Publish pages first that work "
        "under both policies, or allow in contentSecurityPolicy what is listed above",
        file=sys.stderr,
    )
    return Verdict.BLOCKED


def _variables(state: Mapping[str, Any]) -> dict[str, str]:
    """The environment variables of a project, by name."""
    return {one["name"]: one["value"] for one in state["inputs"]["environment"]["environmentVariables"]}
