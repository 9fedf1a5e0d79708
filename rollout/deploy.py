"""Updates a stack after its preview has passed."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rollout.engine import PACK, PulumiError, stream
from rollout.options import parse
from rollout.plan import check_policies, plan
from rollout.published import check, policy_change
from secure_site_policies.report.gate import Verdict


def main(arguments: Sequence[str]) -> int:
    """Updates a stack. Exit status: 0 it is up to date, 1 a policy or a published page blocks it, 2 a step failed."""
    options = parse("deploy", main.__doc__, arguments)
    try:
        # The preview comes first, because a policy that blocks a running update leaves it half done.
        return (
            plan(options.stack, options.folder)
            or _check_pages(options.stack, options.folder)
            or _update(options.stack, options.folder)
        )
    except PulumiError as error:
        print(error, file=sys.stderr)
        return Verdict.NOT_JUDGED


def _check_pages(stack: str, folder: Path) -> Verdict:
    """Checks the published pages if the preview, whose events are in the folder, changes their policy."""
    with (folder / stack / "preview.jsonl").open() as events:
        change = policy_change(events)
    return check(change) if change else Verdict.PASSED


def _update(stack: str, folder: Path) -> Verdict:
    events = folder / stack / "update.jsonl"
    code = stream(events, ["up", "--stack", stack, "--yes", "--skip-preview", *PACK])
    verdict, report = check_policies(events)
    if code or verdict:
        print(report)
        return verdict or Verdict.NOT_JUDGED
    print(f"{stack} is up to date")
    return verdict
