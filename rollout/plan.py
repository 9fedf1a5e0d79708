"""What an update would do, and what the policies say of it."""

from collections.abc import Sequence
from pathlib import Path

from rollout.changes import changes, headline, markdown
from rollout.engine import POLICIES, EngineError, stream
from rollout.options import parse
from rollout.result import Outcome, Result
from secure_site_policies.report.command import main as report
from secure_site_policies.report.gate import Verdict
from secure_site_policies.rules import ALL

_OUTCOMES = {Verdict.PASSED: Outcome.PASSED, Verdict.BLOCKED: Outcome.BLOCKED, Verdict.NOT_JUDGED: Outcome.FAILED}


def main(arguments: Sequence[str]) -> int:
    """Previews a stack. Exit status: 0 it passes, 1 a policy blocks it, 2 it could not be judged."""
    options = parse("plan", main.__doc__, arguments)
    try:
        return plan(options.stack, options.folder)
    except EngineError as error:
        Result.failure(str(error)).save(options.folder, "plan", options.stack)
        return Verdict.NOT_JUDGED


def plan(stack: str, folder: Path) -> Verdict:
    """Previews a stack and keeps the result. Raises EngineError where the engine did not even begin."""
    events = folder / stack / "preview.jsonl"
    stream(events, ["preview", "--stack", stack, "--policy-pack", str(POLICIES)])
    verdict, judged = judge(events)
    found = changes(events.read_text().splitlines())
    title = headline(found) if verdict is not Verdict.NOT_JUDGED else "it could not be judged"
    text = "\n\n".join(filter(None, (markdown(found), judged)))
    Result(_OUTCOMES[verdict], title, text).save(folder, "plan", stack)
    return verdict


def judge(events: Path) -> tuple[Verdict, str]:
    """The verdict of the policies on a stream of events, and their report in Markdown."""
    file = events.with_suffix(".md")
    verdict = Verdict(report([str(events), "--markdown", str(file), "--title", "Policies"], ALL))
    return verdict, file.read_text()
