"""Updates a stack after its preview has passed."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rollout.engine import POLICIES, PulumiError, stream
from rollout.options import parse
from rollout.plan import check_policies, plan
from secure_site_policies.report.gate import Verdict


def main(arguments: Sequence[str]) -> int:
    """Updates a stack. Exit status: 0 the stack is up to date, 1 a policy blocks it, 2 the preview or update failed."""
    options = parse("deploy", main.__doc__, arguments)
    try:
        # The preview comes first, because a policy that blocks a running update leaves it half done.
        return plan(options.stack, options.folder) or _update(options.stack, options.folder)
    except PulumiError as error:
        print(error, file=sys.stderr)
        return Verdict.NOT_JUDGED


def _update(stack: str, folder: Path) -> Verdict:
    events = folder / stack / "update.jsonl"
    code = stream(events, ["up", "--stack", stack, "--yes", "--skip-preview", "--policy-pack", str(POLICIES)])
    verdict, report = check_policies(events)
    if code or verdict:
        print(report)
        return verdict or Verdict.NOT_JUDGED
    print(f"{stack} is up to date")
    return verdict
