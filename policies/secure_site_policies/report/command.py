"""The command line of the report: reads event streams, writes reports, returns the verdict."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pulumi_policy import Policy

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.findings import name_of
from secure_site_policies.report.gate import Verdict, blocks, doubt, verdict
from secure_site_policies.report.junit import junit
from secure_site_policies.report.locations import Program
from secure_site_policies.report.markdown import RERUN, markdown
from secure_site_policies.report.sarif import sarif
from secure_site_policies.report.text import clean

_STATUS = """\
exit status:
  0  passed: every rule ran, at the level that it declares, and reported no violation
  1  blocked: there are violations (with --strict: violations or advisory notes)
  2  not judged: the stream is empty, incomplete or invalid, the operation failed, or a rule did not run or did not
     block, except for rules named by --without
"""


def main(arguments: Sequence[str], rules: Sequence[Policy]) -> int:
    """Writes the requested reports and returns the exit status."""
    options = _parser().parse_args(arguments)
    runs = [run for source in options.events or ["-"] for run in _runs(source)]
    severities = {rule.name: rule.severity.value for rule in rules if rule.severity}
    weaker = _weaker(options.policy_pack_config, rules)
    for run in runs:
        run.complete(severities, options.strict, weaker, options.without)
    title = clean(options.title)
    if options.sarif:
        _write(options.sarif, json.dumps(sarif(runs, rules, Program(options.program)), indent=1) + "\n")
    if options.junit:
        _write(options.junit, junit(runs, rules, title))
    text = markdown(runs, rules, title, options.rerun)
    if options.markdown:
        _write(options.markdown, text)
    else:
        sys.stdout.write(text)
    for run in runs:
        if reason := doubt(run, rules):
            print(f"{run.source}: not judged. {reason}", file=sys.stderr)
        for one in sorted(run.exempted):
            print(f"{run.label}: {one.rule} on {name_of(one.urn)}: {one.message} {one.terms}", file=sys.stderr)
    return max(verdict(run, rules) for run in runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m secure_site_policies.report",
        description="Turns the event streams of previews and updates into reports; the exit status is the verdict.",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "events", nargs="*", help="files of engine events, one for each stack (default: standard input)"
    )
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write Markdown for a pull request (default: standard output)"
    )
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="write SARIF 2.1.0 for code scanning")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    parser.add_argument(
        "--program",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the judged program, in whose files SARIF locates findings (default: the current folder)",
    )
    parser.add_argument(
        "--rerun",
        default=RERUN,
        metavar="COMMAND",
        help="the command, printed in the Markdown, that repeats a preview (default: %(default)s)",
    )
    parser.add_argument("--title", default="Policy report", metavar="TEXT", help="heading (default: %(default)s)")
    parser.add_argument("--strict", action="store_true", help="treat advisory notes as violations")
    parser.add_argument(
        "--policy-pack-config",
        type=Path,
        metavar="FILE",
        help="the config that the pack ran with, to report each rule that it weakens, even one without findings",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="RULE",
        help="a rule that is disabled or advisory on purpose; may be repeated. The report names it.",
    )
    return parser


def _weaker(config: Path | None, rules: Sequence[Policy]) -> Sequence[str]:
    """The rules that a file for --policy-pack-config disables, or makes advisory against their declaration.

    Exits with a message if the file is none.
    """
    if config is None:
        return []
    try:
        settings = json.loads(config.read_bytes() or b"{}")
        levels = {name: one if isinstance(one, str) else one.get("enforcementLevel") for name, one in settings.items()}
    except (OSError, ValueError, AttributeError) as error:
        sys.exit(_unreadable(config, error))
    weak = {"disabled", "advisory"}
    return [rule.name for rule in rules if blocks(rule) and (levels.get(rule.name) or levels.get("all")) in weak]


def _unreadable(config: Path, error: Exception) -> int:
    print(f"--policy-pack-config {config}: not a pack's config in JSON ({type(error).__name__})", file=sys.stderr)
    return Verdict.NOT_JUDGED


def _runs(source: str) -> Iterator[Run]:
    name = "standard input" if source == "-" else clean(source)
    try:
        with sys.stdin.buffer if source == "-" else Path(source).open("rb") as stream:
            lines = (line.decode("utf-8-sig", errors="replace") for line in stream)
            yield from read(name, lines)
    except OSError as error:
        yield Run(name, flaw=f"The file cannot be read: {error.strerror}.")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
