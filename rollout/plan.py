"""Previews an update and checks it against the policies."""

from collections.abc import Sequence
from pathlib import Path

from rollout.changes import changes, headline, markdown
from rollout.engine import PACK, PulumiError, stream
from rollout.options import parse
from rollout.result import Outcome, Result
from secure_site_policies.report.command import main as write_report
from secure_site_policies.report.gate import Verdict
from secure_site_policies.rules import ALL

_OUTCOMES = {Verdict.PASSED: Outcome.PASSED, Verdict.BLOCKED: Outcome.BLOCKED, Verdict.NOT_JUDGED: Outcome.FAILED}


def main(arguments: Sequence[str]) -> int:
    """Previews a stack. Exit status: 0 the preview passes, 1 a policy blocks it, 2 the check did not complete."""
    options = parse("plan", main.__doc__, arguments)
    try:
        return plan(options.stack, options.folder)
    except PulumiError as error:
        Result.failure(str(error)).save(options.folder, "plan", options.stack)
        return Verdict.NOT_JUDGED


def plan(stack: str, folder: Path) -> Verdict:
    """Previews a stack and saves the result. Raises PulumiError if the engine did not start."""
    events = folder / stack / "preview.jsonl"
    stream(events, ["preview", "--stack", stack, *PACK])
    verdict, report = check_policies(events)
    found = changes(events.read_text().splitlines())
    title = headline(found) if verdict is not Verdict.NOT_JUDGED else "the check did not complete"
    text = "\n\n".join(filter(None, (markdown(found), report)))
    Result(_OUTCOMES[verdict], title, text).save(folder, "plan", stack)
    return verdict


def check_policies(events: Path) -> tuple[Verdict, str]:
    """The verdict of the policies on a stream of events, and the report in Markdown."""
    file = events.with_suffix(".md")
    options = ["--markdown", str(file), "--title", "Policies", "--rerun", "make gate STACK={stack}"]
    verdict = Verdict(write_report([str(events), *options], ALL))
    return verdict, file.read_text()
