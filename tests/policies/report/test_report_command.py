"""The command: what it reads, what it writes, and its exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from secure_site_policies.report.command import main
from tests.policies.report.streams import DATA, END, RULES, error, judged, lines, summary, violation

REPOSITORY = Path(__file__).parents[3]


def written(folder: Path, name: str, *events: dict[str, Any]) -> str:
    file = folder / name
    file.write_text("".join(lines(*events)), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("events", "arguments", "status"),
    [
        ([judged("s3-wildcards"), summary(), END], [], 0),
        ([judged("s3-wildcards"), violation(enforcementLevel="advisory"), summary(), END], [], 0),
        ([judged("s3-wildcards"), violation(enforcementLevel="advisory"), summary(), END], ["--strict"], 1),
        ([judged("s3-wildcards"), violation(), summary("failed"), END], [], 1),
        ([judged("s3-wildcards"), error("boom"), summary("failed"), END], [], 2),
        ([judged("s3-wildcards")], [], 2),
    ],
)
def test_the_exit_status_is_the_gate(tmp_path: Path, events: list[dict[str, Any]], arguments: list[str], status: int):
    assert main([written(tmp_path, "dev.jsonl", *events), *arguments], RULES) == status


def test_the_worst_of_several_streams_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fine, bad = str(DATA / "clean.jsonl"), str(DATA / "violations.jsonl")
    assert main([fine, bad], RULES) == 1
    assert main([bad, fine, str(tmp_path / "missing.jsonl")], RULES) == 2
    assert "missing.jsonl: not judged. The file cannot be read: No such file or directory." in capsys.readouterr().err


def test_every_report_is_written_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    files = {name: tmp_path / "reports" / name for name in ("markdown", "sarif", "junit")}
    options = [argument for name, file in files.items() for argument in (f"--{name}", str(file))]
    assert main([str(DATA / "violations.jsonl"), "--title", "Preview of\x1b[1m dev", *options], RULES) == 1
    assert capsys.readouterr().out == ""
    assert files["markdown"].read_text(encoding="utf-8").startswith("## Preview of dev\n\n**Blocked**: 4 violations")
    assert len(json.loads(files["sarif"].read_text(encoding="utf-8"))["runs"][0]["results"]) == 6
    assert ET.parse(files["junit"]).getroot().attrib["name"] == "Preview of dev"  # noqa: S314 - written just above


def test_a_secret_of_the_program_is_in_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    secret = "ghp_" + "b" * 36
    step = {"metadata": {"op": "create", "urn": "urn:pulumi:dev::p::t::n", "new": {"inputs": {"token": secret}}}}
    prelude = {"preludeEvent": {"config": {"secure-site:githubToken": secret}}}
    told = {"diagnosticEvent": {"message": secret, "severity": "info"}}
    events = [prelude, {"resourcePreEvent": step}, told, judged("s3-wildcards"), violation(), summary("failed"), END]
    sarif, junit = tmp_path / "sarif", tmp_path / "junit"
    main([written(tmp_path, "dev.jsonl", *events), "--sarif", str(sarif), "--junit", str(junit)], RULES)
    shown = capsys.readouterr().out + sarif.read_text() + junit.read_text()
    assert "site-bucket" in shown
    assert secret not in shown, "a secret is in a report"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'{"cancelEvent":{}}\n\xc3\x28\n', b"\0" * 100, b"\n\n"])
def test_bytes_that_are_no_stream_are_not_judged(tmp_path: Path, content: bytes):
    file = tmp_path / "dev.jsonl"
    file.write_bytes(content)
    assert main([str(file)], RULES) == 2


def test_a_byte_order_mark_and_carriage_returns_do_not_matter(tmp_path: Path):
    file = tmp_path / "dev.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + (DATA / "clean.jsonl").read_bytes().replace(b"\n", b"\r\n"))
    assert main([str(file)], RULES) == 0


@pytest.mark.parametrize(("stream", "arguments"), [("clean", []), ("clean", ["-"])])
def test_the_program_reads_standard_input_and_judges_by_the_rules_of_the_pack(stream: str, arguments: list[str]):
    with (DATA / f"{stream}.jsonl").open("rb") as stdin:
        ended = subprocess.run(
            [sys.executable, "-m", "secure_site_policies.report", *arguments],
            cwd=REPOSITORY,
            stdin=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("## Policy report\n\n**Passed**: no violation, 2 advisory notes.\n")
