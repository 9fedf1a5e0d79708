"""Rule standing-keys: no credential without an end, and nothing else is touched."""

import pkgutil
from importlib import import_module

import pulumi_aws.iam
import pytest

from secure_site_policies.rules.standing_keys import STANDING, policy
from tests.policies.judge import UNKNOWN, judge

HARMLESS = [
    "aws:ec2/keyPair:KeyPair",
    "aws:iam/group:Group",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:iam/role:Role",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    "aws:iam/virtualMfaDevice:VirtualMfaDevice",
    "aws:lightsail/bucket:Bucket",
]


@pytest.mark.parametrize("kind", STANDING)
def test_a_credential_without_an_end_is_refused(kind: str):
    (message,) = judge(policy, kind, {"user": UNKNOWN}).violations
    assert message.startswith(f"it: {kind}: {kind!r} is a credential")
    assert message.endswith(f"\nWrite instead: {STANDING[kind]}.")


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_opens_no_account_or_ends_by_itself_passes(kind: str):
    assert judge(policy, kind, {"name": "it"}).violations == []


def test_every_refused_type_is_one_of_the_provider():
    for kind in STANDING:
        package, module = kind.split(":")[1].split("/")
        name = kind.rpartition(":")[2]
        assert hasattr(import_module(f"pulumi_aws.{package}"), name), module


def test_every_type_of_iam_with_a_secret_in_its_outputs_is_refused():
    secrets = {"encrypted_password", "secret", "service_password", "ssh_public_key_id"}
    holders = {
        f"aws:iam/{kind[0].lower()}{kind[1:]}:{kind}"
        for module in pkgutil.iter_modules(pulumi_aws.iam.__path__)
        for kind in [module.name.title().replace("_", "")]
        if secrets & set(vars(getattr(pulumi_aws.iam, kind, object)))
    }
    assert len(holders) > 2
    assert holders <= set(STANDING)
