"""Compares the account with the program, and checks the account against the policies.

These are two checks: a preview after a refresh shows the changes that an update would revert, and the policies judge
the live resources. The policies run on a refreshed copy of the state, because the role of the nightly run may write
neither to the account nor to the stack's state.
"""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rollout.changes import changes, headline, markdown
from rollout.engine import PACK, PulumiError, require, run, stream
from rollout.options import parse
from rollout.result import Outcome, Result
from rollout.stacks import REPOSITORY
from rollout.subscriptions import ended, metadata_of
from rollout.subscriptions import markdown as markdown_of_mail
from secure_site_policies.report.events import Run, read
from secure_site_policies.report.gate import flaw
from secure_site_policies.report.gfm import cell, table
from secure_site_policies.rules import ALL

_STATUS = {Outcome.PASSED: 0, Outcome.BLOCKED: 1, Outcome.FAILED: 2, Outcome.DRIFTED: 3}
_MOST_ROWS = 100


def main(arguments: Sequence[str]) -> int:
    """Checks a stack for drift. Exit status: 0 none, 1 a policy is violated, 2 the check did not complete, 3 drift."""
    options = parse("drift", main.__doc__, arguments)
    found = _checked(options.stack, options.folder / options.stack)
    found.save(options.folder, "drift", options.stack)
    return _STATUS[found.outcome]


def _checked(stack: str, folder: Path) -> Result:
    try:
        preview, live = folder / "drift.jsonl", folder / "live.jsonl"
        stream(preview, ["preview", "--stack", stack, "--refresh", "--expect-no-changes"])
        require("the preview", _lines(preview))
        _check_live(stack, live)
    except PulumiError as error:
        return Result.failure(str(error))
    return result_of(_lines(preview), _lines(live))


def result_of(preview: Sequence[str], live: Sequence[str]) -> Result:
    """The result, from the events of the preview and of the policies' run on the live state."""
    judged = read("the live state", live)[-1]
    if reason := flaw(judged, ALL):
        return Result.failure("\n".join([*judged.errors, reason]))
    gone = ended(preview)
    found = changes(line for line in preview if metadata_of(line).get("urn") not in gone)
    parts = [
        f"`pulumi up --refresh` would make these changes:\n\n{markdown(found)}" if found else "",
        f"Findings of the policies in the account:\n\n{_findings(judged)}" if judged.findings else "",
        markdown_of_mail(gone),
    ]
    violations = len(judged.violations)
    outcome = Outcome.BLOCKED if violations else Outcome.DRIFTED if found else Outcome.PASSED
    return Result(outcome, f"{headline(found)}, {violations} against a policy", "\n\n".join(filter(None, parts)))


def _findings(judged: Run) -> str:
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


def _check_live(stack: str, events: Path) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        before, after = copy / "before.json", copy / "after.json"
        environment = _backend_in(copy)
        run(["stack", "export", "--stack", stack, "--file", str(before)])
        inside = ["--cwd", str(copy), "--stack", stack]
        run(["stack", "init", "--cwd", str(copy), "--secrets-provider=passphrase", stack], environment)
        run(["stack", "import", *inside, "--file", str(before)], environment)
        refreshed = copy / "refresh.jsonl"
        stream(refreshed, ["refresh", *inside, "--yes", "--skip-preview"], environment)
        require("the refresh", _lines(refreshed))
        run(["stack", "export", *inside, "--file", str(after)], environment)
        stream(events, ["policy", "analyze", "--file", str(after), *PACK])


def _backend_in(folder: Path) -> dict[str, str]:
    """Creates a backend and a copy of the project file in a folder. Returns the environment variables that select it.

    Secrets stay encrypted: the imported state is read with the stack's own secrets provider.
    """
    state = folder / "state"
    state.mkdir()
    project = (REPOSITORY / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(f"{project}\nmain: {json.dumps(str(REPOSITORY))}\n")
    has_passphrase = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & set(os.environ)
    passphrase = {} if has_passphrase else {"PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(32)}
    return {"PULUMI_BACKEND_URL": state.as_uri(), **passphrase}
