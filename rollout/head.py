"""Stops the deployment of a commit that is no longer the head of its branch.

GitHub runs an old run again with its old commit, and the branch rule of the environment lets it in: anyone who may
write could bring back a state with a known hole. The job has checked out the branch as it is now, so no request is
needed.
GitHub: https://docs.github.com/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rollout.stacks import REPOSITORY


def main(arguments: Sequence[str], repository: Path = REPOSITORY) -> int:
    """Compares $GITHUB_SHA with the checked-out head. Exit status: 0 equal, 2 another commit, or no $GITHUB_SHA."""
    if arguments:
        print("usage: python -m rollout head", file=sys.stderr)
        return 2
    commit = os.environ.get("GITHUB_SHA", "")
    if not commit:
        print("GITHUB_SHA is not set; a workflow of GitHub sets it to the commit of its run", file=sys.stderr)
        return 2
    command = ["git", "rev-parse", "--verify", "HEAD"]
    head = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    if head == commit:
        return 0
    print(
        f"this run is for commit {commit}, and the head of the branch is {head}: nothing was deployed. "
        "The run of the head deploys it; run that one again instead",
        file=sys.stderr,
    )
    return 2
