"""Rule public-access-block: every block of public access but that of a bucket."""

from collections.abc import Mapping
from typing import Any

import pytest

from secure_site_policies.data.tables import entry, keys
from secure_site_policies.rules.public_access_block import BLOCKS, policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE, put

FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
ON: Mapping[str, Any] = dict.fromkeys(FLAGS, True)
ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
SETTING = "aws:ssm/serviceSetting:ServiceSetting"
SHARING = "arn:aws:ssm:us-east-1:123456789012:servicesetting/ssm/documents/console/public-sharing-permission"


def rows() -> list[tuple[str, str, str]]:
    return [(kind, row[0], row[1][0]) for kind in keys(BLOCKS) for row in entry(BLOCKS, kind)]


@pytest.mark.parametrize(("kind", "path", "value"), rows())
def test_every_block_of_the_table_is_missed_when_it_is_off(kind: str, path: str, value: str):
    off = False if value == "!true" else value
    (message,) = [
        line
        for line in judge(policy, kind, put(path, off)).violations
        if f"{path!r} switches" in line and "is '" in line
    ]
    assert message.startswith(f"it: {path}: {path!r} switches the block of public access off: it is ")
    assert "\nWrite instead: " in message


SAFE: list[tuple[str, Mapping[str, Any]]] = [
    (ACCOUNT, ON),
    ("aws:s3/accessPoint:AccessPoint", {"bucket": "content"}),
    ("aws:s3/accessPoint:AccessPoint", {"publicAccessBlockConfiguration": ON}),
    ("aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint", {"details": {"publicAccessBlock": ON}}),
    ("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", {"state": "block-all-sharing"}),
    ("aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess", {"state": "block-new-sharing"}),
    ("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", {"internetGatewayBlockMode": "block-ingress"}),
    ("aws:secretsmanager/secretPolicy:SecretPolicy", {"policy": "{}"}),
    (SETTING, {"settingId": SHARING, "settingValue": "Disable"}),
    (SETTING, {"settingId": "arn:aws:ssm:us-east-1:1:servicesetting/ssm/parameter-store/x", "settingValue": "Enable"}),
]


@pytest.mark.parametrize(("kind", "properties"), SAFE)
def test_a_block_that_is_on_passes(kind: str, properties: Mapping[str, Any]):
    assert judge(policy, kind, properties) == FINE


@pytest.mark.parametrize("flag", FLAGS)
def test_what_the_block_of_the_account_leaves_out_is_off(flag: str):
    (message,) = judge(policy, ACCOUNT, {key: True for key in FLAGS if key != flag}).violations
    assert message.startswith(f"it: {flag}: {flag!r} switches the block of public access off: it is not set")


def test_documents_may_not_be_shared_with_everyone():
    (message,) = judge(policy, SETTING, {"settingId": SHARING, "settingValue": "Enable"}).violations
    assert message.startswith("it: settingId: 'settingValue' switches the block of public access off")


def test_an_unknown_flag_fails_closed():
    (message,) = judge(policy, ACCOUNT, {**ON, "blockPublicPolicy": UNKNOWN}).violations
    assert message.startswith("it: blockPublicPolicy: this cannot be decided at preview")
