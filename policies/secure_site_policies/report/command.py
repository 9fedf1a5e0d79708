"""The command line of the report."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pulumi_policy import Policy

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.gate import doubt, verdict
from secure_site_policies.report.junit import junit
from secure_site_policies.report.markdown import markdown
from secure_site_policies.report.sarif import sarif
from secure_site_policies.report.text import clean

_STATUS = """\
exit status:
  0  no violation, and everything was judged
  1  violations (with --strict, advisory notes as well)
  2  not judged: the stream is empty, cut off or no event stream, the operation failed, or no rule of the pack ran
"""


def main(arguments: Sequence[str], rules: Sequence[Policy]) -> int:
    """Writes the reports that are asked for and returns the exit status."""
    options = _parser().parse_args(arguments)
    runs = [run for source in options.events or ["-"] for run in _runs(source)]
    severities = {rule.name: rule.severity.value for rule in rules if rule.severity}
    for run in runs:
        run.complete(severities, options.strict)
    title = clean(options.title)
    if options.sarif:
        _write(options.sarif, json.dumps(sarif(runs, rules), indent=1) + "\n")
    if options.junit:
        _write(options.junit, junit(runs, rules, title))
    text = markdown(runs, rules, title)
    if options.markdown:
        _write(options.markdown, text)
    else:
        sys.stdout.write(text)
    for run in runs:
        if reason := doubt(run, rules):
            print(f"{run.source} is not judged. {reason}", file=sys.stderr)
    return max(verdict(run, rules) for run in runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m secure_site_policies.report",
        description="Turns the event streams of previews and updates into reports, and says whether they pass.",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("events", nargs="*", help="files of engine events, one a stack; - or none: standard input")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="for a pull request (default: standard output)")
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="SARIF 2.1.0, for code scanning")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="JUnit XML")
    parser.add_argument("--title", default="Policy report", metavar="TEXT", help="default: %(default)s")
    parser.add_argument("--strict", action="store_true", help="advisory notes block as well")
    return parser


def _runs(source: str) -> Iterator[Run]:
    name = "standard input" if source == "-" else clean(source)
    try:
        with sys.stdin.buffer if source == "-" else Path(source).open("rb") as stream:
            lines = (line.decode("utf-8-sig", errors="replace") for line in stream)
            yield from read(name, lines)
    except OSError as error:
        yield Run(name, flaw=f"It cannot be read: {error.strerror}.")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
