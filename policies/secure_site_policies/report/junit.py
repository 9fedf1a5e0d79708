"""JUnit XML for viewers of test results: a suite for each run, a test case for each rule.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from pulumi_policy import Policy

from secure_site_policies.report.events import Run
from secure_site_policies.report.exempted import Exempted
from secure_site_policies.report.findings import Finding
from secure_site_policies.report.gate import advisory, doubt, idle


def junit(runs: Sequence[Run], rules: Sequence[Policy], title: str) -> str:
    """The XML text. A violation is a failure; an advisory note is output, and so is what an exemption let pass.

    title: name of all suites together.
    """
    root = ET.Element("testsuites", name=title)
    for run in runs:
        root.append(_suite(run, rules))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(run: Run, rules: Sequence[Policy]) -> ET.Element:
    suite = ET.Element("testsuite", name=run.label, time=str(run.seconds))
    if reason := doubt(run, rules):
        case = ET.SubElement(suite, "testcase", name="judged", classname=run.source)
        ET.SubElement(case, "error", message=reason).text = "\n".join(run.errors)
    skipped, weak = idle(run, rules), advisory(run, rules)
    for name, findings in _by_rule(run, rules).items():
        case = ET.SubElement(suite, "testcase", name=name, classname="policies")
        if name in skipped and not findings:
            ET.SubElement(case, "skipped", message="the rule did not run")
        elif name in weak:
            ET.SubElement(case, "skipped", message="the config makes the rule advisory")
        _report(case, findings, [one for one in sorted(run.exempted) if one.rule == name])
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    for count, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(element) is not None for case in cases)))
    return suite


def _by_rule(run: Run, rules: Sequence[Policy]) -> Mapping[str, Sequence[Finding]]:
    grouped: dict[str, list[Finding]] = {rule.name: [] for rule in rules}
    for finding in sorted(run.findings, key=lambda finding: finding.rank):
        grouped.setdefault(finding.rule, []).append(finding)
    return grouped


def _report(case: ET.Element, findings: Sequence[Finding], exempted: Sequence[Exempted]) -> None:
    notes = [f"{': '.join(filter(None, (one.path, one.message)))}\n{one.urn}\n{one.terms}" for one in exempted]
    for finding in findings:
        text = f"{finding.text}\n{finding.urn}"
        if finding.is_mandatory:
            ET.SubElement(case, "failure", message=text.partition("\n")[0], type=finding.severity).text = text
        else:
            notes.append(text)
    if notes:
        ET.SubElement(case, "system-out").text = "\n\n".join(notes)
