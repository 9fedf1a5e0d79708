"""Rule github-webhook: the secret, TLS, the content type and the state of a webhook."""

from typing import Any

import pytest

from secure_site_policies.rules.github_webhook import policy
from tests.policies.judge import UNKNOWN
from tests.policies.passes import Passes, judged, secret

WEBHOOKS = pytest.mark.parametrize(
    "webhook",
    ["github:index/repositoryWebhook:RepositoryWebhook", "github:index/organizationWebhook:OrganizationWebhook"],
)
WEBHOOK = "github:index/repositoryWebhook:RepositoryWebhook"
KEY = "the-key-itself"
FIRST_PREVIEW: dict[str, Any] = {
    "secret": secret(KEY),
    "insecureSsl": False,
    "url": secret(UNKNOWN),
    "contentType": "json",
}


def hook(**changed: Any) -> dict[str, Any]:
    return {"active": True, "events": ["push"], "repository": "site", "configuration": {**FIRST_PREVIEW, **changed}}


def without(key: str) -> dict[str, Any]:
    return {"configuration": {name: value for name, value in FIRST_PREVIEW.items() if name != key}}


@WEBHOOKS
def test_the_webhook_of_this_stack_passes_at_its_first_preview_and_later(webhook: str):
    assert judged(policy, webhook, hook()) == []
    assert judged(policy, webhook, hook(url=secret("https://webhooks.domain.com/x"))) == []


@WEBHOOKS
def test_a_plain_secret_is_blocked_and_not_repeated(webhook: str):
    (message,) = judged(policy, webhook, hook(secret=KEY))
    assert message.startswith("it: configuration.secret: 'secret' is plain text in the state")
    assert KEY not in message


@pytest.mark.parametrize("wire", [hook(secret=""), hook(secret=None), without("secret")])
def test_a_webhook_without_a_secret_is_blocked(wire: dict[str, Any]):
    (message,) = judged(policy, WEBHOOK, wire)
    assert "'secret' is not set, so the receiver cannot distinguish GitHub's calls from others" in message


@pytest.mark.parametrize("lax", [True, "true", "1"])
def test_tls_without_verification_is_blocked(lax: Any):
    (message,) = judged(policy, WEBHOOK, hook(insecureSsl=lax))
    assert message == "it: configuration.insecureSsl: 'insecureSsl' is true.\nWrite instead: \"insecure_ssl\": False."


@pytest.mark.parametrize("wire", [hook(insecureSsl="false"), hook(insecureSsl=None), without("insecureSsl")])
def test_verification_is_on_unless_it_is_turned_off(wire: dict[str, Any]):
    assert judged(policy, WEBHOOK, wire) == []


@pytest.mark.parametrize("url", ["http://example.com/key=1", "//example.com", "example.com", "", None, 5])
def test_a_url_that_is_not_encrypted_is_blocked_and_not_repeated(url: Any):
    (message,) = judged(policy, WEBHOOK, hook(url=url))
    assert message.startswith("it: configuration.url: 'url' is not an https:// URL.")
    assert "example" not in message


def test_the_scheme_of_a_url_may_be_in_any_case():
    assert judged(policy, WEBHOOK, hook(url="HTTPS://example.com/")) == []


@pytest.mark.parametrize("wire", [hook(contentType="form"), hook(contentType=None), without("contentType")])
def test_the_signature_covers_every_content_type(wire: dict[str, Any]):
    assert judged(policy, WEBHOOK, wire) == []


def test_a_webhook_that_is_turned_off_is_blocked():
    (message,) = judged(policy, WEBHOOK, {**hook(), "active": False})
    assert "'active' is false" in message
    assert judged(policy, WEBHOOK, {"configuration": FIRST_PREVIEW}) == []


def test_each_fault_has_its_own_message():
    wire = {"active": False, "configuration": {"url": "http://x", "insecureSsl": True}}
    assert len(judged(policy, WEBHOOK, wire)) == 4


def test_an_unknown_configuration_fails_closed():
    messages = judged(policy, WEBHOOK, {"configuration": UNKNOWN, "active": False})
    assert len(messages) == 2
    assert sum("it: configuration: this cannot be decided at preview" in message for message in messages) == 1


def test_at_another_level_a_secret_cannot_be_judged_and_is_blocked():
    (message,) = Passes(policy, WEBHOOK, hook()).judge().violations
    assert "enforcementLevel: remediate" in message
