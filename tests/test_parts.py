"""`python -m tests`: all parts run, all failures are listed, and the exit code is that of the worst."""

import io
import sys
from pathlib import Path

import pytest

from tests.__main__ import PARTS, Part, main, run

PASSING = """
def test_one(): pass
"""
FAILING = """
import pytest
def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.parametrize("word", ["a b"])
def test_worse(word): raise ValueError(word)
"""


def part_of(folder: Path, name: str, content: str) -> Part:
    """A part that runs one file of tests."""
    file = folder / f"test_{name}.py"
    file.write_text(content)
    plain = ("-p", "no:cacheprovider", "-p", "no:randomly", "-c", "/dev/null", "--rootdir", str(folder))
    return Part(name, ((sys.executable, "-m", "pytest", *plain, str(file)),))


def printed_by(*parts: Part) -> tuple[int, str]:
    output = io.StringIO()
    return run(parts, output), output.getvalue()


def test_every_part_runs_and_every_failure_is_listed_at_the_end(tmp_path: Path) -> None:
    broken = Part("broken", ((sys.executable, "-c", "print('no such option'); raise SystemExit(3)"),))
    code, printed = printed_by(broken, part_of(tmp_path, "failing", FAILING), part_of(tmp_path, "passing", PASSING))
    assert code == 1
    assert [line for line in printed.splitlines() if line.startswith("== part")] == [
        "== part 1 of 3: broken",
        "== part 2 of 3: failing",
        "== part 3 of 3: passing",
    ]
    _, _, end = printed.partition("FAILED  broken")
    assert "exit code 3" in end
    assert "no such option" in end
    assert "FAILED  failing" in end
    assert "passed  passing" in end
    assert "test_failing.py::test_bad" in end
    assert "test_failing.py::test_worse[a b]" in end
    assert [line.strip("= ").partition(" in ")[0] for line in printed.splitlines()[-2:]] == [
        "2 failed, 1 passed",
        "1 passed",
    ]


def test_parts_that_pass_say_so_and_the_exit_code_is_zero(tmp_path: Path) -> None:
    code, printed = printed_by(part_of(tmp_path, "passing", PASSING))
    assert code == 0
    assert "FAILED" not in printed
    assert "1 passed in" in printed.splitlines()[-1]


def test_a_part_beside_the_others_begins_with_them_and_is_shown_after_them(tmp_path: Path) -> None:
    started = tmp_path / "started"
    # It would never end if the part beside it began after it.
    waits = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
    first = Part("beside", ((sys.executable, "-c", f"open({str(started)!r}, 'w')"),), is_beside=True)
    broken = Part("broken", ((sys.executable, "-c", "raise SystemExit(3)"),), is_beside=True)
    code, printed = printed_by(first, broken, Part("in turn", ((sys.executable, "-c", waits, str(started)),)))
    assert code == 1
    assert [line for line in printed.splitlines() if line.startswith("== part")] == [
        "== part 1 of 3: in turn",
        "== part 2 of 3: beside",
        "== part 3 of 3: broken",
    ]
    assert "FAILED  broken" in printed


def test_a_part_without_tests_fails(tmp_path: Path) -> None:
    assert printed_by(part_of(tmp_path, "empty", ""))[0] == 1


def test_all_of_the_tests_but_the_longest_are_in_a_part_and_each_in_one() -> None:
    assert list(PARTS) == ["style", "types", "unit", "publish", "stacks"]
    unit, publish, stacks = (PARTS[name].commands[-1] for name in ("unit", "publish", "stacks"))
    assert [unit[n + 1] for n, word in enumerate(unit) if word == "--ignore"] == [
        publish[-1],
        stacks[-1],
        "tests/sites",
        "tests/differential",
    ]


def test_an_unknown_part_is_rejected_with_the_names_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["units"])
    assert "unknown part 'units'; the parts are: style, types, unit, publish, stacks" in capsys.readouterr().err
