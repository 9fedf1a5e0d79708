"""Whether the account still is what the program says, and whether what is there is safe.

Two questions, since one does not answer the other: a preview after a refresh says what an update would put back, and
the policies judge the resources as they are. For that, the state is refreshed in a copy: the role of the nightly run
may write neither the account nor the stack's state.
"""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rollout.changes import changes, headline, markdown
from rollout.engine import POLICIES, EngineError, require, run, stream
from rollout.options import parse
from rollout.result import Outcome, Result
from rollout.stacks import REPOSITORY
from secure_site_policies.report.events import Run, read
from secure_site_policies.report.gate import doubt
from secure_site_policies.report.gfm import cell, table
from secure_site_policies.rules import ALL

_STATUS = {Outcome.PASSED: 0, Outcome.BLOCKED: 1, Outcome.FAILED: 2, Outcome.DRIFTED: 3}
_MOST_ROWS = 100


def main(arguments: Sequence[str]) -> int:
    """Looks for drift. Exit status: 0 none, 1 a policy objects to what is there, 2 it could not be told, 3 drift."""
    options = parse("drift", main.__doc__, arguments)
    found = _looked_for(options.stack, options.folder / options.stack)
    found.save(options.folder, "drift", options.stack)
    return _STATUS[found.outcome]


def _looked_for(stack: str, folder: Path) -> Result:
    try:
        preview, live = folder / "drift.jsonl", folder / "live.jsonl"
        stream(preview, ["preview", "--stack", stack, "--refresh", "--expect-no-changes"])
        require("the preview", _lines(preview))
        _judge_live(stack, live)
    except EngineError as error:
        return Result.failure(str(error))
    return summed_up(_lines(preview), _lines(live))


def summed_up(preview: Sequence[str], live: Sequence[str]) -> Result:
    """The result, from the events of the preview and of the policies' look at the live state."""
    judged = read("the live state", live)[-1]
    if reason := doubt(judged, ALL):
        return Result.failure("\n".join([*judged.errors, reason]))
    found = changes(preview)
    parts = [
        f"What `pulumi up --refresh` would do to put back what the program says:\n\n{markdown(found)}" if found else "",
        f"What the policies object to in the account:\n\n{_objections(judged)}" if judged.findings else "",
    ]
    violations = len(judged.violations)
    outcome = Outcome.BLOCKED if violations else Outcome.DRIFTED if found else Outcome.PASSED
    return Result(outcome, f"{headline(found)}, {violations} against a policy", "\n\n".join(filter(None, parts)))


def _objections(judged: Run) -> str:
    findings = sorted(judged.findings, key=lambda finding: finding.rank)
    return table(
        ("severity", "rule", "resource", "property", "level"),
        (
            (
                cell(finding.severity),
                cell(finding.rule),
                cell(finding.name),
                cell(finding.path),
                "mandatory" if finding.is_mandatory else "advisory",
            )
            for finding in findings[:_MOST_ROWS]
        ),
    )


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def _judge_live(stack: str, events: Path) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        before, after = copy / "before.json", copy / "after.json"
        settings = _backend_in(copy)
        run(["stack", "export", "--stack", stack, "--file", str(before)])
        inside = ["--cwd", str(copy), "--stack", stack]
        run(["stack", "init", "--cwd", str(copy), "--secrets-provider=passphrase", stack], settings)
        run(["stack", "import", *inside, "--file", str(before)], settings)
        refreshed = copy / "refresh.jsonl"
        stream(refreshed, ["refresh", *inside, "--yes", "--skip-preview"], settings)
        require("the refresh", _lines(refreshed))
        run(["stack", "export", *inside, "--file", str(after)], settings)
        stream(events, ["policy", "analyze", "--file", str(after), "--policy-pack", str(POLICIES)])


def _backend_in(folder: Path) -> dict[str, str]:
    """The settings of a backend of its own in a folder, with a project that is the repository's.

    Secrets come and go encrypted: the imported ones are read with the stack's own secrets provider.
    """
    state = folder / "state"
    state.mkdir()
    project = (REPOSITORY / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(f"{project}\nmain: {json.dumps(str(REPOSITORY))}\n")
    has_passphrase = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & set(os.environ)
    passphrase = {} if has_passphrase else {"PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(32)}
    return {"PULUMI_BACKEND_URL": state.as_uri(), **passphrase}
