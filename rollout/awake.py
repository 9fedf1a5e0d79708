"""Keeps the schedules of the workflows going.

GitHub disables a schedule after 60 days without activity in a public repository, which is the normal state of a
finished site. To enable a workflow that is enabled counts as activity, as far as can be observed; GitHub does not
document it.
GitHub: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule and
https://docs.github.com/rest/actions/workflows#enable-a-workflow
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rollout.github import GitHub, GitHubError
from rollout.stacks import REPOSITORY

WORKFLOWS = REPOSITORY / ".github" / "workflows"


def main(arguments: Sequence[str]) -> int:
    """Enables each workflow that has a schedule. Exit status: 0 done, 1 GitHub refused (see stderr)."""
    if arguments:
        print("usage: python -m rollout awake", file=sys.stderr)
        return 2
    try:
        github = GitHub.from_environment()
        for name in scheduled():
            github.send("PUT", f"/actions/workflows/{name}/enable")
            print(f"{name}: its schedule goes on")
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def scheduled(folder: Path = WORKFLOWS) -> Iterator[str]:
    """The file names of the workflows with a schedule, sorted. The job has no YAML parser, so it looks for the key."""
    for file in sorted(folder.glob("*.yml")):
        if "\n  schedule:\n" in file.read_text():
            yield file.name
