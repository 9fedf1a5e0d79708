"""The pack as the engine sees it: started as a process, asked over gRPC."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from tests.policies.judge import UNKNOWN

PACK = Path(__file__).parents[2] / "policies"
MANDATORY, ADVISORY, REMEDIATE = analyzer_pb2.MANDATORY, analyzer_pb2.ADVISORY, analyzer_pb2.REMEDIATE

BLOCKING = [
    "s3-wildcards",
    "iam-wildcards",
    "iam-not-elements",
    "iam-resource-wildcards",
    "open-principals",
    "confused-deputy",
    "oidc-trust",
    "pass-role",
    "privilege-escalation",
    "role-boundary",
    "attached-boundary",
    "standing-keys",
    "group-admin",
    "public-exposure",
    "public-access-block",
    "open-ports",
    "bucket-public-access",
    "bucket-public-acl",
    "bucket-website",
    "bucket-tls-only",
    "bucket-encryption",
    "bucket-versioning",
    "bucket-logging",
    "bucket-aborted-uploads",
    "cloudfront-viewer-https",
    "cloudfront-tls-version",
    "cloudfront-origin-access",
    "cloudfront-security-headers",
    "cloudfront-default-root-object",
    "cloudfront-logging",
    "pipeline-no-polling",
    "pipeline-encrypted-artifacts",
    "pipeline-plain-secrets",
    "codebuild-privileged",
    "codebuild-plain-secrets",
    "codebuild-webhook",
    "codebuild-logs",
    "unread-documents",
    "stack-outputs",
    "github-ruleset",
    "github-protected-branch",
    "github-deploy-key",
    "github-workflow-permissions",
    "github-actions-pinning",
    "github-environment",
    "parameter-secure-string",
    "kms-rotation",
    "kms-deletion-window",
    "sns-tls-only",
    "sns-encryption",
    "log-retention",
    "cloudtrail-coverage",
    "config-recorder",
    "alarm-actions",
    "event-rule-target",
    "budget-notifications",
    "waf-attached",
    "certificate-validation",
    "certificate-key",
    "oidc-provider",
    "password-policy",
    "required-tags",
    "unknown-values",
    "unknown-values-in-stack",
    "exemptions",
]
ADVISING = ("unread-grants", "exempted")
READING_SECRETNESS = ("pipeline-source-secret", "pipeline-webhook-hmac", "plain-secrets", "github-webhook")
"""Which values are secret is seen in the remediation pass alone; what they find blocks as well."""


@dataclass
class Pack:
    """A running pack."""

    process: subprocess.Popen[bytes]
    stub: Any

    def configure(self, rules: Mapping[str, Any]) -> None:
        self.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=rules))

    def judge(self, **properties: Any) -> list[Any]:
        request = analyzer_pb2.AnalyzeRequest(
            type="aws:iam/rolePolicy:RolePolicy",
            name="it",
            urn="urn:pulumi:dev::secure-site::component:index:Part$aws:iam/rolePolicy:RolePolicy::it",
            properties=json_format.ParseDict(properties, struct_pb2.Struct()),
        )
        return list(self.stub.Analyze(request).diagnostics)


# With Pulumi's Python language host, and without one.
@pytest.fixture(scope="module", params=[[str(PACK)], ["-m", "pulumi.policy"]], ids=["official", "sandbox"])
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    official = request.param == [str(PACK)]
    arguments = ["127.0.0.1:1"] if official else ["127.0.0.1:1", "."]
    folder = tmp_path_factory.mktemp("elsewhere") if official else PACK
    with subprocess.Popen(
        [sys.executable, "-u", *request.param, *arguments], cwd=folder, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        channel = grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}")
        yield Pack(process, analyzer_pb2_grpc.AnalyzerStub(channel))
        channel.close()
        process.kill()


@pytest.fixture(autouse=True)
def without_config(pack: Pack) -> None:
    pack.configure({})


def test_the_pack_holds_exactly_these_rules(pack: Pack):
    info = pack.stub.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "secure-site"
    levels = {rule.name: rule.enforcementLevel for rule in info.policies}
    assert levels == {
        **dict.fromkeys(BLOCKING, MANDATORY),
        **dict.fromkeys(READING_SECRETNESS, REMEDIATE),
        **dict.fromkeys(ADVISING, ADVISORY),
    }


def test_every_rule_says_how_bad_it_is_why_and_what_to_do(pack: Pack):
    for rule in pack.stub.GetAnalyzerInfo(empty_pb2.Empty()).policies:
        assert rule.severity > analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED
        assert all((rule.description, rule.remediation_steps, rule.url, rule.framework.reference))


def test_no_document_of_any_program_may_be_late_unless_the_config_says_so(pack: Pack):
    for rule in pack.stub.GetAnalyzerInfo(empty_pb2.Empty()).policies:
        assert list(rule.configSchema.properties["decidedAtUpdate"]["default"]) == []


def test_a_wildcard_is_blocked(pack: Pack):
    policy = '{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::site/*"}}'
    (found,) = pack.judge(policy=policy)
    assert found.enforcementLevel == MANDATORY
    assert "'s3:Get*' in Statement[0] grants 60 S3 actions" in found.message
    assert pack.judge(policy=policy.replace("Get*", "GetObject")) == []


def test_an_unknown_document_is_one_violation_that_names_every_rule_that_reads_it(pack: Pack):
    (found,) = pack.judge(policy=UNKNOWN)
    assert (found.policyName, found.enforcementLevel) == ("unknown-values", MANDATORY)
    assert "it: policy: this cannot be decided at preview" in found.message
    for rule in ("s3-wildcards", "iam-wildcards", "iam-resource-wildcards", "pass-role"):
        assert rule in found.message


def test_it_names_no_rule_that_the_config_disables_and_is_gone_without_any(pack: Pack):
    readers = ["s3-wildcards", "iam-wildcards"]
    disabled = analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.DISABLED)
    for off in (readers, [name for name in BLOCKING if name != "unknown-values"]):
        pack.configure(dict.fromkeys(off, disabled))
        said = [found.message for found in pack.judge(policy=UNKNOWN)]
        assert len(said) == (off == readers)
        assert not any(name in message for name in readers for message in said)


def test_an_unknown_document_blocks_as_long_as_one_rule_that_reads_it_blocks(pack: Pack):
    advisory = analyzer_pb2.PolicyConfig(enforcementLevel=ADVISORY)
    pack.configure({"s3-wildcards": advisory})
    (found,) = pack.judge(policy=UNKNOWN)
    assert found.enforcementLevel == MANDATORY
    pack.configure(dict.fromkeys(BLOCKING, advisory))
    (found,) = pack.judge(policy=UNKNOWN)
    assert found.enforcementLevel == ADVISORY


def test_one_note_says_that_a_document_is_late_where_the_config_allows_it(pack: Pack):
    late = analyzer_pb2.PolicyConfig(enforcementLevel=MANDATORY)
    late.properties.update({"decidedAtUpdate": ["urn:*::it"]})
    for rules in (["unknown-values"], BLOCKING):
        pack.configure(dict.fromkeys(rules, late))
        assert [found.enforcementLevel for found in pack.judge(policy=UNKNOWN)] == [ADVISORY]
        assert [found.enforcementLevel for found in pack.judge(policy=UNKNOWN)] == [ADVISORY]


def test_an_unknown_document_waits_for_every_rule_that_does_not_let_it_be_late(pack: Pack):
    late = analyzer_pb2.PolicyConfig(enforcementLevel=MANDATORY)
    late.properties.update({"decidedAtUpdate": ["urn:*::it"]})
    pack.configure({"s3-wildcards": late})
    assert [found.enforcementLevel for found in pack.judge(policy=UNKNOWN)] == [MANDATORY]
