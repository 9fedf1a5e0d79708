"""The command: what it reads, what it writes, and its exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from secure_site_policies.report.command import main
from secure_site_policies.rules import ALL
from tests.policies.report.streams import (
    ALL_JUDGED,
    DATA,
    END,
    RULES,
    error,
    exempted,
    judged,
    late,
    lines,
    summary,
    violation,
)

REPOSITORY = Path(__file__).parents[3]


def written(folder: Path, name: str, *events: dict[str, Any]) -> str:
    file = folder / name
    file.write_text("".join(lines(*events)), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("events", "arguments", "status"),
    [
        ([ALL_JUDGED, summary(), END], [], 0),
        ([ALL_JUDGED, late(), exempted(), summary(), END], [], 0),
        ([ALL_JUDGED, late(), summary(), END], ["--strict"], 1),
        ([ALL_JUDGED, exempted(), summary(), END], ["--strict"], 0),
        ([ALL_JUDGED, exempted(enforcementLevel="mandatory"), summary(), END], [], 1),
        ([judged("s3-wildcards"), summary(), END], [], 2),
        ([judged("s3-wildcards"), summary(), END], ["--without", "exemptions"], 0),
        ([judged(), summary(), END], ["--without", "exemptions", "--without", "s3-wildcards"], 2),
        ([ALL_JUDGED, violation(enforcementLevel="advisory"), summary(), END], [], 2),
        ([ALL_JUDGED, violation(enforcementLevel="advisory"), summary(), END], ["--without", "s3-wildcards"], 0),
        ([ALL_JUDGED, violation(enforcementLevel="advisory"), summary(), END], ["--without", "exemptions"], 2),
        ([ALL_JUDGED, violation(enforcementLevel="advisory"), violation(), summary(), END], [], 1),
        ([{}, summary(), END], [], 2),
        ([{}, violation(), summary("failed"), END], [], 1),
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


LEVELS = {
    '{"all": "advisory"}': 2,
    '{"all": "disabled", "s3-wildcards": "mandatory", "exemptions": "mandatory"}': 0,
    '{"s3-wildcards": {"enforcementLevel": "advisory"}}': 2,
    '{"exemptions": "disabled"}': 2,
    '{"s3-wildcards": {"minimum": 7}}': 0,
    "": 0,
}


@pytest.mark.parametrize(("config", "status"), LEVELS.items())
def test_a_config_that_weakens_a_rule_does_not_pass_even_without_findings(tmp_path: Path, config: str, status: int):
    file = tmp_path / "config.json"
    file.write_text(config)
    stream = written(tmp_path, "dev.jsonl", ALL_JUDGED, summary(), END)
    assert main([stream, "--policy-pack-config", str(file)], RULES) == status
    named = [argument for rule in RULES for argument in ("--without", rule.name)]
    assert main([stream, "--policy-pack-config", str(file), *named], RULES) == 0


@pytest.mark.parametrize("config", ["[", "[]", '"advisory"', '{"s3-wildcards": 7}'])
def test_a_config_that_is_none_is_no_verdict(tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "config.json"
    file.write_text(config)
    stream = written(tmp_path, "dev.jsonl", ALL_JUDGED, summary(), END)
    with pytest.raises(SystemExit, match="2"):
        main([stream, "--policy-pack-config", str(file)], RULES)
    assert "not a pack's config" in capsys.readouterr().err


def test_each_exemption_in_use_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    main([written(tmp_path, "dev.jsonl", ALL_JUDGED, exempted(), summary(), END)], RULES)
    assert capsys.readouterr().err == (
        "dev: s3-wildcards on site-bucket: 's3:*' grants every S3 action "
        "Exempt until 2027-03-31: The role is only used by hand. Owner: ops@example.com.\n"
    )


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_the_program_reads_standard_input_and_judges_by_the_rules_of_the_pack(arguments: list[str]):
    stream = lines(judged(*(rule.name for rule in ALL)), late(), summary(), END)
    for given, status, verdict in (
        (stream, 0, "**Passed**: no violation, 1 advisory note."),
        ((DATA / "clean.jsonl").read_text().splitlines(keepends=True), 2, "**Not judged**, and therefore not passed:"),
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "secure_site_policies.report", *arguments],
            cwd=REPOSITORY,
            input="".join(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, bool(ended.stderr)) == (status, status == 2)
        assert ended.stdout.startswith(f"## Policy report\n\n{verdict}\n")
