"""Reports do not depend on the order in which the engine reports violations, which differs from run to run."""

import json
import random
from pathlib import Path
from typing import Any

from secure_site_policies.report.command import main
from tests.policies.report.streams import END, RULES, URN, judged, lines, summary, violation

OTHER = URN.replace("site-bucket", "logs-bucket")
VIOLATIONS: list[dict[str, Any]] = [
    violation(),
    violation(message="acl: 'public-read' is in another sentence"),
    violation(message="acl: 'public-read-write' lets anybody write"),
    violation(message="website: 'index' is public"),
    violation(resourceUrn=OTHER),
    violation(resourceUrn=OTHER, severity="low"),
    violation(policyName="exemptions", severity="medium"),
    violation(policyName="of-another-pack", policyPackName="another", severity="high"),
    violation(policyName="of-another-pack", policyPackName="a-third", severity="high"),
    violation(policyName="of-a-third-pack", policyPackName="a-third", severity=""),
    violation(enforcementLevel="advisory", message="policy: later"),
    violation(enforcementLevel="advisory", message="policy: later", resourceUrn=OTHER),
    violation(enforcementLevel="advisory", message="acl: later", policyName="exemptions"),
    {"policyRemediationEvent": {"policyName": "tags", "resourceUrn": URN, "before": {}}},
    {"policyRemediationEvent": {"policyName": "tags", "resourceUrn": OTHER, "before": {}}},
]


def reports(folder: Path, violations: list[dict[str, Any]]) -> dict[str, bytes]:
    """Each report of a stream with these events, by its format."""
    stream = folder / "dev.jsonl"
    stream.write_text("".join(lines(judged("s3-wildcards"), *violations, summary("failed"), END)), encoding="utf-8")
    files = {name: folder / name for name in ("markdown", "sarif", "junit")}
    main([str(stream), *(argument for name, file in files.items() for argument in (f"--{name}", str(file)))], RULES)
    return {name: file.read_bytes() for name, file in files.items()}


def test_twenty_orders_of_the_violations_give_the_same_bytes(tmp_path: Path):
    first = reports(tmp_path, VIOLATIONS)
    assert len(json.loads(first["sarif"])["runs"][0]["results"]) == 13
    dice = random.Random(1)
    for _ in range(20):
        assert reports(tmp_path, dice.sample(VIOLATIONS, len(VIOLATIONS))) == first
