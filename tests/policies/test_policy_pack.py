"""The pack as the engine sees it: started as a process, asked over gRPC."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from secure_site_policies.frame.unknowns import DECIDED_AT_UPDATE
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
    "standing-keys",
    "group-admin",
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
    "exemptions",
]
READING_SECRETNESS = ("pipeline-source-secret", "pipeline-webhook-hmac", "plain-secrets", "github-webhook")
"""Which values are secret is seen in the remediation pass alone; what they find blocks as well."""


@dataclass
class Pack:
    """A running pack."""

    process: subprocess.Popen[bytes]
    stub: Any

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


def test_the_pack_holds_exactly_these_rules(pack: Pack):
    info = pack.stub.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "secure-site"
    levels = {rule.name: rule.enforcementLevel for rule in info.policies}
    assert levels == {**dict.fromkeys(BLOCKING, MANDATORY), **dict.fromkeys(READING_SECRETNESS, REMEDIATE)}


def test_every_rule_says_how_bad_it_is_why_and_what_to_do(pack: Pack):
    for rule in pack.stub.GetAnalyzerInfo(empty_pb2.Empty()).policies:
        assert rule.severity > analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED
        assert all((rule.description, rule.remediation_steps, rule.url, rule.framework.reference))


def test_the_engine_is_told_which_documents_may_be_late(pack: Pack):
    for rule in pack.stub.GetAnalyzerInfo(empty_pb2.Empty()).policies:
        assert list(rule.configSchema.properties["decidedAtUpdate"]["default"]) == list(DECIDED_AT_UPDATE)


def test_a_wildcard_is_blocked(pack: Pack):
    policy = '{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::site/*"}}'
    (found,) = pack.judge(policy=policy)
    assert found.enforcementLevel == MANDATORY
    assert "'s3:Get*' in Statement[0] grants 60 S3 actions" in found.message
    assert pack.judge(policy=policy.replace("Get*", "GetObject")) == []


def test_an_unknown_document_is_blocked_by_every_rule_that_reads_it(pack: Pack):
    found = pack.judge(policy=UNKNOWN)
    assert {one.enforcementLevel for one in found} == {MANDATORY}
    assert {"s3-wildcards", "iam-wildcards", "iam-resource-wildcards", "pass-role"} <= {one.policyName for one in found}


def test_one_note_says_that_a_document_is_late_where_the_config_allows_it(pack: Pack):
    configure(pack, ["urn:*::it"])
    assert [found.enforcementLevel for found in pack.judge(policy=UNKNOWN)] == [ADVISORY]
    configure(pack, [])


def configure(pack: Pack, late: list[str]) -> None:
    config = analyzer_pb2.PolicyConfig(enforcementLevel=MANDATORY)
    config.properties.update({"decidedAtUpdate": late})
    rules: dict[str, analyzer_pb2.PolicyConfig] = dict.fromkeys(BLOCKING, config)
    pack.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=rules))
