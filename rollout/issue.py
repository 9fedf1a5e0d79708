"""Posts the results of the nightly drift check as one issue: opens, updates and closes it."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rollout.github import AUTHOR, GitHub, GitHubError, fitted, is_ours, run_address
from rollout.result import FOLDER, Outcome, Result, load
from rollout.stacks import stacks
from secure_site_policies.report.gfm import prose, span

_MARKER = "<!-- secure-site drift -->"
_TITLE = "The account differs from the program"
_NO_RESULT = Result(
    Outcome.FAILED, "the check did not complete", "The job ended without a result. See its log for the reason."
)


def main(arguments: Sequence[str]) -> int:
    """Opens, updates or closes the issue. Exit status: 0 done, 1 GitHub refused (see stderr)."""
    options = _parser().parse_args(arguments)
    checked = [entry["stack"] for entry in json.loads(options.stacks)] if options.stacks else stacks()
    results = {stack: load(options.folder, "drift", stack) or _NO_RESULT for stack in checked}
    try:
        print(f"drift: {upsert(GitHub.from_environment(), results, options.author)}")
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def upsert(github: GitHub, results: Mapping[str, Result], author: str = AUTHOR) -> str:
    """Opens, updates or closes the issue, and returns a word on the outcome. Raises GitHubError."""
    # GitHub lists pull requests among the issues.
    issues = (item for item in github.all("/issues?state=open&") if "pull_request" not in item)
    earlier = next((issue for issue in issues if is_ours(issue, _MARKER, author)), None)
    if all(result.outcome is Outcome.PASSED for result in results.values()):
        return _close(github, earlier["number"]) if earlier else "no drift, and no issue is open"
    content = {"title": _TITLE, "body": _body(results)}
    if earlier:
        github.send("PATCH", f"/issues/{earlier['number']}", content)
        return f"issue {earlier['number']} updated"
    return f"issue {github.send('POST', '/issues', content)['number']} opened"


def _close(github: GitHub, number: int) -> str:
    text = f"The account matches the program, and violates no policy: {run_address()}."
    github.send("POST", f"/issues/{number}/comments", {"body": text})
    github.send("PATCH", f"/issues/{number}", {"state": "closed", "state_reason": "completed"})
    return f"issue {number} closed"


def _body(results: Mapping[str, Result]) -> str:
    head = f"{_MARKER}\nFound by {run_address()}. `pulumi up --refresh` restores the state that the program describes."
    parts = [
        f"## {span(stack)}: {result.outcome}, {prose(result.headline)}\n\n{result.report}".strip()
        for stack, result in results.items()
    ]
    return fitted(head, "\n\n".join(parts), f"the summary of {run_address()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rollout issue",
        description=main.__doc__,
        epilog="Required: $GITHUB_REPOSITORY, and $GITHUB_TOKEN with a token that may write issues.",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="folder of the results; default: %(default)s")
    parser.add_argument(
        "--stacks",
        default=os.environ.get("STACKS", ""),
        help="the checked stacks, as `python -m rollout stacks` prints them; default: $STACKS, or all",
    )
    parser.add_argument("--author", default=AUTHOR, help="account whose issue is updated; default: %(default)s")
    return parser
