"""docs/controls.md: each risk with the control against it, the rules that enforce it, and the tests that show it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pulumi_policy import Policy, StackValidationPolicy

from docs.generate.risks import RISKS, WEAKNESSES, Risk
from secure_site_policies.rules import ALL

FILE = Path(__file__).parents[1] / "controls.md"

_HEAD = """# Risks, controls, rules

Written from the policy pack by `make docs`; a test fails when this page is stale.

AWS is responsible for the security *of* the cloud, its customer for security *in* it
([shared responsibility][shared]). FSBP stands for a control of [AWS Foundational Security Best Practices][fsbp], CIS
for one of the [CIS AWS Foundations Benchmark][cis] 3.0.0, WA for a best practice of the
[Well-Architected Framework][wa].

[shared]: https://aws.amazon.com/compliance/shared-responsibility-model/
[fsbp]: https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html
[cis]: https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html
[wa]: https://docs.aws.amazon.com/wellarchitected/latest/framework/welcome.html
"""

_WEAKNESSES = """Four common weaknesses of CI/CD set-ups, and how this project excludes them.
"""

_CONFIG = """## Configuring the rules

The settings of each rule. [policies.md](policies.md#configure-a-rule) shows how to set them for a stack.
"""


def controls() -> str:
    """The text of the file."""
    rules = {rule.name: rule for rule in ALL}
    return "\n".join(
        [
            _HEAD,
            "## Four common weaknesses",
            "",
            _WEAKNESSES,
            *_table(
                ("weakness", "excluded by design", "by policy", "shown by test"),
                (
                    (point.title, f"{point.design} ({_files(point.built)})", _rules(point.rules), _files(point.tests))
                    for point in WEAKNESSES
                ),
            ),
            "",
            "## Risks",
            "",
            *_table(
                ("risk", "AWS's part", "the customer's part", "control", "built in", "rules", "shown by"),
                (_risk(risk) for risk in RISKS),
            ),
            "",
            "## Rules",
            "",
            *_table(
                ("rule", "risk", "severity", "controls", "fix", "test"),
                (_rule(rule) for rule in rules.values()),
            ),
            "",
            _CONFIG,
            *_table(("rule", "key", "default", "description"), _config(rules.values())),
            "",
        ]
    )


def own_test(rule: Policy) -> str:
    """The path of the rule's own test file, which has the rule's name."""
    return f"tests/policies/rules/test_{rule.name.replace('-', '_')}.py"


def _risk(risk: Risk) -> Sequence[str]:
    return (
        risk.title,
        risk.aws,
        risk.ours,
        risk.control,
        _files(risk.built),
        _rules(risk.rules),
        _files(risk.tests),
    )


def _rule(rule: Policy) -> Sequence[str]:
    scope = ", over the whole stack" if isinstance(rule, StackValidationPolicy) else ""
    severity = rule.severity.value if rule.severity else ""
    return (
        f'<a id="{rule.name}"></a>`{rule.name}`{scope}',
        f"{rule.description} ([source]({rule.url}))",
        severity,
        "<br>".join(rule.tags or ()),
        rule.remediation_steps or "",
        _files([own_test(rule)]),
    )


def _config(rules: Iterable[Policy]) -> Iterator[Sequence[str]]:
    schemas = {rule.name: rule.config_schema.properties for rule in rules if rule.config_schema}
    shared = set[str].intersection(*(set(schema) for schema in schemas.values()))
    yield from (_option("every rule", key, next(iter(schemas.values()))[key]) for key in sorted(shared))
    for name, schema in schemas.items():
        yield from (_option(f"`{name}`", key, schema[key]) for key in schema if key not in shared)


def _option(rule: str, key: str, schema: Mapping[str, Any]) -> Sequence[str]:
    default: Any = schema["default"]
    items = cast("list[Any]", default) if isinstance(default, list) else [json.dumps(default)]
    shown = "<br>".join(f"`{item}`" for item in items)
    return rule, f"`{key}`", shown, schema["description"]


def _rules(names: Iterable[str]) -> str:
    return "<br>".join(f"[{name}](#{name})" for name in names)


def _files(files: Iterable[str]) -> str:
    return "<br>".join(f"[{Path(file).name}](../{file})" for file in files)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
