"""What the nightly look for drift found, as one issue: opened, kept up to date, and closed when all is well again."""

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
_TITLE = "The account is not what the program says"
_NOTHING = Result(Outcome.FAILED, "it could not be told", "The job ended without a result. Its log says why.")


def main(arguments: Sequence[str]) -> int:
    """Opens, updates or closes the issue. Exit status: 0 done, 1 GitHub did not do it; the line printed says why."""
    options = _parser().parse_args(arguments)
    looked_at = [entry["stack"] for entry in json.loads(options.stacks)] if options.stacks else stacks()
    results = {stack: load(options.folder, "drift", stack) or _NOTHING for stack in looked_at}
    try:
        print(f"drift: {upsert(GitHub.of_environment(), results, options.author)}")
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def upsert(github: GitHub, results: Mapping[str, Result], author: str = AUTHOR) -> str:
    """Brings the issue up to date; what was done. Raises GitHubError."""
    # The list of issues holds the pull requests as well.
    issues = (item for item in github.all("/issues?state=open&") if "pull_request" not in item)
    earlier = next((issue for issue in issues if is_ours(issue, _MARKER, author)), None)
    if all(result.outcome is Outcome.PASSED for result in results.values()):
        return _close(github, earlier["number"]) if earlier else "none, and no issue is open"
    content = {"title": _TITLE, "body": _body(results)}
    if earlier:
        github.send("PATCH", f"/issues/{earlier['number']}", content)
        return f"issue {earlier['number']} updated"
    return f"issue {github.send('POST', '/issues', content)['number']} opened"


def _close(github: GitHub, number: int) -> str:
    words = f"The account is what the program says, and no policy objects, says {run_address()}."
    github.send("POST", f"/issues/{number}/comments", {"body": words})
    github.send("PATCH", f"/issues/{number}", {"state": "closed", "state_reason": "completed"})
    return f"issue {number} closed"


def _body(results: Mapping[str, Result]) -> str:
    head = f"{_MARKER}\nAs of {run_address()}. `pulumi up --refresh` puts back what the program says."
    parts = [
        f"## {span(stack)}: {result.outcome}, {prose(result.headline)}\n\n{result.report}".strip()
        for stack, result in results.items()
    ]
    return fitted(head, "\n\n".join(parts), f"the summary of {run_address()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rollout issue",
        description=main.__doc__,
        epilog="Also needs $GITHUB_REPOSITORY and $GITHUB_TOKEN, a token that may write issues.",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the results; default: %(default)s")
    parser.add_argument(
        "--stacks",
        default=os.environ.get("STACKS", ""),
        help="those looked at, as `python -m rollout stacks` prints them; default: $STACKS, or all",
    )
    parser.add_argument("--author", default=AUTHOR, help="whose issue is updated; default: %(default)s")
    return parser
