"""What the previews of a pull request found, as one comment a stack, kept up to date.

The job that runs this may write, so it runs what is on main, and takes the results for what they are: text
from a pull request. Which stacks there are, it knows from its own files.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from rollout.github import AUTHOR, GitHub, GitHubError, fitted, is_ours, run_address
from rollout.result import FOLDER, Result, load
from rollout.stacks import stacks
from secure_site_policies.report.gfm import prose, span

_NOTHING = "Of this commit there is no preview: it does not touch the stack, or the job failed before it could tell."


def main(arguments: Sequence[str]) -> int:
    """Writes or updates the comments. Exit status: 0 done, 1 GitHub did not do it; the line printed says why."""
    options = _parser().parse_args(arguments)
    if not re.fullmatch(r"[1-9]\d*", options.pull_request) or not re.fullmatch(r"[0-9a-f]{0,40}", options.commit):
        print("PULL_REQUEST has to be the number of a pull request, and COMMIT the id of a commit", file=sys.stderr)
        return 1
    try:
        github = GitHub.of_environment()
        for stack in stacks():
            found = load(options.folder, "plan", stack)
            print(f"{stack}: {upsert(github, options.pull_request, stack, found, options.commit, options.author)}")
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def upsert(github: GitHub, number: str, stack: str, found: Result | None, commit: str, author: str = AUTHOR) -> str:
    """Writes the stack's comment, or the one that is there anew; what was done. Raises GitHubError.

    Without a result, only a comment that is there is written anew: it would tell of an older commit.
    """
    marker = f"<!-- secure-site preview of {stack} -->"
    comments = github.all(f"/issues/{number}/comments?")
    earlier = next((comment for comment in comments if is_ours(comment, marker, author)), None)
    if not (found or earlier):
        return "nothing to say"
    title = f"Preview of {span(stack)}" + (f": {found.outcome}, {prose(found.headline)}" if found else "")
    origin = f"Of commit {commit}, by {run_address()}." if commit else f"By {run_address()}."
    head = f"{marker}\n## {title}\n\n{origin}"
    body = {"body": fitted(head, found.report if found else _NOTHING, f"the summary of {run_address()}")}
    if earlier:
        github.send("PATCH", f"/issues/comments/{earlier['id']}", body)
        return "comment updated"
    github.send("POST", f"/issues/{number}/comments", body)
    return "comment written"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rollout comment",
        description=main.__doc__,
        epilog="Also needs $GITHUB_REPOSITORY and $GITHUB_TOKEN, a token that may write to pull requests.",
    )
    environment = os.environ
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the results; default: %(default)s")
    parser.add_argument("--pull-request", default=environment.get("PULL_REQUEST", ""), help="default: $PULL_REQUEST")
    parser.add_argument("--commit", default=environment.get("COMMIT", ""), help="default: $COMMIT")
    parser.add_argument("--author", default=AUTHOR, help="whose comments are updated; default: %(default)s")
    return parser
