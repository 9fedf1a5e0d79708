"""Runs the parts of the tests one after the other: `python -m tests [PART ...]`, by default all of them.

A part that fails does not stop the next. Each begins with "part n of m", and its output is shown as it comes. The type
check takes one core for half a minute, so it runs beside the other parts, and its output follows theirs. At the end the
failures of all parts are listed together, followed by pytest's own closing lines.
"""

import argparse
import codecs
import io
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
_PYTEST = (sys.executable, "-m", "pytest", "-n", "2")
_FAILED = re.compile(r"(?:FAILED|ERROR) (.*)")
_SUMMARY = re.compile(r"=+ .*\b(?:passed|failed|errors?|skipped)\b.* in [0-9.]+s.* =+$")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CHUNK = 4096
_MOST_LINES = 20
"""Of the output of a part that fails without naming a test."""


@dataclass(frozen=True)
class Part:
    """One part of the tests: commands of which each has to succeed."""

    name: str
    commands: Sequence[Sequence[str]]
    is_beside: bool = False
    """Whether it runs while the other parts do. Its output is shown after theirs."""


@dataclass
class Result:
    """What came of a part."""

    part: Part
    seconds: float = 0
    failures: list[str] = field(default_factory=list[str])
    """Ids of the tests that failed, or the last lines of a command that names none."""
    summaries: list[str] = field(default_factory=list[str])
    """pytest's closing lines."""


STYLE = Part(
    "style",
    (
        (str(_BIN / "ruff"), "format", "--check", "."),
        (str(_BIN / "ruff"), "check", "."),
    ),
)
TYPES = Part("types", ((str(_BIN / "pyright"), "--warnings"),), is_beside=True)
_APART = ("tests/publish", "tests/stacks", "tests/sites", "tests/differential")
"""The last two are in no part, since they take too long for every change: `make sites`, `make differential`."""
UNIT = Part("unit", ((*_PYTEST, "tests", *(word for folder in _APART for word in ("--ignore", folder))),))
PUBLISH = Part("publish", ((*_PYTEST, "--dist", "loadfile", "tests/publish"),))
STACKS = Part(
    "stacks",
    (
        # Here it can say what it does: on a new machine it builds the engine, which takes minutes.
        (sys.executable, "-u", "-c", "from sandbox.engine.find import find_or_build; find_or_build(print)"),
        (*_PYTEST, "tests/stacks"),
    ),
)
PARTS = {part.name: part for part in (STYLE, TYPES, UNIT, PUBLISH, STACKS)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the parts that are named. Returns 0 where all of them passed, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m tests", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    chosen: list[str] = parser.parse_args(arguments).parts
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"unknown part {unknown[0]!r}; the parts are: {', '.join(PARTS)}")
    return run([PARTS[name] for name in chosen or PARTS], sys.stdout)


def run(parts: Sequence[Part], output: TextIO) -> int:
    """Runs each part to its end and writes what came of them. Returns 0 where all of them passed, else 1."""
    in_turn = [part for part in parts if not part.is_beside]
    beside = [part for part in parts if part.is_beside]
    results: list[Result] = []
    with ThreadPoolExecutor() as pool:
        printed = [io.StringIO() for _ in beside]
        started = [pool.submit(_run_part, part, text) for part, text in zip(beside, printed, strict=True)]
        for number, part in enumerate(in_turn, start=1):
            _begin(part, number, len(parts), output)
            results.append(_run_part(part, output))
        for number, (running, text) in enumerate(zip(started, printed, strict=True), start=len(in_turn) + 1):
            result = running.result()
            _begin(result.part, number, len(parts), output)
            output.write(text.getvalue())
            results.append(result)
    output.write("\n" + report(results))
    output.flush()
    return 1 if any(result.failures for result in results) else 0


def _begin(part: Part, number: int, parts: int, output: TextIO) -> None:
    output.write(f"\n== part {number} of {parts}: {part.name}\n")
    output.flush()


def report(results: Sequence[Result]) -> str:
    """Each part with its time, the failures part by part, and last pytest's closing lines."""
    lines = [
        f"{'FAILED' if result.failures else 'passed'}  {result.part.name} ({result.seconds:.0f} s)"
        for result in results
    ]
    for result in results:
        if result.failures:
            lines += ["", f"{result.part.name}:", *(f"  {failure}" for failure in result.failures)]
    lines += ["", *(summary for result in results for summary in result.summaries)]
    return "\n".join(lines) + "\n"


def _run_part(part: Part, output: TextIO) -> Result:
    started, result = time.monotonic(), Result(part)
    for command in part.commands:
        _run_command(command, result, output)
    result.seconds = time.monotonic() - started
    return result


def _run_command(command: Sequence[str], result: Result, output: TextIO) -> None:
    """Runs one command, its output shown as it comes, and adds what came of it to the result."""
    decoder, printed = codecs.getincrementaldecoder("utf-8")(errors="replace"), list[str]()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0) as process:
        assert process.stdout is not None
        # Not line by line: a line of pytest's dots takes minutes.
        while chunk := process.stdout.read(_CHUNK):
            printed.append(decoder.decode(chunk))
            output.write(printed[-1])
            output.flush()
    lines = _COLOUR.sub("", "".join(printed)).splitlines()
    result.summaries += [line for line in lines if _SUMMARY.match(line)]
    if process.returncode:
        named = [found[1] for line in lines if (found := _FAILED.match(line))]
        result.failures += named or [f"exit code {process.returncode}: {Path(command[0]).name}", *lines[-_MOST_LINES:]]


if __name__ == "__main__":
    sys.exit(main())
