"""The requests about the site that CloudFront answers."""

import pytest

from publish.cloud.distribution import Edge, policy_csp
from publish.errors import InputError
from sandbox.emulator.cloud import Cloud
from tests.publish.published_site import PublishedSite

Capture = pytest.CaptureFixture[str]


def test_address_is_the_distributions_own_name(published: PublishedSite) -> None:
    client = published.cloud.client("cloudfront")
    name = client.get_distribution(Id=published.distribution)["Distribution"]["DomainName"]
    assert Edge(lambda: client, published.distribution).address() == f"https://{name}"


def test_pages_are_judged_by_the_policy_that_is_named(
    published: PublishedSite, headers_policy: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As root: the local cloud judges this call on no resource that a role's policy could name.
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    for name, value in published.cloud.environment().items():
        monkeypatch.setenv(name, value)
    published.write({"index.html": '<img src="https://images.example/a.png">'})
    run = published.deploy(capsys, "--headers-policy", headers_policy)
    assert (run.code, "images.example" in run.err) == (2, True)


def test_a_policy_without_a_csp_is_no_answer(cloud: Cloud) -> None:
    client = cloud.client("cloudfront")
    made = client.create_response_headers_policy(
        ResponseHeadersPolicyConfig={
            "Name": "nosniff",
            "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}},
        }
    )
    with pytest.raises(InputError, match="sets no Content-Security-Policy"):
        policy_csp(client, made["ResponseHeadersPolicy"]["Id"])
