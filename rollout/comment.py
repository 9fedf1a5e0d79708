"""Posts the preview results of a pull request as comments, one for each stack, and keeps them up to date.

The job that runs this may write, so it runs the code of main and treats the results as untrusted text. It takes the
list of stacks from its own files.
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

_NO_RESULT = "This commit has no preview: it does not affect the stack, or the job failed before it had a result."


def main(arguments: Sequence[str]) -> int:
    """Creates or updates the comments. Exit status: 0 done, 1 invalid input, or GitHub refused (see stderr)."""
    options = _parser().parse_args(arguments)
    if not re.fullmatch(r"[1-9]\d*", options.pull_request) or not re.fullmatch(r"[0-9a-f]{0,40}", options.commit):
        print("PULL_REQUEST must be the number of a pull request, and COMMIT the id of a commit", file=sys.stderr)
        return 1
    try:
        github = GitHub.from_environment()
        for stack in stacks():
            found = load(options.folder, "plan", stack)
            print(f"{stack}: {upsert(github, options.pull_request, stack, found, options.commit, options.author)}")
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def upsert(github: GitHub, number: str, stack: str, found: Result | None, commit: str, author: str = AUTHOR) -> str:
    """Creates or updates the comment of a stack, and returns a word on the outcome. Raises GitHubError.

    found: the result. None: an existing comment is updated, because it is about an older commit; no new one is created.
    """
    marker = f"<!-- secure-site preview of {stack} -->"
    comments = github.all(f"/issues/{number}/comments?")
    earlier = next((comment for comment in comments if is_ours(comment, marker, author)), None)
    if not (found or earlier):
        return "no result, and no comment to update"
    title = f"Preview of {span(stack)}" + (f": {found.outcome}, {prose(found.headline)}" if found else "")
    origin = f"Commit {commit}, from {run_address()}." if commit else f"From {run_address()}."
    head = f"{marker}\n## {title}\n\n{origin}"
    body = {"body": fitted(head, found.report if found else _NO_RESULT, f"the summary of {run_address()}")}
    if earlier:
        github.send("PATCH", f"/issues/comments/{earlier['id']}", body)
        return "comment updated"
    github.send("POST", f"/issues/{number}/comments", body)
    return "comment created"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rollout comment",
        description=main.__doc__,
        epilog="Required: $GITHUB_REPOSITORY, and $GITHUB_TOKEN with a token that may write to pull requests.",
    )
    environment = os.environ
    parser.add_argument("--folder", type=Path, default=FOLDER, help="folder of the results; default: %(default)s")
    parser.add_argument(
        "--pull-request", default=environment.get("PULL_REQUEST", ""), help="its number; default: $PULL_REQUEST"
    )
    parser.add_argument(
        "--commit", default=environment.get("COMMIT", ""), help="id of the previewed commit; default: $COMMIT"
    )
    parser.add_argument("--author", default=AUTHOR, help="account whose comments are updated; default: %(default)s")
    return parser
