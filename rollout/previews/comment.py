"""Keeps one comment on each pull request: where its preview is, or why there is none."""

from collections.abc import Mapping
from pathlib import Path

from rollout.github import AUTHOR, GitHub, fitted, is_ours, run_address
from rollout.previews.task import Result, number_of
from secure_site_policies.report.gfm import block

MARKER = "<!-- secure-site preview of the site -->"
"""The beginning of the comment."""


def run(folder: Path, environment: Mapping[str, str]) -> int:
    """Creates or updates the comments that the result is about."""
    result, github = Result.read(folder), GitHub.from_environment()
    author = environment.get("AUTHOR") or AUTHOR
    texts = {name: _published(address, result.commit) for name, address in result.published.items()}
    texts |= {name: _failed(text, result.commit) for name, text in result.failed.items()}
    texts |= dict.fromkeys(result.deleted, "The preview is deleted, because the pull request is not open any more.")
    for name, text in texts.items():
        number = number_of(name)
        if number is not None:
            outcome = _upsert(github, number, text, author, creates=name not in result.deleted)
            print(f"pull request {number}: {outcome}")
    return 0


def _published(address: str, commit: str) -> str:
    return f"{address}\n\nIt shows commit {commit}, and is deleted when the pull request is closed."


def _failed(text: str, commit: str) -> str:
    return f"Commit {commit} was not published; an earlier preview stays as it was.\n\n{block(text)}"


def _upsert(github: GitHub, number: int, text: str, author: str, *, creates: bool) -> str:
    body = {"body": fitted(f"{MARKER}\n## Preview of the site", f"{text}\n\nFrom {run_address()}.", run_address())}
    comments = github.all(f"/issues/{number}/comments?")
    earlier = next((comment for comment in comments if is_ours(comment, MARKER, author)), None)
    if earlier:
        github.send("PATCH", f"/issues/comments/{earlier['id']}", body)
        return "comment updated"
    if not creates:
        return "no comment to update"
    github.send("POST", f"/issues/{number}/comments", body)
    return "comment created"
