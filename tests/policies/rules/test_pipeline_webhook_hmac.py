"""Rule pipeline-webhook-hmac: who may start a pipeline, and with what."""

from typing import Any

import pytest

from secure_site_policies.rules.pipeline_webhook_hmac import policy
from tests.policies.judge import UNKNOWN
from tests.policies.passes import Passes, judged, secret

WEBHOOK = "aws:codepipeline/webhook:Webhook"
TOKEN = "the-token-itself"
OWN: dict[str, Any] = {
    "name": "secure-site-dev",
    "authentication": "GITHUB_HMAC",
    "authenticationConfiguration": {"secretToken": secret(TOKEN)},
    "filters": [{"jsonPath": "$.ref", "matchEquals": "refs/heads/{Branch}"}],
    "targetAction": "GitHub",
    "targetPipeline": UNKNOWN,
}


def by_ip(allowed: Any) -> dict[str, Any]:
    return {**OWN, "authentication": "IP", "authenticationConfiguration": {"allowedIpRange": allowed}}


@pytest.mark.parametrize("configuration", [{"secretToken": secret(UNKNOWN)}, secret({"secretToken": TOKEN})])
def test_a_signed_call_with_a_secret_passes(configuration: Any):
    assert judged(policy, WEBHOOK, OWN) == []
    assert judged(policy, WEBHOOK, {**OWN, "authenticationConfiguration": configuration}) == []


def test_a_plain_token_is_blocked_and_not_repeated():
    (message,) = judged(policy, WEBHOOK, {**OWN, "authenticationConfiguration": {"secretToken": TOKEN}})
    assert message.startswith("it: authentication: 'secretToken' is plain text")
    assert TOKEN not in message


@pytest.mark.parametrize("configuration", [None, {}, {"secretToken": ""}, {"secretToken": None}, 5, "x", [None]])
def test_a_signature_without_a_token_is_blocked(configuration: Any):
    (message,) = judged(policy, WEBHOOK, {**OWN, "authenticationConfiguration": configuration})
    assert "'secretToken' is not set" in message


@pytest.mark.parametrize("kind", ["UNAUTHENTICATED", None, "HMAC"])
def test_no_authentication_is_blocked(kind: str | None):
    (message,) = judged(policy, WEBHOOK, {**OWN, "authentication": kind})
    assert f"'{kind}' lets anyone who knows the address start the pipeline" in message
    assert 'Write instead: authentication="GITHUB_HMAC"' in message


@pytest.mark.parametrize("allowed", ["192.0.2.7/32", "192.0.2.7", "2001:db8::7/128"])
def test_a_single_address_passes(allowed: str):
    assert judged(policy, WEBHOOK, by_ip(allowed)) == []


@pytest.mark.parametrize("allowed", ["0.0.0.0/0", "192.0.2.0/24", "192.0.2.6/31", "::/0", "anywhere", "", None, 5])
def test_a_range_of_addresses_is_blocked(allowed: Any):
    (message,) = judged(policy, WEBHOOK, by_ip(allowed))
    assert f"'{allowed}' is not a single address" in message


@pytest.mark.parametrize(
    "filters",
    [
        None,
        [],
        [{"jsonPath": "$.action", "matchEquals": "published"}],
        [{"jsonPath": "$.ref"}],
        [{"jsonPath": None}],
        5,
        ["$.ref"],
        [None],
    ],
)
def test_a_webhook_for_every_branch_is_blocked(filters: Any):
    (message,) = judged(policy, WEBHOOK, {**OWN, "filters": filters})
    assert message.startswith("it: filters: '$.ref' is not filtered")
    assert '"match_equals": "refs/heads/{Branch}"' in message


def test_an_unknown_branch_is_a_filter_all_the_same():
    assert judged(policy, WEBHOOK, {**OWN, "filters": [{"jsonPath": "$.ref", "matchEquals": UNKNOWN}]}) == []


def test_an_unknown_authentication_fails_closed_and_leaves_the_filter_judged():
    messages = judged(policy, WEBHOOK, {**OWN, "authentication": UNKNOWN, "filters": []})
    assert len(messages) == 2
    assert any("'$.ref' is not filtered" in message for message in messages)
    assert any("authentication: this cannot be decided at preview" in message for message in messages)


def test_at_another_level_a_token_cannot_be_judged_and_is_blocked():
    (message,) = Passes(policy, WEBHOOK, OWN).judge().violations
    assert "enforcementLevel: remediate" in message
