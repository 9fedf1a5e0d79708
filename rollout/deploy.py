"""The update, once its preview has passed."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rollout.engine import POLICIES, EngineError, stream
from rollout.options import parse
from rollout.plan import judge, plan
from secure_site_policies.report.gate import Verdict


def main(arguments: Sequence[str]) -> int:
    """Updates a stack. Exit status: 0 it is up to date, 1 a policy blocks it, 2 the preview or the update failed."""
    options = parse("deploy", main.__doc__, arguments)
    try:
        # First the preview: a policy that stops an update stops it half-way.
        return plan(options.stack, options.folder) or _update(options.stack, options.folder)
    except EngineError as error:
        print(error, file=sys.stderr)
        return Verdict.NOT_JUDGED


def _update(stack: str, folder: Path) -> Verdict:
    events = folder / stack / "update.jsonl"
    code = stream(events, ["up", "--stack", stack, "--yes", "--skip-preview", "--policy-pack", str(POLICIES)])
    verdict, judged = judge(events)
    if code or verdict:
        print(judged)
        return verdict or Verdict.NOT_JUDGED
    print(f"{stack} is up to date")
    return verdict
