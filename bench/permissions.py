"""Compares tools that detect S3 actions granted by wildcard: how often they are right, and how fast they are."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uv
from moto.iam.aws_managed_policies import aws_managed_policies_data

from sandbox.home import REPOSITORY
from tests.policies.generated import documents
from tests.policies.oracle import Oracle

_SCRIPTS = Path(__file__).with_name("contenders")
_GENERATED = 20_000
_GOAL = 20


@dataclass(frozen=True, slots=True)
class _Contender:
    name: str
    command: Sequence[str]
    """A script of the folder `contenders` and its arguments."""
    packages: Sequence[str] = ()
    """Pinned packages, for an environment of its own. None: the project's environment."""
    generated: int = _GENERATED
    """The number of generated documents for this contender: some would take hours for all. The table shows it."""


_CHECKOV = ("checkov==3.3.30",)
_CONTENDERS = (
    _Contender("ours", ["with_ours.py"]),
    _Contender("policy_sentry", ["with_policy_sentry.py"], ["policy-sentry==0.15.2"]),
    _Contender("policy_sentry + NotAction by hand", ["with_policy_sentry.py", "NotAction"], ["policy-sentry==0.15.2"]),
    _Contender("policyuniverse", ["with_policyuniverse.py"], ["policyuniverse==1.5.1.20231109"]),
    # parliament imports pkg_resources, which later versions of setuptools no longer have.
    _Contender("parliament", ["with_parliament.py"], ["parliament==1.6.4", "setuptools==80.9.0"]),
    _Contender("cloudsplaining", ["with_cloudsplaining.py"], ["cloudsplaining==0.9.1"], generated=1_000),
    _Contender("Checkov, wildcards", ["with_checkov.py", "CKV_AWS_62", "CKV_AWS_63"], _CHECKOV, generated=300),
    _Contender(
        "Checkov, all of its IAM checks",
        ["with_checkov.py", "CKV_AWS_62", "CKV_AWS_63", *(f"CKV_AWS_{number}" for number in range(107, 112))],
        _CHECKOV,
        generated=300,
    ),
    _Contender('in ("*", "s3:*")', ["with_comparison.py", "exact"]),
    _Contender("contains *", ["with_comparison.py", "contains"]),
)


@dataclass(frozen=True, slots=True)
class _Score:
    """One contender's verdicts against the oracle's; an error is neither right nor wrong, but finds nothing."""

    documents: int
    positives: int
    found: int
    false: int
    missed: int
    errors: int
    seconds: float

    @property
    def right(self) -> bool:
        """Whether every verdict is right."""
        return not (self.false or self.missed or self.errors)

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds


def run() -> None:
    """Prints a table for the AWS-managed policies and one for documents that are easy to misread (7 minutes)."""
    managed = [policy["Document"] for policy in json.loads(aws_managed_policies_data).values()]
    _contest("AWS-managed policies", managed, {contender.name: len(managed) for contender in _CONTENDERS})
    _contest("generated documents", documents(_GENERATED), {found.name: found.generated for found in _CONTENDERS})


def _contest(title: str, corpus: list[dict[str, Any]], shares: dict[str, int]) -> None:
    oracle = Oracle()
    truth = [bool(oracle.granted(document)) for document in corpus]
    print(f"{len(corpus):,} {title}, of which {sum(truth):,} grant S3 actions by wildcard")
    titles = f"{'judged':>7} {'TP':>6} {'FP':>5} {'FN':>5} {'errors':>6} {'precision':>10} recall {'a second':>9}"
    print(f"  {'':33} {titles} {'ours is':>8}")
    scores: dict[str, _Score] = {}
    for contender in _CONTENDERS:
        try:
            score = scores[contender.name] = _score(contender, corpus, truth, shares[contender.name])
        except subprocess.CalledProcessError as error:
            if not contender.packages:
                raise
            print(f"  {contender.name:33} did not run: {error.stderr.strip().splitlines()[-1]}")
            continue
        ratio = scores["ours"].rate / score.rate
        print(f"  {contender.name:33} {_row(score)} {ratio:7.2f}x  {'right' if score.right else 'wrong'}", flush=True)
    right = {name: score for name, score in scores.items() if score.right and name != "ours"}
    if right:
        fastest = max(right, key=lambda name: right[name].rate)
        ratio = scores["ours"].rate / right[fastest].rate
        print(f"  the fastest other that is right is {fastest}: ours is {ratio:.1f}x (goal: at least {_GOAL}x)\n")
    else:
        print("  no other is right about all of them\n")


def _score(contender: _Contender, corpus: list[dict[str, Any]], truth: list[bool], share: int) -> _Score:
    answer = _answer(contender, corpus[:share])
    pairs = list(zip(answer["verdicts"], truth[:share], strict=True))
    return _Score(
        documents=len(pairs),
        positives=sum(truth[:share]),
        found=pairs.count((True, True)),
        false=pairs.count((True, False)),
        missed=pairs.count((False, True)),
        errors=sum(isinstance(verdict, str) for verdict, _ in pairs),
        seconds=answer["seconds"],
    )


def _answer(contender: _Contender, corpus: list[dict[str, Any]]) -> dict[str, Any]:
    script, *arguments = contender.command
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    interpreter = [sys.executable]
    if contender.packages:
        del environment["PYTHONPATH"]
        packages = [argument for package in contender.packages for argument in ("--with", package)]
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        interpreter = [uv.find_uv_bin(), "run", "--no-project", "--isolated", "--python", version, *packages, "python"]
    done = subprocess.run(  # noqa: S603
        [*interpreter, str(_SCRIPTS / script), *arguments],
        input="".join(json.dumps(document) + "\n" for document in corpus),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _row(score: _Score) -> str:
    claimed = score.found + score.false
    precision = f"{score.found / claimed:.3f}" if claimed else "-"
    counts = f"{score.documents:>7,} {score.found:>6,} {score.false:>5,} {score.missed:>5,} {score.errors:>6,}"
    return f"{counts} {precision:>10} {score.found / score.positives:6.3f} {score.rate:>9,.0f}"
