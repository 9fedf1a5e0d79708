"""What the programs write is the same to the byte, in whatever order the engine takes resources and sends events."""

import asyncio
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.permissions import program
from foundation.permissions.command import role_policies
from foundation.permissions.grants import grants
from foundation.permissions.text import markdown
from rollout.changes import changes, headline
from rollout.changes import markdown as table_of
from rollout.drift import result_of
from secure_site_policies.report.command import main as report
from secure_site_policies.rules import ALL
from tests.examples import ACCOUNT_ID
from tests.foundation.test_foundation import STATE
from tests.foundation.test_foundation import up as found
from tests.mock_cloud import Cloud
from tests.policies.report.streams import DATA, END, error, judged, summary, violation
from tests.shuffled import shuffled_loop
from tests.test_main import BOTH, up

RUNS = 20


def outcomes(output: Callable[[random.Random], str]) -> set[str]:
    """The different outputs of RUNS runs."""
    return {output(random.Random(seed)) for seed in range(RUNS)}


class Shuffled:
    """Runs of a program on mocks; each registers its resources in another order."""

    def __init__(self) -> None:
        self.orders: set[tuple[str, ...]] = set()
        """The orders of registration so far."""

    def written(self, run: Callable[[Cloud], None]) -> Callable[[random.Random], str]:
        """Everything that a program registers and exports, as JSON."""

        def output(chance: random.Random) -> str:
            loop = shuffled_loop(chance)
            asyncio.set_event_loop(loop)
            cloud = Cloud(loop)
            try:
                run(cloud)
            finally:
                cloud.close()
                asyncio.set_event_loop(None)
            self.orders.add(tuple(cloud.by_urn))
            resources = [{"urn": one.urn, **one, "outputs": one.outputs} for one in cloud.resources]
            return json.dumps([resources, cloud.exports])

        return output


@BOTH
def test_the_site_registers_the_same_documents_whatever_the_order(stack: str) -> None:
    shuffled = Shuffled()
    assert len(outcomes(shuffled.written(lambda cloud: up(cloud, stack)))) == 1
    assert len(shuffled.orders) > RUNS / 2


@pytest.mark.usefixtures("derived_once")
def test_the_foundation_registers_the_same_documents_whatever_the_order() -> None:
    settings = {"stacks": '["dev","prod"]', "repository": "example@9919/secure-site@74", "github": "true", **STATE}
    shuffled = Shuffled()
    assert len(outcomes(shuffled.written(lambda cloud: found(cloud, settings)))) == 1
    assert len(shuffled.orders) > RUNS / 2


@BOTH
def test_the_permissions_of_a_stack_are_the_same_whatever_the_order(
    stack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def permissions(chance: random.Random) -> str:
        monkeypatch.setattr(program.asyncio, "new_event_loop", lambda: shuffled_loop(chance))
        derived = program.run(stack, ACCOUNT_ID)
        deploy = grants(derived)
        return json.dumps(role_policies(derived, deploy)) + markdown(deploy)

    assert len(outcomes(permissions)) == 1


REMEDIATIONS = [
    {"policyRemediationEvent": {"policyName": name, "resourceUrn": urn}}
    for name in ("required-tags", "cloudfront-tls-version")
    for urn in ("urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::b", "urn:pulumi:dev::secure-site::a:b:C::a")
]
EVENTS = [
    *(violation(message=f"policy: '{pattern}' is wide") for pattern in ("s3:*", "s3:Get*", "s3:Put*")),
    *(violation(policyName=name, policyPackName=pack) for name in ("theirs", "others") for pack in ("a", "b")),
    violation(enforcementLevel="advisory"),
    *REMEDIATIONS,
    *(error(message) for message in ("it broke", "program failed: it broke", "another broke as well")),
    *(judged(rule.name) for rule in ALL),
]
"""Beside those of the recorded stream: alike but for their text, of other packs, put right, and failed."""


def test_the_reports_of_a_stream_are_the_same_whatever_the_order_of_its_events(tmp_path: Path) -> None:
    recorded = [json.loads(line) for line in (DATA / "violations.jsonl").read_text().splitlines()]
    between = [*(event for event in recorded if not event.keys() & {"summaryEvent", "cancelEvent"}), *EVENTS]
    (tmp_path / "written").mkdir()

    def reports(chance: random.Random) -> str:
        events = [*chance.sample(between, len(between)), summary("failed"), END]
        (tmp_path / "events.jsonl").write_text("\n".join(map(json.dumps, events)))
        files = [tmp_path / "written" / name for name in ("report.md", "report.sarif", "report.xml")]
        options = [
            part for pair in zip(("--markdown", "--sarif", "--junit"), map(str, files), strict=True) for part in pair
        ]
        assert report([str(tmp_path / "events.jsonl"), *options], ALL) == 1
        return "".join(file.read_text() for file in files)

    (only,) = outcomes(reports)
    assert all(text in only for text in ("theirs", "another broke as well", "corrected by a rule", "s3:Put*"))


def test_the_changes_and_the_drift_of_a_stack_are_the_same_whatever_the_order_of_the_events() -> None:
    steps = [
        {
            "resourcePreEvent": {
                "metadata": {
                    "op": operation,
                    "urn": f"urn:pulumi:dev::secure-site::{component}$aws:s3/bucket:Bucket::content",
                    "type": "aws:s3/bucket:Bucket",
                    "diffs": [path],
                }
            }
        }
        for operation in ("update", "import", "discard")
        for component in ("a:b:C", "d:e:F")
        for path in ("tags", "bucket")
    ]

    def texts(chance: random.Random) -> str:
        preview = [json.dumps(event) for event in chance.sample(steps, len(steps))]
        live = [json.dumps(event) for event in [*chance.sample(EVENTS, len(EVENTS)), summary("failed"), END]]
        found = changes(preview)
        return headline(found) + table_of(found) + result_of(preview, live).report

    assert len(outcomes(texts)) == 1
