"""Previews of a site's pull requests, step by step, each in a job that may do as little as it needs.

    build     in the pull request's own run, which has no secret: builds the site
    fetch     with a token that reads: finds the pull requests, and takes what was built out of its archive
    publish   with the role: publishes it, and deletes previews of pull requests that are not open any more
    comment   with a token that comments: says where a preview is, or that it is gone

What a pull request has built is hostile to all steps after the first: none runs any of it, and it decides neither where
it goes nor what is said of it. Which pull request it belongs to is GitHub's word alone.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rollout.github import GitHubError
from rollout.previews.archive import ArchiveError
from rollout.previews.task import StepError

_STEPS = ("build", "fetch", "publish", "comment")
_FOLDER = Path(".rollout/previews")


def main(arguments: Sequence[str]) -> int:
    """Runs one step. Exit status: 0 done, 1 a preview failed, 2 the step could not run (see stderr)."""
    parser = argparse.ArgumentParser(prog="python -m rollout previews", description=main.__doc__)
    parser.add_argument("step", choices=_STEPS)
    parser.add_argument(
        "--folder", type=Path, default=_FOLDER, help="where a step leaves its result for the next; default: %(default)s"
    )
    options = parser.parse_args(arguments)
    try:
        return import_module(f"rollout.previews.{options.step}").run(options.folder, os.environ)
    except (ArchiveError, GitHubError, StepError) as error:
        print(error, file=sys.stderr)
        return 2
